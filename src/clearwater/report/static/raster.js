// The timeline of one side: a row an account, a dot an event. Both sides share one time axis, so a
// column on one side can be looked for on the other; pointing at a dot rings all of its object's.

import { onWidth, sized } from "./dom.js";
import { count, moment } from "./figures.js";
import { language, t } from "./texts.js";
import { hideTip, showTip } from "./tip.js";

const GREY = "#bdbab1";
const SOFT = "#7fb0ae";
const DARK = "#0f6b6b";
const RING = "#b7791f";
const MARGIN = 5;
const DOT_REACH = 9; // pixels within which the pointer finds a dot
const HOUR = 3600e3;
const DAY = 24 * HOUR;
const STEPS = [
  60e3, 300e3, 900e3, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 9 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 120 * DAY, 365 * DAY, 1095 * DAY,
];

export function drawRaster(canvas, data) {
  const side = data.raster[canvas.dataset.side];
  const view = { canvas, side, raster: data.raster, dark: data.dark, ringed: -1 };
  paint(view);
  const dark = side.joint.filter((joint) => joint >= data.dark).length;
  const figures = { rows: count(data.raster.rows), dots: count(side.row.length), dark: count(dark) };
  canvas.setAttribute("aria-label", t("raster.describe", figures));
  if (canvas.dataset.live) return;
  canvas.dataset.live = "yes";
  canvas.addEventListener("pointermove", (event) => point(view, event));
  canvas.addEventListener("pointerleave", () => ring(view, -1));
  onWidth(canvas, () => paint(view));
}

function paint(view) {
  const { canvas, raster, side } = view;
  const width = canvas.clientWidth;
  const pitch = Math.min(14, Math.max(3, 270 / Math.max(1, raster.rows)));
  const bottom = raster.rows * pitch + 2 * MARGIN;
  const context = sized(canvas, width, bottom + 18);
  const length = Math.max(1, (raster.end - raster.start) / 1000);
  view.x = (time) => MARGIN + (time / length) * (width - 2 * MARGIN);
  view.y = (row) => MARGIN + (row + 0.5) * pitch;
  axis(context, view, width, bottom, length);
  // Dull dots first, so that none hides a meeting.
  for (const [least, most, colour, radius] of [
    [0, 0, GREY, 1.2],
    [1, view.dark - 1, SOFT, 1.5],
    [view.dark, Infinity, DARK, 1.9],
  ]) {
    context.fillStyle = colour;
    const size = Math.min(radius, pitch * 0.48);
    for (let i = 0; i < side.row.length; i += 1) {
      const joint = side.joint[i] ?? 0;
      if (joint >= least && joint <= most) disc(context, view.x(side.time[i]), view.y(side.row[i]), size);
    }
  }
  if (view.ringed >= 0) rings(context, view);
}

function disc(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function rings(context, view) {
  const object = view.side.object[view.ringed];
  context.strokeStyle = RING;
  context.lineWidth = 1.3;
  for (let i = 0; i < view.side.row.length; i += 1) {
    if (view.side.object[i] !== object) continue;
    context.beginPath();
    context.arc(view.x(view.side.time[i]), view.y(view.side.row[i]), i === view.ringed ? 5 : 3.2, 0, 2 * Math.PI);
    context.stroke();
  }
}

function axis(context, view, width, bottom, length) {
  const most = Math.max(2, Math.floor(width / 90));
  const step = STEPS.find((size) => length / size <= most) ?? length;
  const start = view.raster.start / 1000;
  context.font = `10.5px ${getComputedStyle(view.canvas).fontFamily}`;
  context.fillStyle = "#616a71";
  context.strokeStyle = "#e3e0d8";
  context.beginPath();
  context.moveTo(0, bottom + 0.5);
  context.lineTo(width, bottom + 0.5);
  // Days begin at the log's first midnight, not at a multiple of nine days since 1970.
  const grain = Math.min(step, DAY);
  for (let tick = Math.ceil(start / grain) * grain; tick <= start + length; tick += step) {
    const x = view.x(tick - start);
    const text = tickText(tick, step, length);
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + 3.5);
    if (x + context.measureText(text).width < width) context.fillText(text, x, bottom + 14);
  }
  context.stroke();
}

function tickText(tick, step, length) {
  const clock = step < DAY ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : {};
  const year = length > 300 * DAY ? { year: "numeric" } : {};
  const day = step < DAY && length < DAY ? {} : { day: "numeric", month: "short" };
  const locale = language() === "en" ? "en-GB" : language();
  return new Intl.DateTimeFormat(locale, { ...year, ...day, ...clock, timeZone: "UTC" }).format(new Date(tick));
}

function point(view, event) {
  const box = view.canvas.getBoundingClientRect();
  const found = nearest(view, event.clientX - box.left, event.clientY - box.top);
  ring(view, found);
  if (found < 0) return;
  const { side, raster } = view;
  const met = side.joint[found] ?? 0;
  showTip(event, [
    side.accounts[side.row[found]],
    `${moment(raster.start + side.time[found] * 1000).slice(0, 19)} UTC`,
    side.objects[side.object[found]] ?? "–",
    t("raster.met", { n: count(met) }),
  ]);
}

function nearest(view, x, y) {
  let best = -1;
  let least = DOT_REACH * DOT_REACH;
  for (let i = 0; i < view.side.row.length; i += 1) {
    const distance = (view.x(view.side.time[i]) - x) ** 2 + (view.y(view.side.row[i]) - y) ** 2;
    if (distance < least) {
      least = distance;
      best = i;
    }
  }
  return best;
}

function ring(view, found) {
  if (found < 0) hideTip();
  if (view.ringed === found) return;
  view.ringed = found;
  paint(view);
}
