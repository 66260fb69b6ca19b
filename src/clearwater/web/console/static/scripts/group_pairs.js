// Who met whom: a matrix of the strongest accounts, or a network of their strongest pairs.
import { element } from "./dom.js";
import { bits, count, expected, number, probability } from "./formats.js";
import { columnsOf, jsonOf } from "./group_columns.js";
import { show, showMeeting } from "./group_drawer.js";
import { svg } from "./group_lags.js";
import { colourOf } from "./group_raster.js";
import { account, drawn, group, instant, isolate, object, on, tableOf } from "./group_state.js";
import { _ } from "./words.js";

const TABLE_ROWS = 40;
const MOST_MEETINGS = 200;
const FIELD = 400;
const NAMED = 12;
const part = document.querySelector('[data-part="pairs"]');
const canvas = part.querySelector("canvas.matrix");
const drawing = part.querySelector("svg.network");
const words = part.querySelector("[data-pairs-said]");
const view = { matrix: null, network: null, at: [0, 1] };

export function startPairs(found) {
  view.matrix = found;
  if (!view.matrix) return drawn("pairs");
  paintMatrix();
  const listed = part.querySelector("[data-pairs-table]").closest("details");
  listed.addEventListener("toggle", table);
  for (const button of part.querySelectorAll("[data-pairs]")) button.addEventListener("click", () => choose(button.dataset.pairs));
  canvas.addEventListener("click", (event) => {
    const size = view.matrix.said.rows;
    const at = (place, length) => Math.min(size - 1, Math.max(0, Math.floor((place / length) * size)));
    pair(at(event.offsetX, canvas.clientWidth), at(event.offsetY, canvas.clientHeight));
  });
  canvas.addEventListener("keydown", walk);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paintMatrix());
  for (const what of ["beforeprint", "afterprint"]) addEventListener(what, () => canvas.hidden || paintMatrix(what === "beforeprint"));
  on("brush names", () => view.network && !drawing.hasAttribute("hidden") && paintNetwork());
  on("names", () => listed.open && table());
  addEventListener("beforeprint", table);
  return drawn("pairs");
}

