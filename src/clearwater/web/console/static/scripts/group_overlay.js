// What lies above the dots: the axis of time, the selected span, the cursor.
import { AXIS } from "./group_raster.js";
import { group } from "./group_state.js";

const locale = document.documentElement.dataset.language === "zh" ? "zh-CN" : "en-GB";
const MINUTE = 60e6;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  1e6, 5e6, 15e6, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
  DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 9 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 120 * DAY, 365 * DAY, 1095 * DAY,
];
const TICK = 92;
const formats = new Map();

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "gray";
}

// Returns a colour of the theme that a canvas understands, also where the theme says light-dark().
const seen = { theme: "", colours: {} };
function colour(name) {
  const theme = `${document.documentElement.dataset.theme} ${matchMedia("(prefers-color-scheme: dark)").matches}`;
  if (seen.theme !== theme) Object.assign(seen, { theme, colours: {} });
  if (!seen.colours[name]) {
    const probe = document.createElement("i");
    probe.style.color = token(name);
    document.body.append(probe);
    seen.colours[name] = getComputedStyle(probe).color;
    probe.remove();
  }
  return seen.colours[name];
}

export function overlay({ over, raster }, view, cursor) {
  const context = over.getContext("2d");
  context.setTransform(raster.ratio, 0, 0, raster.ratio, 0, 0);
  const width = over.width / raster.ratio;
  const height = over.height / raster.ratio;
  context.clearRect(0, 0, width, height);
  axis(context, raster, view, width, height - AXIS);
  if (group.brush) span(context, raster, view, width, height - AXIS);
  if (cursor >= 0) ring(context, raster, view, cursor);
}

function axis(context, raster, view, width, bottom) {
  const most = Math.max(2, Math.floor(width / TICK));
  const step = STEPS.find((size) => (view.to - view.from) / size <= most) ?? STEPS.at(-1);
  const begin = group.said.start + view.from;
  const grain = Math.min(step, DAY);
  // Days begin at midnight, and steps of several days at the first one that is seen.
  let tick = Math.ceil(begin / grain) * grain;
  context.font = "10.5px system-ui, sans-serif";
  context.fillStyle = colour("--mute");
  context.strokeStyle = colour("--line");
  context.beginPath();
  context.moveTo(0, bottom + 0.5);
  context.lineTo(width, bottom + 0.5);
  for (; tick <= group.said.start + view.to; tick += step) {
    const x = raster.x(tick - group.said.start, view);
    const text = tickText(tick, step, view.to - view.from);
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + 3.5);
    if (x + context.measureText(text).width < width) context.fillText(text, x, bottom + 14);
  }
  context.stroke();
}

function tickText(tick, step, length) {
  const key = `${step < MINUTE} ${step < DAY} ${length > 300 * DAY}`;
  if (!formats.has(key)) {
    const clock = step < DAY ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(step < MINUTE ? { second: "2-digit" } : {}) } : {};
    const year = length > 300 * DAY ? { year: "numeric" } : {};
    const day = step < MINUTE ? {} : { day: "numeric", month: "short" };
    formats.set(key, new Intl.DateTimeFormat(locale, { ...year, ...day, ...clock, timeZone: "UTC" }));
  }
  return formats.get(key).format(new Date(tick / 1000));
}

function span(context, raster, view, width, bottom) {
  const from = Math.max(0, raster.x(group.brush.from, view));
  const to = Math.min(width, raster.x(group.brush.to, view));
  context.fillStyle = colour("--shade");
  context.globalAlpha = 0.24;
  if (from > 0) context.fillRect(0, 0, from, bottom);
  if (to < width) context.fillRect(to, 0, width - to, bottom);
  context.globalAlpha = 1;
}

function ring(context, raster, view, cursor) {
  const { object, time, row, size } = raster.side;
  context.strokeStyle = colour("--amber");
  context.lineWidth = 1.4;
  for (let i = 0; i < size; i += 1) {
    if (object[i] !== object[cursor] || time[i] < view.from || time[i] > view.to) continue;
    if (row[i] < view.top || row[i] >= view.bottom) continue;
    context.beginPath();
    context.arc(raster.x(time[i], view), raster.y(row[i], view), i === cursor ? 5.5 : 3.2, 0, 2 * Math.PI);
    context.stroke();
  }
}
