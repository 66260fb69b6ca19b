// The queue by keyboard: move, open, take responsibility, take the next one.
import { Problem, ask } from "./asking.js";
import { say } from "./dom.js";
import { onKey } from "./keys.js";
import { goNext, keepPart } from "./next_case.js";
import { _ } from "./words.js";

const queue = document.getElementById("queue");
const rows = [...queue.querySelectorAll("[data-row]")];
const FROM = "clearwater-queue-from";

// Where somebody was, they are again when they come back.
const search = new URLSearchParams(location.search);
search.delete("cursor");
keepPart(String(search) ? `?${search}` : "");
const before = rows.find((one) => one.closest("tr").dataset.case === sessionStorage.getItem(FROM));
(before ?? rows[0])?.focus({ preventScroll: !before });

function move(by) {
  const at = rows.indexOf(document.activeElement);
  const to = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
}

for (const one of rows) one.addEventListener("click", () => sessionStorage.setItem(FROM, one.closest("tr").dataset.case));
onKey("j", _("Down"), () => move(1));
onKey("k", _("Up"), () => move(-1));
onKey("a", _("Take responsibility"), assign);
queue.querySelector("[data-next]")?.addEventListener("click", () => goNext());

async function assign() {
  const row = document.activeElement.closest?.("tr[data-case]");
  if (!row) return;
  try {
    await ask("POST", `/api/v1/cases/${row.dataset.case}/assignments`, { body: { to: queue.dataset.me } });
    row.querySelector("[data-assignee]").textContent = queue.dataset.me;
    say(_("You are responsible now."));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    say(problem.message);
  }
}

// A choice shows at once; a name when it was typed.
const filters = queue.querySelector("[data-filters]");
filters.addEventListener("change", (event) => event.target.matches("select, [type=checkbox]") && filters.requestSubmit());
filters.addEventListener("submit", () => {
  // An address says only what was asked for.
  for (const field of filters.elements) if (field.name && field.value === "") field.disabled = true;
});
