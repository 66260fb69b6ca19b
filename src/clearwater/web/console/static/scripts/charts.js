// Charts, drawn by Plotly.js, which is fetched once a chart comes near what is seen.
//
// A page with figures of its own says them in a block of data:
//   <figure class="chart" data-chart><script type="application/json">{{ said | as_json }}</script></figure>
// and loads this module; a script that has asked for figures calls chart(figure, said).
//
// `said`:
//   title         what the chart shows, in words; for voices, and above its table
//   kind          "time" (microseconds since 1970, UTC), "number" or "category": what x is
//   x_name, y_name
//   series        [{name, shape, tone, x, y, low, high}]: shape "bars" | "line" | "dots", tone one
//                 of TONES; low and high, where they are, are the ends of an interval
//   spans         [{from, to, name}]: moments that lie shaded behind
//   height        pixels, 220 by default
//   stacked, sideways, digits (behind the point in the table), log (the y axis)
//   table         false where the page has the same figures in a table already
// `act`: {range(from, to), pick(index)}: what to do when part of x was chosen, or one value.
//
// Colours are those of the theme, as they are at the time; what differs by tone differs by shape or
// lies apart as well, and each series is named. On paper the charts are those of the light theme.
import { element, theirs } from "./dom.js";
import { readable, said as valueSaid, tableOf } from "./chart_reading.js";
import { _, labelled, listed } from "./words.js";

export const TONES = { main: "--teal", left: "--bar-left", other: "--dot-dark", pale: "--bar", against: "--amber" };
const NEAR = "600px";
const PAPER_PX = 660;
const DAY_MS = 86400000;
// Plotly.js and a map library inside it write styles into the page unless they are there already;
// ours are in console.css, and the policy of the page allows no others.
export const STYLES_OF_OTHERS = ["plotly.js-style-global", "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53"];

const drawn = new Set();
let fetched;

function plotly() {
  fetched ??= new Promise((resolve, reject) => {
    for (const id of STYLES_OF_OTHERS) {
      document.head.append(element("meta", { name: "styles", id, class: "no-inline-styles" }));
    }
    const script = element("script", { src: new URL("./plotly.js", import.meta.url).href });
    script.addEventListener("load", () => resolve(withLocale(globalThis.Plotly)));
    script.addEventListener("error", () => reject(new Error("plotly.js did not arrive")));
    document.head.append(script);
  });
  return fetched;
}

const LOCALE = document.documentElement.dataset.language === "zh" ? "zh-CN" : "en-GB";

// Names of days and months come from the browser: the package holds no languages but English.
function withLocale(Plotly) {
  const named = (form, step, many, first) =>
    Array.from({ length: many }, (_one, at) =>
      new Intl.DateTimeFormat(LOCALE, { ...form, timeZone: "UTC" }).format(new Date(first + at * step * DAY_MS)));
  const sunday = Date.UTC(2023, 0, 1);
  const months = (form) => Array.from({ length: 12 }, (_one, at) =>
    new Intl.DateTimeFormat(LOCALE, { ...form, timeZone: "UTC" }).format(new Date(Date.UTC(2023, at, 15))));
  Plotly.register({
    moduleType: "locale",
    name: LOCALE.toLowerCase(),
    dictionary: {},
    format: {
      days: named({ weekday: "long" }, 1, 7, sunday),
      shortDays: named({ weekday: "short" }, 1, 7, sunday),
      months: months({ month: "long" }),
      shortMonths: months({ month: "short" }),
      date: "%Y-%m-%d",
    },
  });
  return Plotly;
}

// How moments stand under an axis, by how far its marks lie apart.
const TICKS = LOCALE === "zh-CN"
  ? ["%H:%M:%S\n%Y年%-m月%-d日", "%H:%M\n%Y年%-m月%-d日", "%-m月%-d日\n%Y年", "%Y年%-m月"]
  : ["%H:%M:%S\n%-d %b %Y", "%H:%M\n%-d %b %Y", "%-d %b\n%Y", "%b %Y"];
