// The two timelines together: one view of time and rows for both sides, moved by mouse and keyboard.
import { say } from "./dom.js";
import { count, dayOf } from "./formats.js";
import { placeOf } from "./group_columns.js";
import { showMeeting } from "./group_drawer.js";
import { AXIS, MARGIN, Raster, colouring } from "./group_raster.js";
import { changed, drawn, group, isolate, on, spanOf, when } from "./group_state.js";
import { overlay } from "./group_overlay.js";
import { tell, untell } from "./group_tip.js";
import { _, plural } from "./words.js";

const LEAST_SPAN = 30e6; // half a minute: nothing is finer than a log's clock
const HEIGHT = 268;
const ROW = 9;
const STEP = 0.16;
const ZOOM = 1.6;

const timeline = { view: null, sides: [], colour: null, brushing: false, cursor: -1, over: null, asked: false };

export function startTimeline() {
  const { said } = group;
  timeline.all = { from: 0, to: Math.max(LEAST_SPAN, said.end - said.start + 1), top: 0, bottom: said.rows };
  timeline.view = { ...timeline.all };
  for (const figure of document.querySelectorAll("figure.raster")) timeline.sides.push(sideAt(figure));
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => press(button.dataset.view));
  on("brush focus names", () => {
    sayBrush();
    schedule();
  });
  const again = (paper) => {
    for (const one of timeline.sides) one.raster.colours(paper);
    paint();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => again(false));
  addEventListener("beforeprint", () => again(true));
  addEventListener("afterprint", () => again(false));
  new ResizeObserver(fit).observe(document.querySelector(".rasters"));
  fit();
  paint();
  drawn("raster");
}

function sideAt(figure) {
  const side = group.sides[figure.dataset.side];
  const plot = figure.querySelector(".plot");
  const one = { figure, plot, side, raster: new Raster(plot.querySelector(".dots"), side), over: plot.querySelector(".over") };
  const dark = side.joint.reduce((sum, joint) => sum + (joint >= group.said.dark), 0);
  const accounts = new Set(side.row).size;
  figure.querySelector("[data-figures]").textContent = _("{accounts} accounts with {dots} events, {dark} of them where several met", { accounts: count(accounts), dots: count(side.size), dark: count(dark) });
  plot.addEventListener("pointerdown", (event) => grab(one, event));
  plot.addEventListener("pointermove", (event) => point(one, event));
  plot.addEventListener("pointerleave", () => untell());
  plot.addEventListener("wheel", (event) => wheel(one, event), { passive: false });
  plot.addEventListener("keydown", (event) => key(one, event));
  plot.addEventListener("dblclick", (event) => zoom(1 / ZOOM / ZOOM, one.raster.timeAt(event.offsetX, timeline.view)));
  return one;
}

function fit() {
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const height = Math.max(90, Math.min(HEIGHT, group.said.rows * ROW + AXIS + 2 * MARGIN));
  for (const one of timeline.sides) {
    const width = one.figure.clientWidth;
    one.plot.style.height = `${height}px`;
    one.raster.fit(width, height, ratio);
    one.over.width = one.raster.canvas.width;
    one.over.height = one.raster.canvas.height;
    one.over.style.width = `${width}px`;
    one.over.style.height = `${height}px`;
  }
  schedule();
}

export function schedule() {
  if (timeline.asked) return;
  timeline.asked = true;
  requestAnimationFrame(() => {
    timeline.asked = false;
    paint();
  });
}

function paint() {
  for (const one of timeline.sides) {
    one.raster.paint(timeline.view, { colour: timeline.colour, focus: true });
    overlay(one, timeline.view, one.side.name === "members" ? timeline.cursor : -1);
  }
}

// Moving ------------------------------------------------------------------------------------------

