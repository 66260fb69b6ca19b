// The pairs of a finding: three views of the same thing beside the details of the one chosen.

import { el } from "./dom.js";
import { bits, count, seconds } from "./figures.js";
import { showMatrix } from "./matrix.js";
import { showNetwork } from "./network.js";
import { pairDetail } from "./pair_detail.js";
import { sortableTable } from "./table.js";
import { t } from "./texts.js";

const VIEWS = {
  matrix: (place, data, state, choose) => showMatrix(place, data, state.chosen, choose),
  network: (place, data, state, choose) => showNetwork(place, data, state.edges, state, choose),
  list: showList,
};
const LIST_ROWS = 18;

export function drawPairs(section, data, state) {
  const views = section.querySelector(".pair-views");
  if (!views) return;
  state.rows ??= rowsByPair(data.pairs);
  state.edges ??= strongestEdges(data.pairs);
  state.view ??= data.matrix.rows > 0 ? "matrix" : "network";
  state.chosen ??= [state.edges[0].l, state.edges[0].r];
  const choose = (a, b) => {
    state.chosen = ordered(a, b);
    redraw();
  };
  const redraw = () => {
    const focused = views.contains(document.activeElement) ? document.activeElement.tagName : null;
    views.replaceChildren(tabs(data, state, redraw));
    VIEWS[state.view](views, data, state, choose);
    // Drawing anew must not throw a keyboard user back to the top of the page.
    if (focused === "CANVAS") views.querySelector("canvas")?.focus();
    else if (focused === "TR") views.querySelector("tr.chosen")?.focus();
    else if (focused) views.querySelector('[aria-pressed="true"]').focus();
    const [a, b] = state.chosen;
    section.querySelector(".pair-detail").replaceChildren(pairDetail(data, a, b, state.rows.get(`${a} ${b}`) ?? []));
  };
  redraw();
}

function tabs(data, state, redraw) {
  const names = Object.keys(VIEWS).filter((name) => name !== "matrix" || data.matrix.rows > 0);
  const buttons = names.map((name) => {
    const press = () => {
      state.view = name;
      redraw();
    };
    return el("button", { type: "button", "aria-pressed": String(state.view === name), "data-view-of-pairs": name, onclick: press }, t(`pairs.${name}`));
  });
  return el("div", { class: "tabs", role: "group", "aria-label": t("pairs.view") }, ...buttons);
}

function showList(place, data, state, choose) {
  const { pairs, members } = data;
  const [a, b] = state.chosen;
  const columns = [
    { label: "pair.account_l", values: pairs.l.map((l) => members.account[l]), kind: "id" },
    { label: "pair.account_r", values: pairs.r.map((r) => members.account[r]), kind: "id" },
    { label: "pair.window", values: pairs.window_s, write: seconds, kind: "number" },
    { label: "pair.occasions", values: pairs.occasions, write: count, kind: "number" },
    { label: "pair.bits", values: pairs.score_bits, write: bits, kind: "number" },
  ];
  const isChosen = (row) => {
    const [l, r] = ordered(pairs.l[row], pairs.r[row]);
    return l === a && r === b;
  };
  state.list ??= {};
  const onRow = (row) => choose(pairs.l[row], pairs.r[row]);
  place.append(el("div", { class: "wide" }, sortableTable(columns, state.list, { onRow, isChosen, first: LIST_ROWS })));
}

function ordered(a, b) {
  return a < b ? [a, b] : [b, a];
}

function rowsByPair(pairs) {
  const rows = new Map();
  pairs.l.forEach((l, row) => {
    const key = ordered(l, pairs.r[row]).join(" ");
    rows.set(key, [...(rows.get(key) ?? []), row]);
  });
  return rows;
}

// One edge for two accounts, whatever the number of windows and layers; pairs come strongest first.
function strongestEdges(pairs) {
  const edges = new Map();
  pairs.l.forEach((_, row) => {
    const [l, r] = ordered(pairs.l[row], pairs.r[row]);
    const key = `${l} ${r}`;
    if (!edges.has(key)) edges.set(key, { l, r, bits: pairs.score_bits[row] ?? 0 });
  });
  return [...edges.values()];
}
