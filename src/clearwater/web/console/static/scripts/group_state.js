// What the panels of a group share: its numbers, the span that was selected, what is isolated, names.
import { count, instantOf, momentOf } from "./formats.js";
import { element, theirs } from "./dom.js";
import { placeOf } from "./group_columns.js";
import { _ } from "./words.js";

const page = document.getElementById("group");

// Events: "brush" (a span was selected or given up), "focus" (something was isolated), "names",
// "behind" (what the members did and where from has arrived), "moved" (the view of the timelines).
export const group = Object.assign(new EventTarget(), {
  own: page.dataset.own,
  api: page.dataset.api,
  case: page.dataset.case,
  accounts: Number(page.dataset.members),
  bits: Number(page.dataset.bits),
  window: Number(page.dataset.window), // seconds
  mayExclude: "mayExclude" in page.dataset,
  sides: null, // {members, control}, see `sideOf`
  said: null, // start, end, rows, objects, dark
  behind: null, // {said, columns}
  names: null, // {accounts, objects, places, texts}, once a purpose was named
  purpose: null,
  brush: null, // {from, to}, microseconds after the start
  focus: null, // {mask: a byte a dot of the members, words}
});

export function changed(what) {
  group.dispatchEvent(new Event(what));
}

export function on(what, act) {
  for (const one of what.split(" ")) group.addEventListener(one, act);
}

// Says that a panel has been drawn: tests and measurements wait for all of them.
export function drawn(part) {
  document.querySelector(`[data-part="${part}"]`).dataset.drawn = "";
}

// Returns from which dot of a side to which the selected span reaches.
export function spanOf(side) {
  if (!group.brush) return [0, side.size];
  return [placeOf(side.time, group.brush.from), placeOf(side.time, group.brush.to)];
}

// Isolates some dots of the members, or nothing: `dots` are places in the order of time.
export function isolate(dots, words) {
  if (!dots || group.focus?.words === words) group.focus = null;
  else {
    const mask = new Uint8Array(group.sides.members.size);
    for (const dot of dots) mask[dot] = 1;
    group.focus = { mask, words };
  }
  changed("focus");
}

// What stands for an account, an object or a place: its name once it was shown, before that a number.
export function account(row) {
  const name = group.names?.accounts[row];
  return element("span", { class: "id" }, name === undefined ? _("account {n}", { n: count(row + 1) }) : theirs(name, 120));
}

export function object(number) {
  const name = group.names?.objects[number];
  return element("span", name === undefined ? { class: "id" } : {}, name === undefined ? _("object {n}", { n: count(number + 1) }) : theirs(name, 120));
}

export const when = (time) => momentOf(group.said.start + time);
// The same where the head of a column names the zone.
export const instant = (time) => instantOf(group.said.start + time);

// Returns a table from parts; `columns`: [{name, number, of: (row) => texts or elements}].
export function tableOf(label, columns, rows, onRow) {
  const head = columns.map((one) => element("th", { scope: "col", class: one.number ? "n" : null }, one.name));
  const body = rows.map((row) => {
    const cells = columns.map((one, place) => element(place === 0 ? "th" : "td", { scope: place === 0 ? "row" : null, class: one.number ? "n" : null }, one.of(row)));
    const line = element("tr", {}, ...cells);
    onRow?.(line, row);
    return line;
  });
  return element("table", { "aria-label": label }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
}
