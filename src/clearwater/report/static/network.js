// The same pairs as a drawing of who is tied to whom. Places are found by a spring layout that
// starts on a circle and uses no chance, so the same finding always looks the same.

import { el, svg } from "./dom.js";
import { bits, count } from "./figures.js";
import { t } from "./texts.js";
import { hideTip, showTip } from "./tip.js";

const SIZE = 430;
const ROUNDS = 160;
const NAMED = 14; // up to so many accounts carry their names
const EDGE_REACH = 8;

export function showNetwork(place, data, edges, state, choose) {
  const places = (state.places ??= layout(data, edges));
  const strengths = edges.map((edge) => edge.bits);
  const least = Math.min(...strengths);
  const top = Math.max(...strengths);
  state.threshold ??= least;
  const drawing = svg("svg", { class: "network", viewBox: `0 0 ${SIZE} ${SIZE}`, role: "img" });
  const note = el("span");
  const view = { data, edges, places, drawing, state, least, top };
  const refresh = () => {
    const shown = drawNetwork(view);
    const total = count(data.pairs_total);
    note.textContent = `${t("pairs.threshold", { bits: bits(state.threshold) })} • ${t("pairs.drawn", { shown: count(shown), total })}`;
  };
  const slide = (event) => {
    state.threshold = Number(event.target.value);
    refresh();
  };
  const label = t("pairs.threshold", { bits: "…" });
  const range = { type: "range", min: least, max: top, step: "any", value: state.threshold, "aria-label": label };
  drawing.addEventListener("click", (event) => {
    const edge = edgeAt(view, event);
    if (edge) choose(edge.l, edge.r);
  });
  drawing.addEventListener("pointermove", (event) => hoverEdge(view, event));
  drawing.addEventListener("pointerleave", hideTip);
  refresh();
  const threshold = el("label", { class: "threshold" }, el("input", { ...range, oninput: slide }), note);
  place.append(el("div", { class: "drawing" }, drawing, threshold));
}

function drawNetwork(view) {
  const { data, drawing, edges, places, state } = view;
  const [a, b] = state.chosen ?? [-1, -1];
  const shown = edges.filter((edge) => edge.bits >= state.threshold);
  // Strength counts from zero, or two nearly equal ties would look far apart; crowds are drawn thin.
  const heavy = (edge) => Math.max(0, edge.bits / view.top) ** 2;
  const most = Math.max(0.14, Math.min(0.85, 300 / shown.length));
  // Strong ties are drawn last, above the weak.
  const lines = [...shown].reverse().map((edge) => {
    const chosen = edge.l === a && edge.r === b ? "chosen" : null;
    const [p, q] = [places[edge.l], places[edge.r]];
    const look = { "stroke-width": chosen ? 2.4 : 0.5 + 1.3 * heavy(edge), "stroke-opacity": most * (0.2 + 0.8 * heavy(edge)) };
    return svg("line", { x1: p[0], y1: p[1], x2: q[0], y2: q[1], class: chosen, "data-l": edge.l, "data-r": edge.r, ...look });
  });
  lines.sort((p, q) => (p.getAttribute("class") ? 1 : 0) - (q.getAttribute("class") ? 1 : 0));
  const nodes = [...places.keys()].map((node) => circle(view, node, node === a || node === b));
  const names = places.length <= NAMED ? places.map((place, node) => nameOf(data.members.account[node], place)) : [];
  drawing.replaceChildren(...lines, ...nodes, ...names);
  drawing.setAttribute("aria-label", t("network.describe", { nodes: count(places.length), edges: count(shown.length) }));
  return shown.length;
}

function circle(view, node, chosen) {
  const [x, y] = view.places[node];
  const { role, score_bits: strengths } = view.data.members;
  const share = Math.sqrt(Math.max(0, strengths[node] ?? 0) / Math.max(1e-9, strengths[0] ?? 1));
  const radius = (view.places.length > 150 ? 1.6 : 2.6) + 2.2 * share;
  return svg("circle", { cx: x, cy: y, r: radius, class: chosen ? "chosen" : role[node] });
}

function nameOf(name, [x, y]) {
  const left = x > SIZE / 2;
  const text = name.length > 18 ? `${name.slice(0, 17)}…` : name;
  return svg("text", { x: x + (left ? -8 : 8), y: y + 4, "text-anchor": left ? "end" : "start" }, text);
}

// Fruchterman and Reingold 1991, with edges weighted by their bits.
function layout(data, edges) {
  const total = Math.min(data.members.account.length, 1 + Math.max(...edges.map((e) => Math.max(e.l, e.r))));
  const top = Math.max(...edges.map((edge) => edge.bits), 1e-9);
  const spots = Array.from({ length: total }, (_, i) => [Math.cos(i * 2.39996) * (0.3 + i / total), Math.sin(i * 2.39996) * (0.3 + i / total)]);
  const ideal = 1.4 / Math.sqrt(total);
  for (let round = 0; round < ROUNDS; round += 1) {
    const forces = spots.map(([x, y]) => [-x * 0.08, -y * 0.08]);
    for (let i = 0; i < total; i += 1) {
      for (let j = i + 1; j < total; j += 1) push(spots, forces, i, j, (d) => (ideal * ideal) / d);
    }
    for (const edge of edges) {
      push(spots, forces, edge.l, edge.r, (d) => ((-d * d) / ideal) * (0.15 + edge.bits / top) * (6 / total));
    }
    const heat = 0.12 * (1 - round / ROUNDS) + 0.001;
    for (let i = 0; i < total; i += 1) {
      const size = Math.hypot(...forces[i]) || 1e-9;
      const step = Math.min(size, heat) / size;
      spots[i] = [spots[i][0] + forces[i][0] * step, spots[i][1] + forces[i][1] * step];
    }
  }
  return fitted(spots);
}

function push(spots, forces, i, j, strength) {
  const x = spots[i][0] - spots[j][0];
  const y = spots[i][1] - spots[j][1];
  const distance = Math.max(1e-3, Math.hypot(x, y));
  const force = strength(distance) / distance;
  forces[i][0] += x * force;
  forces[i][1] += y * force;
  forces[j][0] -= x * force;
  forces[j][1] -= y * force;
}

function fitted(spots) {
  const [xs, ys] = [spots.map((spot) => spot[0]), spots.map((spot) => spot[1])];
  const middle = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  const reach = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 1e-6);
  const scale = (SIZE - 32) / reach;
  const place = (value, axis) => Number((SIZE / 2 + (value - middle[axis]) * scale).toFixed(2));
  return spots.map(([x, y]) => [place(x, 0), place(y, 1)]);
}

function edgeAt(view, event) {
  const box = view.drawing.getBoundingClientRect();
  const scale = SIZE / box.width;
  const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  let best = null;
  let least = EDGE_REACH;
  for (const edge of view.edges) {
    if (edge.bits < view.state.threshold) continue;
    const distance = toSegment(x, y, view.places[edge.l], view.places[edge.r]);
    if (distance < least) [best, least] = [edge, distance];
  }
  return best;
}

function toSegment(x, y, [ax, ay], [bx, by]) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2 || 1e-9;
  const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}

function hoverEdge(view, event) {
  const edge = edgeAt(view, event);
  if (!edge) {
    hideTip();
    return;
  }
  const names = view.data.members.account;
  showTip(event, [names[edge.l], names[edge.r], t("why.bits", { bits: bits(edge.bits) })]);
}
