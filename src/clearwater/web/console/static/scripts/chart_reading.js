// A chart for those who do not see it, or want its figures: its values one by one from the keyboard,
// and its table.
import { element, theirs } from "./dom.js";
import { MISSING, count, momentOf, number } from "./formats.js";
import { _, labelled, listed } from "./words.js";

const MOST_ROWS = 2000;

function along(said, value) {
  if (said.kind === "time") return momentOf(value);
  return said.kind === "number" ? number(value, said.x_digits ?? 0) : theirs(String(value), 120).textContent;
}

function across(said, value) {
  if (value === null || value === undefined) return MISSING;
  return said.digits ? number(value, said.digits) : count(value);
}

// Returns one value of a series in words.
export function said(chart, series, at) {
  const interval = series.low ? ` (${across(chart, series.low[at])}–${across(chart, series.high[at])})` : "";
  const name = chart.series.length > 1 ? `${series.name} ` : "";
  return labelled(along(chart, series.x[at]), `${name}${across(chart, series.y[at])}${interval}`);
}

function everySaid(chart, at) {
  const here = chart.series[0].x[at];
  const rest = chart.series.map((one) => {
    const same = one.x[at] === here ? at : one.x.indexOf(here);
    return same < 0 ? null : `${one.name} ${across(chart, one.y[same])}`;
  });
  return labelled(along(chart, here), listed(rest.filter(Boolean)));
}

// Returns a slider that walks through the values and says each; a line in the chart goes with it.
// Enter does what a click on the value does.
export function readable(chart, moved, picked) {
  const many = chart.series[0].x.length;
  const words = element("output", { "aria-hidden": "true" });
  const slider = element("input", { type: "range", min: "0", max: String(Math.max(0, many - 1)), step: "1", value: "0",
    "aria-label": _("Values of: {title}", { title: chart.title }), "aria-valuetext": everySaid(chart, 0) });
  const show = () => {
    const at = Number(slider.value);
    const text = everySaid(chart, at);
    slider.setAttribute("aria-valuetext", text);
    words.textContent = text;
    moved(at);
  };
  slider.addEventListener("input", show);
  slider.addEventListener("focus", show);
  slider.addEventListener("blur", () => moved(null));
  slider.addEventListener("keydown", (event) => {
    if (event.key === "Enter") picked(Number(slider.value));
  });
  return element("div", { class: "chart-read" }, slider, words);
}

// Returns the figures of a chart as a table that is filled when it is opened.
export function tableOf(chart) {
  const place = element("div", { class: "wide", tabindex: "0", role: "group", "aria-label": chart.title });
  const details = element("details", { class: "chart-table" }, element("summary", {}, _("As a table")), place);
  details.addEventListener("toggle", () => {
    if (details.open && !place.firstChild) place.append(filled(chart));
  });
  return details;
}

function filled(chart) {
  const at = [...new Set(chart.series.flatMap((one) => one.x))];
  const rows = chart.kind === "category" ? at : at.sort((left, right) => left - right);
  const columns = chart.series.map((one) => new Map(one.x.map((x, place) => [x, place])));
  const head = element("tr", {}, element("th", { scope: "col" }, chart.x_name ?? ""),
    ...chart.series.map((one) => element("th", { scope: "col", class: "n" }, one.name || (chart.y_name ?? ""))));
  const body = rows.slice(0, MOST_ROWS).map((x) =>
    element("tr", {}, element("th", { scope: "row" }, along(chart, x)),
      ...chart.series.map((one, place) => element("td", { class: "n" }, cell(chart, one, columns[place].get(x))))));
  const left = rows.length > MOST_ROWS ? ` ${_("{n} more rows are not shown.", { n: count(rows.length - MOST_ROWS) })}` : "";
  return element("table", {}, element("caption", {}, chart.title + left), element("thead", {}, head), element("tbody", {}, ...body));
}

function cell(chart, series, at) {
  if (at === undefined) return MISSING;
  const value = across(chart, series.y[at]);
  return series.low ? `${value} (${across(chart, series.low[at])}–${across(chart, series.high[at])})` : value;
}
