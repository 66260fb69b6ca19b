// What a scan costs, counted before it is done: its rows, its work, and which detectors can ask.
import { ask } from "./asking.js";
import { element } from "./dom.js";
import { count, number } from "./formats.js";
import { cancelled, farOf, phaseOf, watched } from "./job_words.js";
import { _, listed } from "./words.js";

const BASE_MB = 350;
const FAMILIES = { moves: () => _("moves together"), says: () => _("says the same"), place: () => _("one place"), life: () => _("one life"), rates: () => _("rates against the crowd") };

function seconds(value) {
  if (value < 1) return _("under 1 s");
  if (value < 90) return _("{n} s", { n: count(value) });
  return value < 5400 ? _("{n} min", { n: count(value / 60) }) : _("{n} h", { n: number(value / 3600) });
}

// Says again, in the language of the page, what a step counted.
function detail(text) {
  const meetings = /^([\d,]+) meetings of events; ([\d,]+) pairs could have met/.exec(text);
  if (meetings) {
    const said = _("{meetings} meetings of events; {pairs} pairs could have met", { meetings: meetings[1], pairs: meetings[2] });
    return text.includes("left out") ? `${said}; ${_("the most crowded moments will be left out")}` : said;
  }
  if (text.startsWith("Leiden")) return _("partition and 999 replicas a group");
  if (text.startsWith("surges")) return _("surges of every object, the crowds of up to 200");
  return text;
}

const facts = (pairs) => element("dl", { class: "facts" }, ...pairs.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));

function table(caption, heads, rows) {
  const head = heads.map(([name, figure]) => element("th", { scope: "col", class: figure ? "n" : null }, name));
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)));
}

function shown(cost) {
  const time = cost.steps.reduce((sum, one) => sum + one.seconds, 0);
  const memory = BASE_MB + cost.steps.reduce((sum, one) => sum + one.mb, 0);
  const steps = cost.steps.map((one, place) =>
    element("tr", {}, element("th", { scope: "row" }, phaseOf(one.name)),
      element("td", {}, place === 0 ? _("{events} events of {accounts} accounts on {objects} objects, {born} of them with a creation time", { events: count(cost.events), accounts: count(cost.accounts), objects: count(cost.objects), born: count(cost.born) }) : detail(one.detail)),
      element("td", { class: "n" }, seconds(one.seconds)), element("td", { class: "n" }, `${one.mb < 1 ? "< 1" : count(one.mb)} MB`)));
  const detectors = [...cost.detectors].sort((one, other) => one.missing.length - other.missing.length).map((one) =>
    element("tr", { class: one.missing.length ? "mute" : null }, element("th", { scope: "row" }, element("code", {}, one.id)), element("td", {}, FAMILIES[one.family]?.() ?? one.family),
      element("td", {}, one.missing.length ? _("skipped: the log has no {columns}", { columns: listed(one.missing) }) : _("has its columns"))));
  const runs = cost.detectors.filter((one) => one.missing.length === 0).length;
  return [
    facts([
      [_("Events"), count(cost.events)],
      [_("Bytes"), count(cost.bytes)],
      [_("Time, about"), _("{time}, good to a factor of two", { time: seconds(time) })],
      [_("Memory, about"), `${count(memory)} MB`],
      [_("Detectors"), _("{runs} of {all} have the columns that they need", { runs, all: cost.detectors.length })],
    ]),
    element("div", { class: "two" },
      table(_("Work"), [[_("Step")], [_("What")], [_("Time"), true], [_("Memory"), true]], steps),
      table(_("Detectors"), [[_("Detector")], [_("Evidence")], [_("Can it ask?")]], detectors)),
    element("p", { class: "note" }, _("A detector that runs may still be skipped where the log has too little of what it asks about; the run says so then.")),
  ];
}

// Lets a button count what a scan costs.
export function counting(asked, fail) {
  const button = document.getElementById("estimate");
  const how = document.getElementById("estimating");
  let running = null;
  button.addEventListener("click", async () => {
    document.getElementById("start-problem").hidden = true;
    if (running) return void cancelled(running).catch(fail);
    const name = button.firstChild.textContent;
    try {
      how.textContent = _("Counting");
      running = (await ask("POST", "/api/v1/jobs", { body: asked() })).said.job;
      button.firstChild.textContent = `${_("Stop counting")} `;
      const job = await watched(running, (said) => { how.textContent = said.state === "queued" ? _("Waits for a worker.") : farOf(said.phase); });
      how.textContent = "";
      const place = document.getElementById("costs");
      if (job.state === "done") place.replaceChildren(...shown(job.outcome));
      else if (job.state === "failed") place.replaceChildren(element("p", { class: "problem" }, [job.error, job.outcome?.found, job.next].filter(Boolean).join(". ")));
      place.hidden = job.state === "cancelled";
      place.scrollIntoView?.({ block: "nearest" });
    } catch (error) {
      how.textContent = "";
      fail(error);
    } finally {
      running = null;
      button.firstChild.textContent = name;
    }
  });
}
