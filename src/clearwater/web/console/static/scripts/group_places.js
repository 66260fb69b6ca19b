// Places that members share: how many of them were there, and how many others.
import { element } from "./dom.js";
import { count, dayOf } from "./formats.js";
import { placeNamed, showEvents } from "./group_drawer.js";
import { drawn, group, isolate, on, spanOf, tableOf } from "./group_state.js";
import { _ } from "./words.js";

const SHOWN = 12;
const place = document.querySelector("[data-places]");
let all = false;

const SAYS = {
  for: { words: _("argues for"), look: "for" },
  against: { words: _("argues against"), look: "against" },
  household: { words: _("could be a household"), look: "" },
  weak: { words: _("weak"), look: "" },
  "not counted": { words: _("others not counted"), look: "mute" },
};

function dotsAt(at) {
  const column = group.behind.columns[`place.${group.behind.said.places[at].kind}`];
  const dots = [];
  for (let i = 0; i < column.length; i += 1) if (column[i] === at + 1) dots.push(i);
  return dots;
}

// Returns place -> members there within the selected span.
function insideNow() {
  const { row } = group.sides.members;
  const [first, last] = spanOf(group.sides.members);
  const { said, columns } = group.behind;
  const seen = said.places.map(() => new Set());
  for (const [name, at] of Object.entries(columns)) {
    if (!name.startsWith("place.")) continue;
    for (let i = first; i < last; i += 1) if (at[i]) seen[at[i] - 1].add(row[i]);
  }
  return seen.map((one) => one.size);
}

function paint() {
  const { said } = group.behind;
  if (!said.places.length) {
    place.replaceChildren(element("p", { class: "mute" }, _("No place that two members share: the log knows none, or each was somewhere else.")));
    return;
  }
  const now = group.brush ? insideNow() : null;
  const rows = said.places.map((one, at) => ({ ...one, at, now: now ? now[at] : one.inside })).slice(0, all ? undefined : SHOWN);
  const columns = [
    { name: _("place"), of: (row) => element("button", { type: "button", class: "quiet plain", "data-place": row.at, title: _("Isolate in the timeline") }, placeNamed(row, row.at)) },
    { name: group.brush ? _("inside, in the span") : _("inside"), number: true, of: (row) => count(row.now) },
    { name: _("outside"), number: true, of: (row) => count(row.outside) },
    { name: _("seen"), of: (row) => `${dayOf(row.first_us)} – ${dayOf(row.last_us)}` },
    { name: _("so"), of: (row) => element("span", { class: SAYS[row.says].look }, SAYS[row.says].words) },
    { name: element("span", { class: "for-voices" }, _("events")), of: (row) => element("button", { type: "button", class: "quiet", "data-place-events": row.at }, _("events")) },
  ];
  const parts = [tableOf(_("Shared places"), columns, rows, (line, row) => row.now || line.classList.add("mute"))];
  if (said.places.length > rows.length) parts.push(element("button", { type: "button", class: "quiet", "data-place-all": true }, _("Show all {n}", { n: count(said.places.length) })));
  if (said.places_total > said.places.length) parts.push(element("p", { class: "note" }, _("{n} of {total} shared places are shown, those with most members.", { n: count(said.places.length), total: count(said.places_total) })));
  if (!said.counted) parts.push(element("p", { class: "note" }, _("Who else was there was not counted when this was frozen, so it is not said whether a place is rare.")));
  if (said.found < group.sides.members.size) parts.push(element("p", { class: "note" }, _("{n} of {total} events were found again in what was kept.", { n: count(said.found), total: count(group.sides.members.size) })));
  place.replaceChildren(...parts);
}

place.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("placeAll" in button.dataset) all = true;
  else if (button.dataset.place !== undefined) {
    const at = Number(button.dataset.place);
    isolate(dotsAt(at), button.textContent);
    return;
  } else {
    const at = Number(button.dataset.placeEvents);
    showEvents(_("Events from one place"), dotsAt(at));
    return;
  }
  paint();
});

export function startPlaces() {
  if (group.behind) {
    paint();
    on("brush names", paint);
    let kept = all;
    addEventListener("beforeprint", () => {
      [kept, all] = [all, true];
      paint();
    });
    addEventListener("afterprint", () => {
      all = kept;
      paint();
    });
  } else place.replaceChildren(element("p", { class: "mute" }, _("Where members acted from is not kept with this run, and its log cannot be read from here.")));
  drawn("places");
}
