// Forms that ask the interface: <form method="dialog" data-ask="POST /api/v1/..." data-then="/queue">.
//
// method="dialog" keeps a browser from sending a form by itself before this script is there: what
// was typed, a password even, would stand in the address.
//
// The body is what the fields hold: by name, whole numbers where data-type="whole", lists where
// data-type="list" (one a line, or one a ticked box), whole numbers of it where "whole-list", nothing where data-optional and empty. After
// it was done the page goes to data-then ("." is here again), or an event "done" tells the page's
// script. What was refused is said in the form, an event "refused" tells of it, and what was typed
// stays.
import { Problem, ask } from "./asking.js";
import { _ } from "./words.js";

export function bodyOf(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || (field.type === "radio" && !field.checked)) continue;
    if (field.type === "checkbox" && field.dataset.type !== "list") body[field.name] = field.checked;
    else if (field.type === "checkbox") (body[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    else if (field.dataset.type === "list") body[field.name] = field.value.split("\n").map((one) => one.trim()).filter(Boolean);
    else if (field.dataset.type === "whole-list") body[field.name] = field.value.split(/[\s,]+/).filter(Boolean).map(Number);
    else if (field.value === "" && "optional" in field.dataset) continue;
    else body[field.name] = valueOf(field);
  }
  return body;
}

// Days and hours are asked of people, seconds of the interface; "or-nothing" sends null where empty.
function valueOf(field) {
  const whole = Number.parseInt(field.value, 10);
  switch (field.dataset.type) {
    case "whole": return whole;
    case "days": return whole * 86400;
    case "hours": return whole * 3600;
    case "or-nothing": return field.value || null;
    default: return field.value;
  }
}

// One key a form as it was filled in: pressing twice does it once.
function keyOf(form) {
  const content = JSON.stringify(bodyOf(form));
  if (form.lastContent !== content) {
    form.lastContent = content;
    form.lastKey = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  }
  return form.lastKey;
}

export async function send(form) {
  const [method, path] = form.dataset.ask.split(" ");
  const problem = form.querySelector(".problem");
  const buttons = [...form.querySelectorAll("button")].filter((one) => !one.disabled);
  for (const one of buttons) one.disabled = true;
  problem.hidden = true;
  try {
    const { said, etag } = await ask(method, path, { body: bodyOf(form), key: keyOf(form), match: form.dataset.match });
    form.dispatchEvent(new CustomEvent("done", { detail: { said, etag }, bubbles: true }));
    const then = form.dataset.then;
    if (then === ".") location.reload();
    else if (then) location.assign(then);
  } catch (error) {
    problem.textContent = error instanceof Problem ? error.message : _("The server did not answer. Try again.");
    problem.hidden = false;
    problem.scrollIntoView({ block: "nearest" });
    form.dispatchEvent(new CustomEvent("refused"));
    if (!(error instanceof Problem)) console.warn(error);
  } finally {
    for (const one of buttons) one.disabled = false;
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.ask) return;
  event.preventDefault();
  send(event.target);
});

// A link with a one-time token carries it behind the #, which never reaches a server's log.
for (const form of document.querySelectorAll("form[data-from-fragment]")) {
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (form.elements[name]) form.elements[name].value = value;
  }
  history.replaceState(null, "", location.pathname);
}