const tickStops = [[0, 60000], [60000, DAY_MS], [DAY_MS, 28 * DAY_MS], [28 * DAY_MS, null]].map((dtickrange, at) => ({
  dtickrange: at === 3 ? ["M1", null] : dtickrange, value: TICKS[at] }));

// Returns the colours of the theme as numbers: light-dark() is worked out by an element that has it.
function colours(paper) {
  const probe = element("span", { hidden: true });
  if (paper) probe.style.colorScheme = "light";
  document.body.append(probe);
  const found = {};
  for (const name of ["--ink", "--mute", "--line", "--hair", "--card", "--wash", "--amber-wash", ...Object.values(TONES)]) {
    probe.style.color = `var(${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

// Returns a text as Plotly.js shows it: it takes tags such as <b> and <a href> for its own, in names
// of series, on axes and in what is said of a value.
const literal = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function axisValue(kind, value) {
  if (kind === "category") return literal(theirs(String(value)).textContent);
  return kind === "time" ? value / 1000 : value;
}

function traces(said, colour) {
  return said.series.map((one) => {
    const x = one.x.map((value) => axisValue(said.kind, value));
    const tone = colour[TONES[one.tone ?? "main"]];
    const trace = {
      name: literal(one.name ?? ""), x, y: one.y, hoverinfo: "text",
      hovertext: one.y.map((_value, at) => literal(valueSaid(said, one, at))),
      type: one.shape === "bars" ? "bar" : "scatter",
      marker: { color: tone, size: 7, line: { width: 0 } },
    };
    if (one.shape === "line") Object.assign(trace, { mode: "lines", line: { color: tone, width: 1.6 } });
    if (one.shape === "dots") trace.mode = "markers";
    if (one.low && one.high) {
      const ends = { type: "data", symmetric: false, array: one.high.map((end, at) => end - one.y[at]),
        arrayminus: one.low.map((end, at) => one.y[at] - end), color: colour["--amber"], thickness: 1.6, width: 0 };
      trace[said.sideways ? "error_x" : "error_y"] = ends;
    }
    if (said.sideways) Object.assign(trace, { x: one.y, y: x, orientation: "h" });
    return trace;
  });
}

function layout(figure, said, colour) {
  const line = { gridcolor: colour["--hair"], linecolor: colour["--line"], zerolinecolor: colour["--line"], tickcolor: colour["--line"] };
  const along = { ...line, type: { time: "date", number: "linear", category: "category" }[said.kind], showgrid: false, automargin: true,
    title: { text: said.sideways ? "" : said.x_name ?? "", font: { size: 12 }, standoff: 6 } };
  if (said.kind === "time") along.tickformatstops = tickStops;
  const across = { ...line, title: { text: literal(said.y_name ?? ""), font: { size: 12 } }, rangemode: "tozero", automargin: true, fixedrange: true,
    exponentformat: "none", separatethousands: true };
  if (said.log) Object.assign(across, { type: "log", rangemode: "normal" });
  if (said.sideways) Object.assign(along, { autorange: "reversed", fixedrange: true });
  return {
    autosize: true,
    height: said.height ?? 220,
    margin: { l: 48, r: 8, t: 8, b: 34 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour["--mute"] },
    barmode: said.stacked ? "stack" : "overlay",
    bargap: 0.12,
    dragmode: figure.act?.range ? "select" : false,
    selectdirection: "h",
    hoverlabel: { bgcolor: colour["--card"], bordercolor: colour["--line"], font: { color: colour["--ink"] } },
    showlegend: said.series.length > 1,
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { color: colour["--ink"] } },
    shapes: (said.spans ?? []).map((one) => ({
      type: "rect", layer: "below", yref: "paper", y0: 0, y1: 1, line: { width: 0 }, fillcolor: colour["--amber-wash"],
      x0: axisValue(said.kind, one.from), x1: axisValue(said.kind, one.to),
    })),
    [said.sideways ? "yaxis" : "xaxis"]: along,
    [said.sideways ? "xaxis" : "yaxis"]: across,
  };
}

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: true, doubleClick: false, locale: LOCALE.toLowerCase() };

async function draw(figure, paper = false) {
  const Plotly = await plotly();
  const { said, plot } = figure.chart;
  const colour = colours(paper);
  const shape = layout(figure, said, colour);
  if (paper) Object.assign(shape, { autosize: false, width: PAPER_PX });
  await Plotly.react(plot, traces(said, colour), shape, CONFIG);
  plot.querySelectorAll("svg").forEach((one) => one.setAttribute("aria-hidden", "true"));
  if (!figure.chart.heard) hear(figure);
  drawn.add(figure);
  figure.dataset.drawn = "";
}

function hear(figure) {
  figure.chart.heard = true;
  const { said, plot } = figure.chart;
  plot.on("plotly_click", (event) => figure.act?.pick?.(event.points[0].pointIndex, event.points[0].curveNumber));
  plot.on("plotly_selected", (event) => {
    const ends = event?.range?.x;
    if (!ends || !figure.act?.range) return;
    const value = (end) => (said.kind === "time" ? Math.round(Date.parse(`${String(end).replace(" ", "T")}Z`) * 1000) : end);
    figure.act.range(value(ends[0]), value(ends[1]));
  });
}

// Shows where the keyboard reads: a line through the plot.
function mark(figure, at) {
  const { said, plot } = figure.chart;
  if (!plot.layout || said.sideways) return;
  const behind = plot.layout.shapes.slice(0, (said.spans ?? []).length);
  if (at === null) return globalThis.Plotly.relayout(plot, { shapes: behind });
  const x = axisValue(said.kind, said.series[0].x[at]);
  const line = { type: "line", yref: "paper", y0: 0, y1: 1, x0: x, x1: x, line: { width: 1, color: colours(false)["--ink"] } };
  return globalThis.Plotly.relayout(plot, { shapes: [...behind, line] });
}

// Draws a chart into a figure, in the place of what it showed before. It is there at once for
// voices and as a table; the drawing follows.
export function chart(figure, said, act = {}) {
  figure.act = act;
  const some = said.series.some((one) => one.x.length);
  const plot = element("div", { class: "chart-plot", role: "img", "aria-label": described(said) });
  figure.querySelectorAll(".chart-plot, .chart-read, .chart-table, .chart-none").forEach((one) => one.remove());
  if (figure.chart?.heard) globalThis.Plotly.purge(figure.chart.plot);
  figure.chart = { said, plot };
  drawn.delete(figure);
  delete figure.dataset.drawn;
  if (!some) {
    figure.prepend(element("p", { class: "note chart-none" }, _("There is nothing to draw.")));
    return;
  }
  plot.style.minHeight = `${said.height ?? 220}px`;
  figure.prepend(plot, readable(said, (at) => mark(figure, at), (at) => act.pick?.(at, 0)));
  if (said.table !== false) figure.append(tableOf(said));
  nearing.observe(figure);
}

function described(said) {
  const names = said.series.map((one) => one.name).filter(Boolean);
  return names.length ? labelled(said.title, listed(names)) : said.title;
}

const nearing = new IntersectionObserver((seen) => {
  for (const one of seen.filter((found) => found.isIntersecting)) {
    nearing.unobserve(one.target);
    draw(one.target).catch((problem) => {
      console.warn(problem);
      one.target.prepend(element("p", { class: "problem" }, _("The chart could not be drawn; its table is below.")));
    });
  }
}, { rootMargin: NEAR });

// A name of theirs beside a chart, such as that of a series.
export const named = (text) => theirs(text, 60);

const again = (paper) => Promise.all([...drawn].filter((one) => one.isConnected).map((one) => draw(one, paper)));
addEventListener("beforeprint", () => again(true));
addEventListener("afterprint", () => again(false));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => again(false));
new MutationObserver(() => again(false)).observe(document.documentElement, { attributeFilter: ["data-theme"] });

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  chart(figure, JSON.parse(figure.querySelector('script[type="application/json"]').textContent));
}
