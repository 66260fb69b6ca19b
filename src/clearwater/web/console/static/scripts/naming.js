// Names in the place of tokens: asked for by whoever reads, for a purpose, and on record.
//
// <form data-names="/api/v1/.../readings"> asks for every <span class="token" data-kind data-code>
// of the page that has no name yet. What was shown once stays known to the page, so that it can be
// drawn again, and to nothing else: it is in no address, no storage, and gone with the page.
import { Problem, ask } from "./asking.js";
import { element, say, theirs } from "./dom.js";
import { _, plural } from "./words.js";

const MOST = 2000;
const ROWS = new Set(["account_rows", "object_rows"]);
const known = new Map();
const keyOf = (kind, code) => `${kind} ${code}`;

// Returns what stands for a value: its name where it was shown, else its token.
export function token(kind, code, said) {
  const made = element("span", { class: "token", "data-kind": kind, "data-code": code }, said);
  name(made);
  return made;
}

// Returns the name of a value where it was shown.
export const nameOf = (kind, code) => known.get(keyOf(kind, code));

function name(place) {
  const said = nameOf(place.dataset.kind, place.dataset.code);
  if (said === undefined || "named" in place.dataset) return;
  place.dataset.named = "";
  place.title = place.textContent;
  place.replaceChildren(theirs(said, 400));
  if (place.dataset.kind === "text") place.classList.add("their-text");
}

function wanted() {
  const codes = new Map();
  for (const one of document.querySelectorAll(".token:not([data-named])")) {
    const kind = one.dataset.kind;
    if (!codes.has(kind)) codes.set(kind, new Set());
    codes.get(kind).add(Number(one.dataset.code));
  }
  return codes;
}

// Shows the names of what stands on the page now.
export async function showNames(form) {
  const problem = form.querySelector(".problem");
  problem.hidden = true;
  const codes = wanted();
  const many = [...codes.values()].reduce((sum, one) => sum + one.size, 0);
  if (!many) return say(_("Everything on this page has its name."));
  const body = { purpose: form.elements.purpose.value };
  let left = MOST;
  for (const [kind, some] of codes) {
    const listed = [...some].slice(0, left);
    left -= listed.length;
    if (ROWS.has(kind)) body[kind] = listed;
    else (body.values ??= {})[kind] = listed;
  }
  try {
    const { said } = await ask("POST", form.dataset.names, { body });
    for (const [kind, some] of Object.entries(said.names)) {
      for (const one of some) known.set(keyOf(kind, one.code), one.name);
    }
    for (const one of document.querySelectorAll(".token")) name(one);
    document.dispatchEvent(new CustomEvent("named"));
    const shown = many - Math.max(0, -left);
    say(plural(shown, _("One name shown; it is on record."), _("{n} names shown; it is on record.", { n: shown })));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem.textContent = error.message;
    problem.hidden = false;
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.names) return;
  event.preventDefault();
  showNames(event.target);
});
