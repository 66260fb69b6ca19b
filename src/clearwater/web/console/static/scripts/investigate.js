// The page that asks the events of a run or a case. The question stands in the address as a handle,
// which says nothing to anybody without the store's key; what was typed never does.
import { Problem, ask } from "./asking.js";
import { chart } from "./charts.js";
import { element, say, theirs } from "./dom.js";
import { count, momentOf, number } from "./formats.js";
import { onKey } from "./keys.js";
import { token } from "./naming.js";
import { kindName, kindsName } from "./kinds.js";
import { _, plural } from "./words.js";

const page = document.querySelector("[data-investigate]");
const at = (name) => page.querySelector(`[data-${name}]`);
const form = page.querySelector("form.question");
const problem = form.querySelector(".problem");
const API = page.dataset.investigate;
let values = {};
let asking;

const fieldTime = (text) => (text ? Date.parse(`${text}Z`) * 1000 : null);
const timeField = (moment) => (moment === null ? "" : new Date(moment / 1000).toISOString().slice(0, 19));

function question() {
  const said = { values: Object.fromEntries(Object.entries(values).map(([kind, some]) => [kind, some.map((one) => one.code)])) };
  const actions = [...form.querySelectorAll("[name=action]:checked")].map((one) => one.value);
  if (actions.length) said.actions = actions;
  for (const name of ["since", "until"]) {
    const moment = fieldTime(form.elements[name].value);
    if (moment !== null) said[name] = moment;
  }
  if (form.elements.members.value) said.members = form.elements.members.value;
  return said;
}

async function answer(body, keep = true) {
  asking?.abort();
  const mine = (asking = new AbortController());
  const slow = setTimeout(() => (at("working").hidden = false), 300);
  problem.hidden = true;
  try {
    const { said } = await ask("POST", `${API}/questions`, { body, signal: mine.signal });
    if (keep) history.pushState(null, "", `?q=${said.handle}`);
    show(said);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (!(error instanceof Problem)) throw error;
    problem.textContent = error.message;
    problem.hidden = false;
  } finally {
    clearTimeout(slow);
    if (asking === mine) at("working").hidden = true;
  }
}

function show(said) {
  form.elements.since.value = timeField(said.question.since);
  form.elements.until.value = timeField(said.question.until);
  values = said.question.values;
  offered(said);
  chips();
  at("answer").hidden = false;
  const span = said.first === null ? "" : `${momentOf(said.first)} – ${momentOf(said.last)}`;
  at("counted").replaceChildren(
    element("strong", {}, _("{n} of {of} events", { n: count(said.events), of: count(said.of) })),
    " ", span, " ", element("span", { class: "mute" }, _("{s} s", { s: number(said.seconds, 2) })));
  const { step, start, members, others } = said.series;
  const x = others.map((_one, place) => start + place * step);
  chart(at("series"), {
    title: _("Events over time"), kind: "time", x_name: _("from (UTC)"), y_name: _("events"), stacked: true,
    series: [
      { name: _("members of findings"), shape: "bars", tone: "main", x, y: members },
      { name: _("everybody else"), shape: "bars", tone: "other", x, y: others },
    ].filter((one) => one.y.some(Boolean) || !one.y.length),
  }, {
    range(from, until) {
      form.elements.since.value = timeField(from);
      form.elements.until.value = timeField(until);
      answer(question());
    },
  });
  at("tops").replaceChildren(...["action", ...said.kinds].filter((kind) => said.tops[kind]?.length).map((kind) => top(kind, said)));
  say(plural(said.events, _("One event"), _("{n} events", { n: count(said.events) })));
}

// Offers what the log has: its actions, findings and kinds of values.
function offered(said) {
  const chosen = new Set(said.question.actions);
  at("actions").replaceChildren(...said.actions.map((one) =>
    element("label", { class: "tick" }, element("input", { type: "checkbox", name: "action", value: one, checked: chosen.has(one) }), theirs(one, 60))));
  const select = form.elements.members;
  const there = new Set([...select.options].map((one) => one.value));
  for (const one of said.findings.filter((name) => !there.has(name))) {
    select.append(element("option", { value: one }, _("members of {finding}", { finding: one })));
  }
  select.value = said.question.members ?? "";
  const kinds = at("kinds");
  if (kinds.options.length < said.kinds.length) {
    kinds.replaceChildren(...said.kinds.map((kind) => element("option", { value: kind }, kindName(kind))));
  }
}

function chips() {
  at("chips").replaceChildren(...Object.entries(values).flatMap(([kind, some]) => some.map((one) =>
    element("li", {}, `${kindName(kind)} `, token(kind, one.code, one.token), " ",
      element("button", { type: "button", class: "quiet", "aria-label": _("Without this {kind}", { kind: kindName(kind) }),
        on: { click: () => leave(kind, one.code) } }, "×")))));
}

function leave(kind, code) {
  values = { ...values, [kind]: values[kind].filter((one) => one.code !== code) };
  answer(question());
}

function only(kind, one) {
  if (kind === "action") {
    for (const field of form.querySelectorAll("[name=action]")) field.checked = field.value === one.token;
  } else values = { ...values, [kind]: [{ code: one.code, token: one.token }] };
  answer(question());
}

function top(kind, said) {
  const most = said.tops[kind][0].events;
  const own = kind === "account";
  const head = element("tr", {}, element("th", { scope: "col" }, kindName(kind)), element("th", { scope: "col", class: "n" }, _("events")),
    own ? element("th", { scope: "col" }, _("finding")) : element("th", { scope: "col", class: "n" }, _("accounts")),
    element("th", { scope: "col" }, element("span", { class: "for-voices" }, _("only these"))));
  const rows = said.tops[kind].map((one) => {
    const bar = element("span", { class: "top-bar", "aria-hidden": "true" });
    bar.style.inlineSize = `${Math.max(1, Math.round((56 * one.events) / most))}px`;
    return element("tr", {}, element("th", { scope: "row", class: "id" }, shown(kind, one)),
      element("td", { class: "n" }, bar, count(one.events)),
      own ? element("td", {}, one.finding ?? "–") : element("td", { class: "n" }, count(one.accounts)),
      element("td", {}, element("button", { type: "button", class: "quiet", on: { click: () => only(kind, one) },
        "aria-label": _("Only {kind} {token}", { kind: kindName(kind), token: one.token }) }, _("only"))));
  });
  const caption = element("caption", {}, kindsName(kind), " ", element("small", {}, count(said.distinct[kind])));
  return element("div", { class: "wide" }, element("table", {}, caption, element("thead", {}, head), element("tbody", {}, ...rows)));
}

function shown(kind, one) {
  if (kind === "action") return theirs(one.token, 60);
  const made = token(kind, one.code, one.token);
  const place = { account: page.dataset.accounts, object: page.dataset.objects }[kind];
  return place && one.row !== null ? element("a", { href: `${place}/${one.row}` }, made) : made;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  answer(question());
});
at("clear").addEventListener("click", () => {
  form.reset();
  values = {};
  answer({});
});
at("find").addEventListener("done", (event) => {
  const { kind, code, token: said } = event.detail.said;
  only(kind, { code, token: said });
  event.target.elements.value.value = "";
});
page.querySelector("details.find").addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector("select").focus();
});
at("stop").addEventListener("click", () => asking?.abort());
onKey("Escape", _("Stop"), () => asking?.abort());
const fromAddress = () => new URLSearchParams(location.search).get("q");
const begin = () => answer(fromAddress() ? { handle: fromAddress() } : {}, false);
addEventListener("popstate", begin);
begin();
