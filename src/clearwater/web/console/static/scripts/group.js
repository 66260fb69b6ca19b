// The page of a group: asks for its numbers at once, and starts each panel as soon as its own are
// there. Nothing else is imported before that: the server works while the other scripts come.
import { columnsOf, jsonOf, sideOf } from "./group_columns.js";

const page = document.getElementById("group");
const own = page.dataset.own;
const has = (selector) => document.querySelector(selector) !== null;
const parts = {
  raster: has("figure.raster") ? columnsOf(`${own}/raster`) : null,
  accounts: jsonOf(`${own}/accounts`),
  matrix: has("canvas.matrix") ? columnsOf(`${own}/matrix`) : null,
  behind: columnsOf(`${own}/behind`),
  recount: has("[data-recount]") ? jsonOf(`${own}/recount`) : null,
};
const panels = await import("./group_panels.js");
await panels.start(parts, sideOf);
document.documentElement.dataset.drawn = String(Math.round(performance.now()));
