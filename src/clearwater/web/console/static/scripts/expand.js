// One step of a path after the other: where it starts, and where it goes on. Each is a job.
import { element, say } from "./dom.js";
import { _ } from "./words.js";

for (const form of document.querySelectorAll("[data-expand]")) {
  const rows = form.querySelector("[data-rows]");
  // Rows are whole numbers; whoever typed something else is told so before anything is asked.
  const check = () => {
    const wrong = rows.value.split(/[\s,]+/).filter(Boolean).find((one) => !/^\d{1,10}$/.test(one));
    rows.setCustomValidity(wrong ? _("Rows are whole numbers.") : "");
  };
  rows.addEventListener("input", check);
  form.addEventListener("done", (event) => location.assign(`/runs/jobs/${event.detail.said.job}`));
}

document.querySelector("[data-clue]")?.addEventListener("done", (event) => {
  event.target.querySelector("button").replaceWith(element("p", {}, _("It is a clue now: {clue}", { clue: event.detail.said.clue })));
  say(_("It is a clue now: {clue}", { clue: event.detail.said.clue }));
});
