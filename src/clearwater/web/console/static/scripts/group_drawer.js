// The events behind anything, in a drawer at the side: who, when, on what, from where.
import { ask, Problem } from "./asking.js";
import { element, theirs } from "./dom.js";
import { count, number } from "./formats.js";
import { placeOf } from "./group_columns.js";
import { account, group, instant, object, on, tableOf, when } from "./group_state.js";
import { actionOf } from "./group_tip.js";
import { _, plural } from "./words.js";

const MOST_ROWS = 300;
const MOST_WORDS = 200;
const drawer = document.getElementById("drawer");
const body = drawer.querySelector(".drawer-body");
let shown = null;
let back = null;

drawer.querySelector("[data-close]").addEventListener("click", close);
drawer.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

export function close() {
  drawer.hidden = true;
  shown = null;
  back?.focus({ preventScroll: true });
}

// Shows parts under a title; `again` makes them anew when names have been shown.
export function show(title, again) {
  if (drawer.hidden) back = document.activeElement;
  shown = { title, again };
  fill();
  drawer.hidden = false;
  drawer.focus({ preventScroll: true });
}

function fill() {
  document.getElementById("drawer-title").textContent = shown.title;
  body.replaceChildren(...shown.again());
}

on("names behind", () => shown && fill());

// The acts of one side on one object around one of them.
export function showMeeting(side, dot) {
  const wide = group.window * 1e6;
  const first = placeOf(side.time, side.time[dot] - wide);
  const last = placeOf(side.time, side.time[dot] + wide + 1);
  const dots = [];
  for (let i = first; i < last; i += 1) if (side.object[i] === side.object[dot]) dots.push(i);
  const title = side.name === "members" ? _("Events behind this dot") : _("Events behind this dot of the control");
  show(title, () => [
    element("p", {}, object(side.object[dot]), " • ", when(side.time[dot]), " • ", _("{n} acts within {window} s", { n: count(dots.length), window: number(group.window, 0) })),
    ...eventsOf(side, dots, side.time[dots[0]]),
  ]);
}

// Some acts of the members, such as those from one place or with one text.
export function showEvents(title, dots, note = "") {
  show(title, () => [element("p", {}, note || plural(dots.length, _("One event of the members"), _("{n} events of the members", { n: count(dots.length) }))), ...eventsOf(group.sides.members, dots, null)]);
}

function eventsOf(side, dots, since) {
  const listed = dots.slice(0, MOST_ROWS);
  const own = side.name === "members";
  const texts = new Map();
  const columns = [
    { name: _("account"), of: (dot) => (own ? account(side.row[dot]) : _("an ordinary account")) },
    { name: _("when, UTC"), of: (dot) => instant(side.time[dot]) },
    since === null
      ? { name: _("object"), of: (dot) => object(side.object[dot]) }
      : { name: _("after"), number: true, of: (dot) => _("{n} s", { n: number((side.time[dot] - since) / 1e6, side.time[dot] % 1e6 ? 3 : 0) }) },
    { name: _("met"), number: true, of: (dot) => count(side.joint[dot]) },
  ];
  if (own && group.behind) {
    columns.splice(2, 0, { name: _("action"), of: (dot) => actionOf(side, dot).join("").replace(" • ", "") });
    columns.push({ name: _("from"), of: (dot) => placesOf(dot) });
  }
  const table = tableOf(_("Events"), columns, listed, (line, dot) => texts.set(dot, line));
  const parts = [element("div", { class: "wide" }, table)];
  if (dots.length > listed.length) parts.push(element("p", { class: "note" }, _("{shown} of {total} are listed; all are in the frozen evidence.", { shown: count(listed.length), total: count(dots.length) })));
  if (own && group.behind?.said.texts) parts.push(wordsButton(listed.slice(0, MOST_WORDS), texts));
  if (own && !group.behind) parts.push(element("p", { class: "note" }, _("What was done and from where is not kept with this run.")));
  return parts;
}

function placesOf(dot) {
  const { said, columns } = group.behind;
  const made = [];
  for (const [name, at] of Object.entries(columns)) {
    if (!name.startsWith("place.") || !at[dot]) continue;
    made.push(element("div", {}, placeNamed(said.places[at[dot] - 1], at[dot] - 1)));
  }
  return element("div", { class: "places-of" }, ...made);
}

// Returns what stands for a place: its kind and a token, or its name once names were shown.
export function placeNamed(place, at) {
  const kinds = { device: _("device"), line: _("access line"), prefix: _("address range"), client: _("client build") };
  const name = group.names?.places[at];
  return element("span", {}, `${kinds[place.kind]} `, element("span", { class: "id" }, name === undefined ? place.token : theirs(name, 60)));
}

// Words are asked for apart, each time for the purpose that was named: each time goes on record.
function wordsButton(dots, lines) {
  const problem = element("p", { class: "problem", role: "alert", hidden: true });
  const button = element("button", { type: "button" }, _("Show what they wrote"));
  button.addEventListener("click", async () => {
    const { named } = await import("./group_names.js");
    if (!(await named())) return;
    button.disabled = true;
    try {
      const { said } = await ask("POST", `${group.api}/words`, { body: { purpose: group.purpose, events: dots } });
      for (const [place, text] of said.texts.entries()) {
        if (!text) continue;
        const line = lines.get(dots[place]);
        line.after(element("tr", { class: "words" }, element("td", { colspan: line.children.length, class: "their-text", tabindex: "0" }, theirs(text))));
      }
      button.hidden = true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.textContent = error.message;
      problem.hidden = false;
      button.disabled = false;
    }
  });
  return element("div", {}, button, problem);
}
