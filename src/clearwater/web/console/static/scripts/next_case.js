// Submit and next: the next case of the part of the queue that somebody works through.
import { Problem, ask } from "./asking.js";
import { say } from "./dom.js";
import { _ } from "./words.js";

const WANTED = "clearwater-then-next";
const PART = "clearwater-queue";

for (const box of document.querySelectorAll("[data-then-next]")) {
  box.checked = sessionStorage.getItem(WANTED) !== null;
  box.addEventListener("change", () => (box.checked ? sessionStorage.setItem(WANTED, "") : sessionStorage.removeItem(WANTED)));
}

export const thenNext = () => document.querySelector("[data-then-next]")?.checked ?? false;

// Remembers the part of the queue that is looked at, by its address.
export function keepPart(search) {
  sessionStorage.setItem(PART, search);
}

// Takes the next case that waits for this person and opens it; the queue, where none does.
export async function goNext(after) {
  const search = sessionStorage.getItem(PART) ?? "";
  const asked = new URLSearchParams(search);
  const body = { state: asked.getAll("state"), overdue: asked.has("overdue"), ...(after ? { after } : {}) };
  for (const name of ["assignee", "origin"]) if (asked.get(name)) body[name] = asked.get(name);
  if (asked.get("severity")) body.severity = Number.parseInt(asked.get("severity"), 10);
  try {
    const { said } = await ask("POST", "/api/v1/work", { body });
    location.assign(`/cases/${said.case}`);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (after) location.assign(`/queue${search}`);
    else say(problem.status === 404 ? _("Nothing waits for you in this part of the queue.") : problem.message);
  }
}
