// What ties two accounts: the figures of their pair and the events behind it.

import { el } from "./dom.js";
import { bits, clock, count, lag, moment, probability, seconds } from "./figures.js";
import { cellBits, cellLevel } from "./matrix.js";
import { sortableTable } from "./table.js";
import { t } from "./texts.js";

const CLIPPED = /… \([\d,]+ characters\)$/;

// `rows` are the places in data.pairs of the accounts a and b: one a window and layer.
export function pairDetail(data, a, b, rows) {
  const names = data.members.account;
  const heading = el("h3", {}, names[a], el("span", {}, " × "), names[b]);
  if (rows.length === 0) return el("div", {}, heading, ...withoutFigures(data, a, b));
  const parts = [heading, figuresOf(data.pairs, rows)];
  for (const row of rows) parts.push(...eventsOf(data, row, rows.length > 1));
  return el("div", {}, ...parts);
}

function figuresOf(pairs, rows) {
  const pick = (name) => rows.map((row) => pairs[name][row]);
  const columns = [
    { label: "pair.layer", values: pick("layer"), kind: "text" },
    { label: "pair.window", values: pick("window_s"), write: seconds, kind: "number" },
    { label: "pair.occasions", values: pick("occasions"), write: count, kind: "number" },
    { label: "pair.expected", values: pick("expected"), write: probability, kind: "number" },
    { label: "pair.p_choice", values: pick("p_choice"), write: probability, kind: "number" },
    { label: "pair.p_timing", values: pick("p_timing"), write: probability, kind: "number" },
    { label: "pair.q", values: pick("q_value"), write: probability, kind: "number" },
    { label: "pair.bits", values: pick("score_bits"), write: bits, kind: "number" },
  ];
  return el("div", { class: "wide" }, sortableTable(columns, {}));
}

function eventsOf(data, row, several) {
  const { pairs, events } = data;
  const behind = data.behind[row];
  const [total, pair] = [pairs.meetings[row], pairs.pair[row]];
  if (!behind) return total ? [el("p", { class: "left-out" }, t("pair.no_events", { pair }))] : [];
  const left = behind.filter((_, place) => place % 2 === 0);
  const right = behind.filter((_, place) => place % 2 === 1);
  const time = (event) => events.start + events.time[event];
  const columns = [
    { label: "pair.trace", values: left.map((event) => events.traces[events.trace[event]]), kind: "id" },
    { label: "pair.time_l", values: left.map(time), write: moment, kind: "time" },
    { label: "pair.time_r", values: right.map(time), write: clock, kind: "time" },
    { label: "pair.lag", values: left.map((event, i) => time(right[i]) - time(event)), write: lag, kind: "number" },
  ];
  if (left.some((event) => events.id[event] !== null)) {
    columns.push({ label: "pair.event_l", values: left.map((event) => events.id[event]), kind: "id" });
    columns.push({ label: "pair.event_r", values: right.map((event) => events.id[event]), kind: "id" });
  }
  const title = several ? `${t("pair.events_shown")} • ${pairs.layer[row]}, ${seconds(pairs.window_s[row])}` : t("pair.events_shown");
  const parts = [
    el("h4", {}, title),
    el("div", { class: "scroll wide", tabindex: "0" }, sortableTable(columns, { all: true })),
  ];
  if (left.length < total) {
    const figures = { shown: count(left.length), total: count(total), pair };
    parts.push(el("p", { class: "left-out" }, t("pair.events_left", figures)));
  }
  return parts;
}

function withoutFigures(data, a, b) {
  if (cellLevel(data.matrix, a, b) === 0) return [el("p", { class: "mute" }, t("pair.none"))];
  const strength = bits(cellBits(data.matrix, a, b));
  const parts = [el("p", { class: "mute" }, t("pair.left", { bits: strength }))];
  const names = [data.members.account[a], data.members.account[b]];
  if (!names.some((name) => CLIPPED.test(name))) parts.push(el("p", {}, el("code", {}, query(names))));
  return parts;
}

// Which of two accounts stands left in a pair is the run's choice, so both ways are asked for.
function query([a, b]) {
  const [p, q] = [a, b].map((name) => `'${name.replaceAll("'", "''")}'`);
  const both = `(account_l, account_r) IN ((${p}, ${q}), (${q}, ${p}))`;
  return `SELECT m.* FROM 'meetings.parquet' m JOIN 'pairs.parquet' USING (pair) WHERE ${both} ORDER BY pair, trace`;
}
