// Texts that say the same: what they have in common, what stands in the slots, and two side by side.
import { element, theirs } from "./dom.js";
import { count, dayOf } from "./formats.js";
import { showEvents } from "./group_drawer.js";
import { named } from "./group_names.js";
import { differences } from "./differences.js";
import { drawn, group, isolate, on } from "./group_state.js";
import { _ } from "./words.js";

const SLOT = "{…}";
const place = document.querySelector("[data-said-again]");

// Returns a template with its slots as marks that hold what stands there most often.
function skeletonOf(one) {
  const pieces = one.template.split(SLOT);
  const made = element("span", { class: "skeleton their-text", tabindex: "0" });
  for (const [at, piece] of pieces.entries()) {
    if (at > 0) {
      const values = one.slots[at - 1] ?? [];
      made.append(element("mark", { title: values.slice(0, 5).join(" · ") }, values.length ? theirs(values[0], 40) : "…", values.length > 1 ? element("sup", {}, `+${values.length - 1}`) : null));
    }
    if (piece) made.append(theirs(piece, 400));
  }
  return made;
}

function templateOf(one) {
  const figures = _("{n} texts, {different} of them different, {accounts} accounts, {from} – {to}", {
    n: count(one.events), different: count(one.different), accounts: count(one.accounts), from: dayOf(one.first), to: dayOf(one.last),
  });
  const isolated = element("button", { type: "button", class: "quiet" }, _("isolate"));
  isolated.addEventListener("click", () => isolate(one.dots, one.template.slice(0, 40)));
  const events = element("button", { type: "button", class: "quiet" }, _("events"));
  events.addEventListener("click", () => showEvents(_("Events with one text"), one.dots));
  const parts = [element("p", { class: "tpl" }, skeletonOf(one)), element("p", { class: "note" }, figures, " ", isolated, events)];
  if (one.slots.length) parts.push(slotsOf(one));
  if (one.texts.length > 1) parts.push(sideBySide(one.texts));
  return element("article", {}, ...parts);
}

function slotsOf(one) {
  const items = one.slots.map((values, at) => element("li", {}, `${_("slot {n}", { n: at + 1 })}: `, ...values.flatMap((value, k) => [k ? " · " : "", theirs(value, 60)])));
  return element("details", {}, element("summary", {}, _("What stands in the slots")), element("ul", { class: "their-text", tabindex: "0" }, ...items));
}

function sideBySide(texts) {
  const options = () => texts.map((text, at) => element("option", { value: String(at) }, `${at + 1}: ${text.slice(0, 40)}`));
  const left = element("select", { "aria-label": _("first text") }, ...options());
  const right = element("select", { "aria-label": _("second text") }, ...options());
  right.value = "1";
  const cells = element("div", { class: "two side-by-side their-text", tabindex: "0" });
  const fill = () => {
    const found = differences(texts[Number(left.value)], texts[Number(right.value)]);
    const column = (kind, name) => element("p", { "aria-label": name }, ...found.filter((one) => one.kind === "same" || one.kind === kind).map((one) => (one.kind === "same" ? theirs(one.text) : element(kind === "left" ? "del" : "ins", {}, theirs(one.text)))));
    cells.replaceChildren(column("left", _("first text")), column("right", _("second text")));
  };
  left.addEventListener("change", fill);
  right.addEventListener("change", fill);
  const made = element("details", {}, element("summary", {}, _("Two of them side by side")), element("div", { class: "in-row" }, left, right), cells);
  made.addEventListener("toggle", fill, { once: true });
  return made;
}

function paint() {
  if (!group.behind) return place.replaceChildren(element("p", { class: "mute" }, _("What members wrote is not kept with this run, and its log cannot be read from here.")));
  const { texts } = group.behind.said;
  if (!texts) return place.replaceChildren(element("p", { class: "mute" }, _("The members left no texts.")));
  if (!group.names) {
    const button = element("button", { type: "button" }, _("Show what they wrote"), " ", element("kbd", {}, "r"));
    button.addEventListener("click", () => named());
    return place.replaceChildren(element("p", {}, _("{n} of {total} events have a text. Words of people are shown for a purpose.", { n: count(texts), total: count(group.sides.members.size) })), button);
  }
  const said = group.names.texts;
  const parts = said.templates.map(templateOf);
  if (!parts.length) parts.push(element("p", { class: "mute" }, _("{n} different texts, and no two that say the same.", { n: count(said.texts) })));
  if (said.compared < said.texts) parts.push(element("p", { class: "note" }, _("{n} of {total} different texts were held against each other.", { n: count(said.compared), total: count(said.texts) })));
  return place.replaceChildren(...parts);
}

export function startTexts() {
  paint();
  on("names", paint);
  drawn("texts");
}
