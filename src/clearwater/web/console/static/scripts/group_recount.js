// What is left of each object's counts, with an interval, and a threshold that somebody can move.
import { element } from "./dom.js";
import { count, number } from "./formats.js";
import { showEvents } from "./group_drawer.js";
import { svg } from "./group_lags.js";
import { drawn, group, object, on, spanOf, tableOf } from "./group_state.js";
import { _ } from "./words.js";

const SHOWN = 8;
const WIDE = 300;
const place = document.querySelector("[data-recount]");
let said = null;
let step = -1; // as the run says
let all = false;

export function startRecount(found) {
  said = found;
  if (said) {
    paint();
    on("brush names", paint);
    // Paper has no button for the rest and no slider: it shows what the run says.
    const kept = {};
    addEventListener("beforeprint", () => {
      Object.assign(kept, { all, step });
      all = true;
      step = -1;
      body();
    });
    addEventListener("afterprint", () => {
      ({ all, step } = kept);
      body();
    });
  } else place?.replaceChildren(element("p", { class: "mute" }, _("The recount was not kept.")));
  drawn("recount");
}

const isCut = (row) => step >= 0 && row.above !== null;

// Never less than nothing is left, and never more is taken away than was seen.
function leftOf(row) {
  return isCut(row) ? Math.max(0, row.reported - row.above[step]) : row.authentic;
}

// How much of what is left nobody ordered: as the run drew it, or what is still counted at a
// threshold without what was done to order all the same.
function genuineOf(row) {
  if (!isCut(row)) return [row.low, row.high];
  return [row.ordered.high[step], row.ordered.low[step]].map((one) => Math.max(0, leftOf(row) - one));
}

function slider() {
  if (!said.steps.length) return null;
  const words = element("output", {}, wordsOf());
  const field = element("input", { type: "range", min: "-1", max: String(said.steps.length - 1), step: "1", value: String(step), id: "threshold", "aria-valuetext": wordsOf() });
  field.addEventListener("input", () => {
    step = Number(field.value);
    field.setAttribute("aria-valuetext", wordsOf());
    body();
  });
  return element("div", { class: "in-row threshold" }, element("label", { for: "threshold" }, _("Set aside from")), field, words);
}

function wordsOf() {
  if (step < 0) return _("as the run has it: every act weighed by its chance");
  return _("acts with a chance of at least {n} % to be done to order, of this group alone", { n: Math.round(said.steps[step] * 100) });
}

function paint() {
  const rows = element("div", { "data-rows": true });
  place.replaceChildren(...[slider(), rows].filter(Boolean), element("p", { class: "note" }, _("An estimate from what was observed, and no more is taken away than was observed. It can go up as well as down: a mean without what was done to order may be better.")));
  body();
}

function touched() {
  if (!group.brush) return null;
  const [first, last] = spanOf(group.sides.members);
  const found = new Set();
  for (let i = first; i < last; i += 1) found.add(group.sides.members.object[i]);
  return found;
}

function body() {
  const words = place.querySelector(".threshold output");
  if (words) words.textContent = wordsOf();
  const inSpan = touched();
  const rows = said.rows.filter((row) => row.day === null && (!inSpan || inSpan.has(row.object)));
  const counts = rows.filter((row) => !row.metric.startsWith("rank "));
  const ranks = new Map(rows.filter((row) => row.metric.startsWith("rank ")).map((row) => [row.object, row]));
  const most = Math.max(1, ...counts.map((row) => Math.max(row.reported, row.high ?? 0)));
  const listed = all ? counts : counts.slice(0, SHOWN);
  const table = tableOf(_("What is left"), [
    { name: _("object"), of: (row) => object(row.object) },
    { name: _("what was counted"), of: (row) => row.metric },
    { name: element("span", { class: "for-voices" }, _("reported and left")), of: (row) => bar(row, most) },
    { name: _("reported"), number: true, of: (row) => figure(row.reported) },
    { name: step < 0 ? _("left") : _("left (of these genuine)"), number: true, of: (row) => element("span", {}, figure(leftOf(row)), ` (${genuineOf(row).map(figure).join("–")})`, leftOf(row) > row.reported ? ` ↑ ${_("goes up")}` : "") },
    ...(step < 0 ? [] : mistakes()),
    { name: _("events left"), number: true, of: (row) => remaining(row) },
    { name: _("rank"), number: true, of: (row) => rank(ranks.get(row.object)) },
    { name: element("span", { class: "for-voices" }, _("events")), of: (row) => element("button", { type: "button", class: "quiet", on: { click: () => events(row.object) } }, _("events")) },
  ], listed);
  const parts = [element("div", { class: "wide" }, table)];
  if (counts.length > listed.length) parts.push(element("button", { type: "button", class: "quiet", on: { click: () => { all = true; body(); } } }, _("Show all {n}", { n: count(counts.length) })));
  if (step >= 0) parts.push(element("p", { class: "note" }, _("In brackets: how many of the acts that are still counted are genuine, as far as this group goes (90 %). A higher threshold sets aside fewer acts that are genuine and leaves more that were done to order; what was done does not change with it. The chances are the run's. A row with – in both columns stands as the run has it.")));
  if (said.total > said.rows.length) parts.push(element("p", { class: "note" }, _("{n} of {total} rows are shown, those that change most.", { n: count(said.rows.length), total: count(said.total) })));
  if (!said.rows.length) parts.splice(0, 1, element("p", { class: "mute" }, _("Nothing of these objects' counts was set aside.")));
  place.querySelector("[data-rows]").replaceChildren(...parts);
}

// What a threshold gets wrong, either way; whoever moves it chooses between the two.
function mistakes() {
  return [
    { name: _("set aside, though genuine"), number: true, of: (row) => range(row, row.own) },
    { name: _("left, though ordered"), number: true, of: (row) => range(row, row.ordered) },
  ];
}

function range(row, of) {
  if (!isCut(row)) return "–";
  const [low, high] = [of.low[step], of.high[step]];
  return low === high ? figure(low) : `${figure(low)}–${figure(high)}`;
}

const figure = (value) => (value === null ? "–" : Number.isInteger(value) ? count(value) : number(value, 2));

function remaining(row) {
  const left = isCut(row) ? leftOf(row) : row.remaining;
  if (left === null) return "–";
  return element("span", {}, count(left), left < said.few ? element("span", { class: "against" }, ` ${_("few: says little")}`) : null);
}

function rank(row) {
  return row ? `${count(row.reported)} → ${count(row.authentic)}` : "–";
}

function bar(row, most) {
  const x = (value) => (Math.max(0, value) / most) * WIDE;
  const parts = [svg("rect", { class: "reported", x: 0, y: 1, width: x(row.reported), height: 12 }), svg("rect", { class: "left", x: 0, y: 1, width: x(leftOf(row)), height: 12 })];
  const [low, high] = genuineOf(row);
  if (low !== null && high !== null) parts.push(svg("line", { class: "interval", x1: x(low), x2: Math.max(x(low) + 2, x(high)), y1: 7, y2: 7 }));
  return svg("svg", { class: "recount-bar", viewBox: `0 0 ${WIDE} 14`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...parts);
}

function events(number_) {
  const { object: objects, size } = group.sides.members;
  const dots = [];
  for (let i = 0; i < size; i += 1) if (objects[i] === number_) dots.push(i);
  showEvents(_("Events of the members on one object"), dots);
}
