// All pairs of a finding at once: a cell a pair, the darker the stronger, strongest members first.

import { el, onWidth, sized } from "./dom.js";
import { bits, count } from "./figures.js";
import { t } from "./texts.js";
import { hideTip, showTip } from "./tip.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const NOTHING = "#f2f0ea";
const LIGHT = [230, 239, 237];
const DEEP = [15, 107, 107];

// Strength of cell (a, b) in 0..63, 0 = no significant pair. The upper triangle is kept row by row.
export function cellLevel(matrix, a, b) {
  const [low, high] = a < b ? [a, b] : [b, a];
  if (low === high || high >= matrix.rows) return 0;
  const before = low * matrix.rows - (low * (low + 1)) / 2;
  return ALPHABET.indexOf(matrix.cells[before + high - low - 1]);
}

export function cellBits(matrix, a, b) {
  return (cellLevel(matrix, a, b) / 63) * matrix.top_bits;
}

export function showMatrix(place, data, chosen, choose) {
  const { matrix } = data;
  const canvas = el("canvas", { class: "matrix", tabindex: "0", role: "application" });
  canvas.setAttribute("aria-label", t("matrix.describe", { rows: count(matrix.rows) }));
  const view = { canvas, data, matrix, at: chosen ?? [0, 1], chosen };
  canvas.addEventListener("pointermove", (event) => hoverCell(view, event));
  canvas.addEventListener("pointerleave", hideTip);
  canvas.addEventListener("click", (event) => {
    const [a, b] = cellAt(view, event);
    if (a !== b) choose(a, b);
  });
  canvas.addEventListener("keydown", (event) => walk(view, event, choose));
  onWidth(canvas, () => paintMatrix(view));
  const scale = t("pairs.scale", { bits: bits(matrix.top_bits) });
  place.append(el("div", { class: "drawing" }, canvas, el("div", { class: "legend" }, el("i"), scale)));
  // Only now has the canvas a width. Not in a later frame: before printing there is none.
  paintMatrix(view);
}

function paintMatrix(view) {
  const { canvas, matrix } = view;
  const width = Math.min(canvas.clientWidth, 26 * matrix.rows);
  if (!width) return;
  canvas.style.maxWidth = `${width}px`;
  const context = sized(canvas, width, width);
  const size = width / matrix.rows;
  const gap = size > 5 ? 0.8 : 0;
  view.size = size;
  for (let a = 0; a < matrix.rows; a += 1) {
    for (let b = 0; b < matrix.rows; b += 1) {
      if (a === b) continue;
      context.fillStyle = shade(cellLevel(matrix, a, b));
      // Half a pixel more hides seams between cells that are narrower than a screen pixel.
      context.fillRect(b * size, a * size, size - gap + (gap ? 0 : 0.5), size - gap + (gap ? 0 : 0.5));
    }
  }
  frame(context, view.at, size, "#616a71", document.activeElement === canvas);
  if (view.chosen) frame(context, view.chosen, size, "#b7791f", true);
}

function frame(context, [a, b], size, colour, wanted) {
  if (!wanted) return;
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  for (const [row, column] of [[a, b], [b, a]]) {
    context.strokeRect(column * size - 1, row * size - 1, Math.max(size, 4) + 1, Math.max(size, 4) + 1);
  }
}

function shade(level) {
  if (level <= 0) return NOTHING;
  const share = level / 63;
  const [r, g, b] = LIGHT.map((from, i) => Math.round(from + (DEEP[i] - from) * share));
  return `rgb(${r} ${g} ${b})`;
}

function cellAt(view, event) {
  const box = view.canvas.getBoundingClientRect();
  const clamp = (value) => Math.max(0, Math.min(view.matrix.rows - 1, Math.floor(value / view.size)));
  return [clamp(event.clientY - box.top), clamp(event.clientX - box.left)];
}

function hoverCell(view, event) {
  const [a, b] = cellAt(view, event);
  if (a === b) {
    hideTip();
    return;
  }
  const names = view.data.members.account;
  const level = cellLevel(view.matrix, a, b);
  const strength = level ? t("why.bits", { bits: bits(cellBits(view.matrix, a, b)) }) : t("pair.none");
  showTip(event, [names[a], names[b], strength]);
}

function walk(view, event, choose) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  if (event.key === "Enter" && view.at[0] !== view.at[1]) choose(...view.at);
  if (!(event.key in steps)) return;
  event.preventDefault();
  const last = view.matrix.rows - 1;
  view.at = view.at.map((place, i) => Math.max(0, Math.min(last, place + steps[event.key][i])));
  paintMatrix(view);
}
