// One step of a path after the other: where it starts, what is said while it is worked on, and
// where it goes on.
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
  form.addEventListener("submit", () => (form.querySelector("[data-waiting]").hidden = false), true);
  form.addEventListener("done", (event) => location.assign(form.dataset.expand + event.detail.said.expansion));
  new MutationObserver(() => {
    if (!form.querySelector(".problem").hidden) form.querySelector("[data-waiting]").hidden = true;
  }).observe(form.querySelector(".problem"), { attributeFilter: ["hidden"] });
}

document.querySelector("[data-clue]")?.addEventListener("done", (event) => {
  event.target.querySelector("button").replaceWith(element("p", {}, _("It is a clue now: {clue}", { clue: event.detail.said.clue })));
  say(_("It is a clue now: {clue}", { clue: event.detail.said.clue }));
});