function within(view) {
  const { all } = timeline;
  const wide = Math.min(all.to - all.from, Math.max(LEAST_SPAN, view.to - view.from));
  const tall = Math.min(all.bottom, Math.max(Math.min(all.bottom, 4), view.bottom - view.top));
  const from = Math.max(all.from, Math.min(all.to - wide, view.from));
  const top = Math.max(0, Math.min(all.bottom - tall, view.top));
  return { from, to: from + wide, top, bottom: top + tall };
}

function move(to) {
  timeline.view = within({ ...timeline.view, ...to });
  changed("moved");
  schedule();
}

function shift(share, rows = 0) {
  const { from, to, top, bottom } = timeline.view;
  const way = (to - from) * share;
  const down = (bottom - top) * rows;
  move({ from: from + way, to: to + way, top: top + down, bottom: bottom + down });
}

function zoom(by, around, row) {
  const { from, to, top, bottom } = timeline.view;
  const middle = around ?? (from + to) / 2;
  const next = { from: middle - (middle - from) * by, to: middle + (to - middle) * by };
  if (row !== undefined) Object.assign(next, { top: row - (row - top) * by, bottom: row + (bottom - row) * by });
  move(next);
}

function press(what) {
  if (what === "in") zoom(1 / ZOOM);
  if (what === "out") zoom(ZOOM, undefined, (timeline.view.top + timeline.view.bottom) / 2);
  if (what === "all") move(timeline.all);
  if (what === "clear") clear();
  if (what === "colour") {
    timeline.colour = timeline.colour ? null : colouring(group.sides.members);
    pressed("colour", timeline.colour !== null);
    schedule();
  }
  if (what === "brush") {
    timeline.brushing = !timeline.brushing;
    pressed("brush", timeline.brushing);
    if (timeline.brushing) {
      document.querySelector(".plot").focus();
      say(_("Drag over a span, or press [ and ] where it begins and ends."));
    }
  }
}

function pressed(what, is) {
  document.querySelector(`[data-view="${what}"]`).setAttribute("aria-pressed", String(is));
}

function wheel(one, event) {
  if (!event.ctrlKey && !event.metaKey && !event.altKey) return;
  event.preventDefault();
  const by = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 240)));
  const row = event.altKey ? one.raster.rowAt(event.offsetY, timeline.view) : undefined;
  zoom(by, one.raster.timeAt(event.offsetX, timeline.view), row);
}

function grab(one, event) {
  if (event.button !== 0) return;
  const begun = { x: event.clientX, y: event.clientY, view: timeline.view, moved: false };
  const brushes = timeline.brushing || event.shiftKey;
  const first = one.raster.timeAt(event.offsetX, timeline.view);
  const box = one.plot.getBoundingClientRect();
  one.plot.setPointerCapture(event.pointerId);
  const drag = (to) => {
    begun.moved ||= Math.abs(to.clientX - begun.x) + Math.abs(to.clientY - begun.y) > 4;
    if (!begun.moved) return;
    if (brushes) return select(first, one.raster.timeAt(to.clientX - box.left, timeline.view));
    const way = (begun.x - to.clientX) / (box.width - 2 * MARGIN);
    const down = (begun.y - to.clientY) / (box.height - AXIS - 2 * MARGIN);
    const { view } = begun;
    move({
      from: view.from + way * (view.to - view.from), to: view.to + way * (view.to - view.from),
      top: view.top + down * (view.bottom - view.top), bottom: view.bottom + down * (view.bottom - view.top),
    });
  };
  one.plot.addEventListener("pointermove", drag);
  const end = (up) => {
    one.plot.removeEventListener("pointermove", drag);
    if (begun.moved) return;
    const dot = one.raster.nearest(up.offsetX, up.offsetY, timeline.view);
    if (dot >= 0) open(one, dot);
  };
  one.plot.addEventListener("pointerup", end, { once: true });
}

// Selecting ---------------------------------------------------------------------------------------

function select(a, b) {
  const { all } = timeline;
  group.brush = { from: Math.max(all.from, Math.min(a, b)), to: Math.min(all.to, Math.max(a, b)) };
  changed("brush");
}

