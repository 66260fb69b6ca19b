// Draws one finding when it is first looked at, and again when the language changes.

import { bits, count, moment, probability } from "./figures.js";
import { drawPairs } from "./pairs.js";
import { drawRaster } from "./raster.js";
import { sortableTable } from "./table.js";
import { term } from "./texts.js";

const states = new Map();

export function drawFinding(article) {
  const state = stateOf(article);
  if (state.drawn) return;
  state.drawn = true;
  for (const canvas of article.querySelectorAll("canvas.raster")) drawRaster(canvas, state.data);
  drawPairs(article.querySelector('[data-part="pairs"]'), state.data, state.pairs);
  const place = (name, table) => article.querySelector(`[data-table="${name}"]`).replaceChildren(table);
  place("objects", objectTable(state.data, state.objects));
  place("accounts", accountTable(state.data, state.accounts));
}

export function forgetDrawings() {
  for (const state of states.values()) state.drawn = false;
}

function stateOf(article) {
  if (!states.has(article)) {
    const data = JSON.parse(document.getElementById(`data-${article.id}`).textContent);
    states.set(article, { data, drawn: false, pairs: {}, objects: {}, accounts: {} });
  }
  return states.get(article);
}

function objectTable({ objects }, state) {
  const columns = [
    { label: "objects.object", values: objects.object, kind: "id" },
    { label: "objects.action", values: objects.action, kind: "text" },
    { label: "objects.start", values: objects.start, write: (time) => moment(time).slice(0, 19), kind: "time" },
    { label: "objects.members", values: objects.members, write: count, kind: "number" },
    { label: "objects.others", values: objects.others, write: count, kind: "number" },
    { label: "objects.bits", values: objects.score_bits, write: bits, kind: "number" },
  ];
  return sortableTable(columns, state, { first: 20 });
}

function accountTable({ members }, state) {
  const columns = [
    { label: "accounts.account", values: members.account, kind: "id" },
    { label: "accounts.role", values: members.role, write: (role) => term("role", role), kind: "text" },
    { label: "accounts.bits", values: members.score_bits, write: bits, kind: "number" },
    { label: "accounts.loo", values: members.leave_one_out_bits, write: bits, kind: "number" },
    { label: "accounts.objects", values: members.objects, write: count, kind: "number" },
    { label: "accounts.partners", values: members.partners, write: count, kind: "number" },
    { label: "accounts.q", values: members.q_value, write: probability, kind: "number" },
  ];
  return sortableTable(columns, state);
}
