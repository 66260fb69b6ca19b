// The policy: what a change would change, holds, what is erased and what would be.
import { Problem, ask } from "./asking.js";
import { element, theirs } from "./dom.js";
import { MISSING, count, momentOf } from "./formats.js";
import { onTold, paragraph, show, tableOf } from "./told.js";
import { _ } from "./words.js";

const WAIT_MS = 300;
const moment = (text) => (text ? momentOf(Date.parse(text) * 1000) : MISSING);

// Returns place -> text of everything in a policy; members of lists go by their names.
function flat(said, where = [], found = new Map()) {
  const named = (one) => one?.name ?? one?.code;
  if (Array.isArray(said) && said.length && said.every((one) => named(one) !== undefined)) {
    for (const one of said) flat(one, [...where, named(one)], found);
  } else if (said && typeof said === "object" && !Array.isArray(said)) {
    for (const [name, inner] of Object.entries(said)) flat(inner, [...where, name], found);
  } else found.set(where.join(" > "), typeof said === "string" ? said : JSON.stringify(said));
  return found;
}

function changes(before, after) {
  const places = new Set([...before.keys(), ...after.keys()]);
  return [...places].filter((one) => before.get(one) !== after.get(one)).map((one) => [one, before.get(one) ?? MISSING, after.get(one) ?? MISSING]);
}

const form = document.querySelector("[data-policy]");
if (form) {
  const field = form.elements.policy;
  const before = flat(JSON.parse(field.value));
  const [button, place] = [form.querySelector("button.go"), form.querySelector("[data-changes]")];
  let waiting;
  const look = () => {
    let after;
    try {
      after = flat(JSON.parse(field.value));
    } catch {
      button.disabled = true;
      place.replaceChildren(paragraph(_("It is no JSON as it stands."), "against"));
      return;
    }
    const found = changes(before, after);
    button.disabled = found.length === 0;
    place.replaceChildren(found.length
      ? tableOf(_("{n} changes would be in force", { n: count(found.length) }), [[_("Where"), "id"], [_("Said before"), ""], [_("Says now"), ""]], found.map((row) => row.map((one) => theirs(one, 300))))
      : paragraph(_("Nothing is changed yet.")));
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tried(form, async () => {
      await ask("PUT", "/api/v1/policy", { body: JSON.parse(field.value), match: form.dataset.match });
      location.reload();
    });
  });
}

async function tried(place, act) {
  const problem = place.querySelector(".problem");
  problem.hidden = true;
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    Object.assign(problem, { textContent: error.message, hidden: false });
    return null;
  }
}

onTold("holds", (said) => said.items.length === 0 ? paragraph(_("None stands.")) :
  tableOf(_("Holds"), [[_("Hold"), "id"], [_("On"), "id"], [_("Placed"), ""], [_("Why"), ""], [_("Lifted"), ""]],
    said.items.map((one) => [one.hold, `${_(one.what)} ${one.about}`, element("span", {}, theirs(one.placed_by, 64), `, ${moment(one.placed)}`), theirs(one.why ?? MISSING),
      one.lifted ? element("span", {}, theirs(one.lifted_by, 64), `, ${moment(one.lifted)}: `, theirs(one.lifted_why ?? MISSING)) : MISSING])));

const gone = (said) => _("{subjects} accounts and persons, {texts} texts, files of {cases} cases", {
  subjects: count(said.subjects), texts: count(said.texts), cases: count(said.cases) });

onTold("retained", (said) => [
  paragraph(`${_("Erased:")} ${gone(said.erased)}.`),
  said.stopped.length ? tableOf(_("Kept, because a hold stands on it"), [[_("Matter"), ""], [_("Name"), "id"], [_("Hold"), "id"]], said.stopped.map((one) => [_(one.what), one.name, one.by])) : null,
]);

const lift = document.querySelector("[data-lift]");
lift?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { hold, why } = lift.elements;
  tried(lift, async () => {
    await ask("POST", `/api/v1/holds/${encodeURIComponent(hold.value)}/lifts`, { body: { why: why.value } });
    location.reload();
  });
});

// Erasing: the numbers first, of the same identifier; another one needs another look.
const erase = document.querySelector("[data-erase]");
if (erase) {
  const [go, told] = [erase.querySelector("button.go"), erase.querySelector("[data-foreseen]")];
  const field = erase.elements.identifier;
  field.addEventListener("input", () => {
    go.disabled = true;
    told.textContent = _("First look at what would go: the numbers stand here then.");
  });
  erase.querySelector("[data-foresee]").addEventListener("click", () => field.reportValidity() && tried(erase, async () => {
    const { said } = await ask("POST", "/api/v1/erasures/previews", { body: { identifier: field.value } });
    go.disabled = said.refused !== null;
    told.textContent = said.refused === null
      ? `${_("Would go, for good:")} ${gone(said)}.`
      : _("It would be refused now: a case or a clue that is not over needs it, or a hold stands.");
  }));
  erase.addEventListener("submit", (event) => {
    event.preventDefault();
    if (go.disabled) return;
    tried(erase, async () => {
      const { said } = await ask("POST", "/api/v1/erasures", { body: { identifier: field.value, why: erase.elements.why.value } });
      show(erase, paragraph(`${_("Erased:")} ${gone(said)}.`), ...said.lingers.map((one) => paragraph(one)));
      go.disabled = true;
    });
  });
}