function clear() {
  group.brush = null;
  isolate(null);
  changed("brush");
}

function sayBrush() {
  const [first, last] = spanOf(group.sides.members);
  const parts = [];
  if (group.brush) {
    const said = { from: when(group.brush.from), to: when(group.brush.to), n: count(last - first) };
    parts.push(plural(last - first, _("{from} – {to}: one event", said), _("{from} – {to}: {n} events", said)));
  }
  if (group.focus) parts.push(_("isolated: {what}", { what: group.focus.words }));
  document.querySelector("[data-brush-said]").textContent = parts.join(" • ");
  document.querySelector('[data-view="clear"]').hidden = parts.length === 0;
}

// Pointing and keys -------------------------------------------------------------------------------

function point(one, event) {
  if (event.buttons) return untell();
  const dot = one.raster.nearest(event.offsetX, event.offsetY, timeline.view);
  if (dot < 0) return untell();
  tell(event.clientX, event.clientY, one.side, dot);
}

function open(one, dot) {
  if (one.side.name === "members") timeline.cursor = dot;
  schedule();
  showMeeting(one.side, dot);
}

const MOVES = {
  ArrowLeft: () => shift(-STEP), ArrowRight: () => shift(STEP), ArrowUp: () => shift(0, -STEP), ArrowDown: () => shift(0, STEP),
  Home: () => move({ from: 0, to: timeline.view.to - timeline.view.from }),
  End: () => move({ from: timeline.all.to - (timeline.view.to - timeline.view.from), to: timeline.all.to }),
};

function key(one, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = MOVES[event.key] ?? { n: () => next(one, 1), p: () => next(one, -1), "[": () => edge("from"), "]": () => edge("to"), Escape: clear, Enter: () => timeline.cursor >= 0 && open(one, timeline.cursor) }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

// The ends of the selected span are set at the cursor, or at the edge of the view.
function edge(end) {
  const { view } = timeline;
  const at = timeline.cursor >= 0 ? group.sides.members.time[timeline.cursor] : end === "from" ? view.from : view.to;
  const span = { from: view.from, to: view.to, ...group.brush, [end]: end === "to" ? at + 1 : at };
  select(span.from, Math.max(span.from + 1, span.to));
}

// Goes to the next meeting: dots on the same object within the window are one.
function next(one, way) {
  const { joint, time, row, object, size } = one.side;
  const last = timeline.cursor;
  const wide = group.window * 1e6;
  const same = (at) => last >= 0 && object[at] === object[last] && Math.abs(time[at] - time[last]) <= wide;
  let at = last < 0 ? placeOf(time, timeline.view.from) - (way > 0 ? 1 : 0) : last;
  do at += way;
  while (at >= 0 && at < size && (joint[at] < group.said.dark || same(at)));
  if (at < 0 || at >= size) return say(_("No further meeting."));
  timeline.cursor = at;
  const { from, to } = timeline.view;
  if (time[at] < from || time[at] > to) move({ from: time[at] - (to - from) / 2, to: time[at] + (to - from) / 2 });
  schedule();
  say(_("Meeting at {when}: {account}, with {n} others", { when: when(time[at]), account: _("account {n}", { n: count(row[at] + 1) }), n: count(joint[at]) }));
}

// Returns rows for the table by day: what both sides did, and how often several met.
export function byDay() {
  const rows = new Map();
  for (const side of Object.values(group.sides)) {
    for (let i = 0; i < side.size; i += 1) {
      const day = Math.floor((group.said.start + side.time[i]) / 86400e6);
      const row = rows.get(day) ?? rows.set(day, { day, members: 0, control: 0, members_met: 0, control_met: 0 }).get(day);
      row[side.name] += 1;
      if (side.joint[i] >= group.said.dark) row[`${side.name}_met`] += 1;
    }
  }
  return [...rows.values()].sort((a, b) => a.day - b.day).map((row) => ({ ...row, said: dayOf(row.day * 86400e6) }));
}

