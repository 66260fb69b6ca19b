// Tables that sort by a click on a heading and show their first rows until asked for all.

import { el } from "./dom.js";
import { count } from "./figures.js";
import { t } from "./texts.js";

const FIRST_ROWS = 30;
const SLACK = 1.4; // a handful of rows more is not worth a button

// columns: [{label, values, write, kind: "id" | "number" | "time" | "text"}]; `state` keeps the
// sorting and the length between redraws, so that a language switch loses neither.
export function sortableTable(columns, state, { onRow = null, isChosen = null, first = FIRST_ROWS } = {}) {
  const holder = el("div");
  const total = columns[0].values.length;
  const draw = () => {
    const order = sorted(columns, state, total);
    const shown = state.all || total <= first * SLACK ? order : order.slice(0, first);
    const body = el("tbody", {}, ...shown.map((row) => line(columns, row, onRow, isChosen)));
    const table = el("table", {}, head(columns, state, draw), body);
    const more = shown.length < total ? moreButton(total, state, draw) : null;
    holder.replaceChildren(...[table, more].filter(Boolean));
  };
  if (total === 0) holder.append(el("p", { class: "mute" }, t("table.none")));
  else draw();
  return holder;
}

function sorted(columns, state, total) {
  const order = Array.from({ length: total }, (_, row) => row);
  if (state.column === undefined || state.column === null) return order;
  const { values } = columns[state.column];
  const sign = state.descending ? -1 : 1;
  return order.sort((a, b) => sign * compare(values[a], values[b]) || a - b);
}

function compare(a, b) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

function head(columns, state, draw) {
  const cells = columns.map((column, number) => {
    const label = t(column.label);
    const press = () => {
      const again = state.column === number;
      state.descending = again ? !state.descending : column.kind === "number";
      state.column = number;
      draw();
    };
    const button = el("button", { type: "button", title: t("table.sort", { column: label }), onclick: press }, label);
    const direction = state.descending ? "descending" : "ascending";
    const sort = state.column === number ? direction : null;
    return el("th", { scope: "col", class: column.kind === "number" ? "n" : null, "aria-sort": sort }, button);
  });
  return el("thead", {}, el("tr", {}, ...cells));
}

function line(columns, row, onRow, isChosen) {
  const cells = columns.map(({ values, write, kind }) => {
    const text = write ? write(values[row], row) : String(values[row] ?? "–");
    // An id may be cut off by its column, so the whole of it can be read on hovering.
    return el("td", { class: { number: "n", id: "id", time: "time" }[kind], title: kind === "id" ? text : null }, text);
  });
  if (!onRow) return el("tr", {}, ...cells);
  const press = (event) => {
    if (event.type === "keydown" && event.key !== "Enter") return;
    onRow(row);
  };
  const chosen = isChosen && isChosen(row);
  const marks = { class: chosen ? "pick chosen" : "pick", tabindex: "0", "aria-selected": chosen ? "true" : null };
  return el("tr", { ...marks, onclick: press, onkeydown: press }, ...cells);
}

function moreButton(total, state, draw) {
  const press = () => {
    state.all = true;
    draw();
  };
  return el("button", { type: "button", class: "more", onclick: press }, t("table.more", { n: count(total) }));
}
