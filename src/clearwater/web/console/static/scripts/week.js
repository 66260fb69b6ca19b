// The report of a week: choosing another, printing it, holding it against others.
import "./charts.js";
import { Problem, ask } from "./asking.js";
import { element } from "./dom.js";
import { count } from "./formats.js";
import { paragraph, show, tableOf } from "./told.js";
import { _, labelled, plural } from "./words.js";

document.querySelector("[data-week-form]").addEventListener("submit", (event) => {
  event.preventDefault();
  const { week, below } = event.target.elements;
  location.assign(`/week/${encodeURIComponent(week.value)}${below?.value ? "?below=true" : ""}`);
});

document.querySelector("[data-print]").addEventListener("click", () => print());

const form = document.querySelector("[data-check]");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = form.querySelector(".problem");
  const button = form.querySelector("button");
  problem.hidden = true;
  button.disabled = true;
  try {
    const documents = await Promise.all([...form.dataset.check.split(" ").map(asked), ...[...form.elements.files.files].map(read)]);
    const { said } = await ask("POST", "/api/v1/reports/checks", { body: { documents } });
    show(form, told(said, documents.length));
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof SyntaxError)) throw error;
    problem.textContent = error instanceof Problem ? error.message : _("One of the files is no JSON.");
    problem.hidden = false;
  } finally {
    button.disabled = false;
  }
});

const asked = async (address) => (await ask("GET", address)).said;
const read = async (file) => JSON.parse(await file.text());

function told(said, many) {
  const skipped = said.skipped.length
    ? element("details", { class: "note" }, element("summary", {}, plural(said.skipped.length, _("One rule could not be asked"), _("{n} rules could not be asked", { n: count(said.skipped.length) }))),
      element("ul", {}, ...said.skipped.map((one) => element("li", {}, labelled(one.says, one.why)))))
    : null;
  if (said.faults.length === 0) return [paragraph(_("{n} files go together, and the ledger counts the same.", { n: count(many) }), "for"), skipped];
  return [
    paragraph(plural(said.faults.length, _("One thing does not agree."), _("{n} things do not agree.", { n: count(said.faults.length) })), "against"),
    tableOf(_("What does not agree"), [[_("Rule"), ""], [_("Expected"), "n"], [_("Found"), "n"], [_("Where"), ""]],
      said.faults.map((one) => [one.says, one.expected, one.found, [one.first, one.second].filter(Boolean).join(" · ")])),
    skipped,
  ];
}