function paintMatrix(paper = false) {
  const { said, columns } = view.matrix;
  const { rows } = said;
  canvas.width = rows;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  const image = context.createImageData(rows, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const teal = colourOf("--teal", paper);
  for (let i = 0; i < pixels.length; i += 1) {
    const shade = columns.shade[i];
    if (shade) pixels[i] = (((28 + Math.round(shade * 0.89)) << 24) | teal) >>> 0;
  }
  context.putImageData(image, 0, 0);
  mark();
  const parts = [_("{pairs} pairs; the darkest has {bits} bits", { pairs: count(said.pairs), bits: bits(said.top) })];
  if (rows < said.accounts) parts.push(_("the {rows} strongest of {total} accounts are drawn, {left} pairs are not", { rows: count(rows), total: count(said.accounts), left: count(said.pairs - said.shown) }));
  words.textContent = `${parts.join("; ")}.`;
}

function mark() {
  const [left, right] = view.at;
  canvas.setAttribute("aria-description", _("account {a} and account {b}; arrow keys move, Enter shows the pair", { a: count(left + 1), b: count(right + 1) }));
}

function walk(event) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const last = view.matrix.said.rows - 1;
  if (event.key === "Enter") pair(...view.at);
  else if (ways[event.key]) {
    view.at = view.at.map((one, side) => Math.max(0, Math.min(last, one + ways[event.key][side])));
    mark();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

async function choose(which) {
  for (const button of part.querySelectorAll("[data-pairs]")) button.setAttribute("aria-pressed", String(button.dataset.pairs === which));
  canvas.hidden = which !== "matrix";
  drawing.toggleAttribute("hidden", which !== "network");
  if (which === "matrix") return paintMatrix();
  view.network ??= await columnsOf(`${group.own}/network`);
  return paintNetwork();
}

// In the network an account without an event in the selected span is drawn pale, with its pairs.
function active() {
  if (!group.brush) return null;
  const { row, time, size } = group.sides.members;
  const there = new Uint8Array(group.accounts);
  for (let i = 0; i < size; i += 1) if (time[i] >= group.brush.from && time[i] < group.brush.to) there[row[i]] = 1;
  return there;
}

function paintNetwork() {
  const { said, columns } = view.network;
  const there = active();
  const x = (at) => 14 + columns.x[at] * (FIELD - 28);
  const y = (at) => 14 + columns.y[at] * (FIELD - 28);
  const top = Math.max(1e-9, ...columns.bits);
  const made = [];
  for (let k = columns.left.length - 1; k >= 0; k -= 1) {
    const [a, b] = [columns.left[k], columns.right[k]];
    const share = columns.bits[k] / top;
    const pale = there && !(there[a] && there[b]);
    const line = svg("line", { x1: x(a), y1: y(a), x2: x(b), y2: y(b), "stroke-width": 0.4 + 1.8 * share * share, "stroke-opacity": pale ? 0.04 : 0.1 + 0.6 * share * share });
    line.addEventListener("click", () => pair(a, b));
    made.push(line);
  }
  for (let at = said.nodes - 1; at >= 0; at -= 1) {
    const dot = svg("circle", { cx: x(at), cy: y(at), r: 2.4 + Math.min(3, Math.sqrt(columns.tied[at]) / 3), class: there && !there[at] ? "pale" : null });
    dot.append(svg("title", {}, account(at).textContent));
    dot.addEventListener("click", () => isolate(dotsOf(at), account(at).textContent));
    made.push(dot);
    if (at < NAMED && group.names) made.push(svg("text", { x: x(at) + 5, y: y(at) + 3 }, account(at).textContent.slice(0, 24)));
  }
  drawing.replaceChildren(...made);
  words.textContent = _("{shown} of {pairs} pairs: each account's strongest, then the strongest of all; {nodes} of {accounts} accounts. What is near is tied.", {
    shown: count(said.shown), pairs: count(said.pairs), nodes: count(said.nodes), accounts: count(said.accounts),
  });
}

function dotsOf(at) {
  const { row, size } = group.sides.members;
  const dots = [];
  for (let i = 0; i < size; i += 1) if (row[i] === at) dots.push(i);
  return dots;
}

function table() {
  const { said, columns } = view.matrix;
  const cells = [];
  for (let a = 0; a < said.rows; a += 1) for (let b = a + 1; b < said.rows; b += 1) if (columns.shade[a * said.rows + b]) cells.push([a, b, columns.shade[a * said.rows + b]]);
  cells.sort((one, other) => other[2] - one[2] || one[0] - other[0] || one[1] - other[1]);
  part.querySelector("[data-pairs-table]").replaceChildren(tableOf(_("The strongest pairs"), [
    { name: _("account"), of: ([a]) => account(a) },
    { name: _("account"), of: ([, b]) => account(b) },
    { name: _("bits, about"), number: true, of: ([, , shade]) => bits((shade / 255) * said.top) },
    { name: element("span", { class: "for-voices" }, _("pair")), of: ([a, b]) => element("button", { type: "button", class: "quiet", on: { click: () => pair(a, b) } }, _("events")) },
  ], cells.slice(0, TABLE_ROWS)));
}

// One pair: its figures as the run has them, and where the two met within the window.
async function pair(a, b) {
  if (a === b) return;
  const figures = (await jsonOf(`${group.own}/pairs/figures?left=${a}&right=${b}`)) ?? [];
  const meetings = met(a, b);
  isolate(meetings.flatMap((one) => one.dots), _("account {a} and account {b}", { a: count(a + 1), b: count(b + 1) }));
  show(_("A pair"), () => [
    element("p", {}, account(a), " • ", account(b)),
    figures.length
      ? element("div", { class: "wide" }, tableOf(_("Figures of the pair"), [
          { name: _("layer"), of: (row) => row.layer },
          { name: _("window"), number: true, of: (row) => _("{n} s", { n: number(row.window_s, 0) }) },
          { name: _("occasions"), number: true, of: (row) => count(row.meetings) },
          { name: _("expected"), number: true, of: (row) => expected(row.expected) },
          { name: _("p, choice"), number: true, of: (row) => probability(row.p_choice) },
          { name: _("p, timing"), number: true, of: (row) => probability(row.p_timing) },
          { name: "q", number: true, of: (row) => probability(row.q_value) },
          { name: _("bits"), number: true, of: (row) => bits(row.score_bits) },
        ], figures))
      : element("p", { class: "mute" }, _("These two are no pair of the run.")),
    element("h3", {}, _("Where they met within {window} s", { window: number(group.window, 0) })),
    element("div", { class: "wide" }, tableOf(_("Meetings"), [
      { name: _("object"), of: (row) => object(row.object) },
      { name: _("first, UTC"), of: (row) => instant(row.time) },
      { name: _("lag"), number: true, of: (row) => _("{n} s", { n: number(row.lag / 1e6, row.lag % 1e6 ? 3 : 0) }) },
      { name: element("span", { class: "for-voices" }, _("events")), of: (row) => element("button", { type: "button", class: "quiet", on: { click: () => showMeeting(group.sides.members, row.dots[0]) } }, _("events")) },
    ], meetings.slice(0, MOST_MEETINGS))),
  ]);
}

// Returns the meetings of two members: acts on one object within the window, each with its nearest.
function met(a, b) {
  const { time, row, object: objects, size } = group.sides.members;
  const wide = group.window * 1e6;
  const last = new Map();
  const found = [];
  for (let i = 0; i < size; i += 1) {
    if (row[i] !== a && row[i] !== b) continue;
    const before = last.get(objects[i]);
    if (before !== undefined && row[before] !== row[i] && time[i] - time[before] <= wide) found.push({ object: objects[i], time: time[before], lag: time[i] - time[before], dots: [before, i] });
    last.set(objects[i], i);
  }
  return found;
}
