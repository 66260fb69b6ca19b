// How soon after each other members act on the same object, beside the same of the control: the null.
import { count, number } from "./formats.js";
import { group, on, spanOf, tableOf } from "./group_state.js";
import { byDay } from "./group_timeline.js";
import { _ } from "./words.js";

const NONE = 255;
// Upper ends of the classes, seconds: each about twice as wide as the one before.
let ends = [];
const WIDTH = 520;
const HEIGHT = 150;
const FLOOR = 122;
const EDGE = 6;
const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function named(end) {
  if (end === Infinity) return _("longer");
  if (end < 60) return _("{n} s", { n: end });
  if (end < 3600) return _("{n} min", { n: end / 60 });
  return end < 86400 ? _("{n} h", { n: end / 3600 }) : _("{n} d", { n: end / 86400 });
}

function counted(side) {
  const bins = new Uint32Array(ends.length);
  const [first, last] = spanOf(side);
  const mask = side.name === "members" ? group.focus?.mask : null;
  let acts = 0;
  for (let i = first; i < last; i += 1) {
    if (mask && !mask[i]) continue;
    acts += 1;
    if (side.lag[i] !== NONE) bins[side.lag[i]] += 1;
  }
  return { bins, acts };
}

function paint() {
  const members = counted(group.sides.members);
  const control = counted(group.sides.control);
  // Both sides have about as many acts; where not, the control is shown as if it had.
  const scale = control.acts ? members.acts / control.acts : 0;
  const most = Math.max(1, ...members.bins, ...control.bins.map((one) => one * scale));
  const step = (WIDTH - 2 * EDGE) / ends.length;
  const tall = (value) => (value / most) * (FLOOR - 8);
  const drawing = document.querySelector("svg.lags");
  const within = ends.findIndex((end) => end >= group.window);
  const bars = [...members.bins].map((value, bin) =>
    svg("rect", { class: bin <= within ? "near" : "far", x: EDGE + bin * step + 1, y: FLOOR - tall(value), width: step - 2, height: tall(value) }));
  const points = [...control.bins].flatMap((value, bin) => {
    const y = FLOOR - tall(value * scale);
    return [`${EDGE + bin * step},${y}`, `${EDGE + (bin + 1) * step},${y}`];
  });
  const texts = ends.map((end, bin) => bin % 2 === 0 || end === Infinity ? svg("text", { class: bin % 4 === 2 ? "between" : null, x: bin ? EDGE + (bin + 1) * step - 2 : EDGE, y: FLOOR + 15, "text-anchor": bin ? "end" : "start" }, end === Infinity ? "" : `≤${named(end)}`) : "");
  drawing.replaceChildren(
    svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: FLOOR + 0.5, y2: FLOOR + 0.5 }), ...bars,
    svg("polyline", { class: "null", points: control.acts ? points.join(" ") : "" }), ...texts.filter(Boolean),
  );
  drawing.setAttribute("height", HEIGHT);
  say(members, control, within);
  table(members, control, scale);
}

function say(members, control, within) {
  const sum = (bins) => bins.slice(0, within + 1).reduce((a, b) => a + b, 0);
  const share = (side) => (side.acts ? (100 * sum(side.bins)) / side.acts : 0);
  document.querySelector(".lags-said").textContent = _(
    "Within {window}, {a} % of the members' acts follow another member's act on the same object; of the control's acts, {b} %.",
    { window: named(ends[within]), a: number(share(members), 1), b: number(share(control), 1) },
  );
}

function table(members, control, scale) {
  const place = document.querySelector("[data-lags-table]");
  const rows = ends.map((end, bin) => ({ end, members: members.bins[bin], control: control.bins[bin] }));
  place.replaceChildren(tableOf(_("Time since another account acted"), [
    { name: _("at most"), of: (row) => named(row.end) },
    { name: _("members"), number: true, of: (row) => count(row.members) },
    { name: _("control"), number: true, of: (row) => count(row.control) },
    { name: _("control, scaled"), number: true, of: (row) => number(row.control * scale, 1) },
  ], rows));
}

export function startLags() {
  ends = [...group.said.lag_ends, Infinity];
  paint();
  on("brush focus", paint);
  const days = document.querySelector("[data-days-table]");
  const fill = () => {
    if (days.firstChild) return;
    days.append(tableOf(_("Events by day"), [
      { name: _("day"), of: (row) => row.said },
      { name: _("members"), number: true, of: (row) => count(row.members) },
      { name: _("of these met"), number: true, of: (row) => count(row.members_met) },
      { name: _("control"), number: true, of: (row) => count(row.control) },
      { name: _("of these met"), number: true, of: (row) => count(row.control_met) },
    ], byDay()));
  };
  days.closest("details").addEventListener("toggle", fill);
  addEventListener("beforeprint", fill);
}

