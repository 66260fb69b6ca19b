// Reports of users: what was taken in, found, handed out; who reported, one at a time.
import { Problem, ask } from "./asking.js";
import { element, theirs } from "./dom.js";
import { bodyOf } from "./forms.js";
import { count, momentOf } from "./formats.js";
import { fileOf, onTold, paragraph, show, tableOf } from "./told.js";
import { _ } from "./words.js";

const moment = (text) => momentOf(Date.parse(text) * 1000);
const rowsOf = (said) => said.items ?? [];

onTold("received", (said) => [
  paragraph(said.repeated ? _("It had come in already; nothing was counted twice.") : said.new ? _("A report of its own.") : _("Said once more: {n} times by now.", { n: count(said.times) })),
  element("p", {}, element("a", { href: `/reports/${encodeURIComponent(said.clue)}` }, said.clue)),
]);

onTold("looked", (said) => [
  paragraph(_("{messages} messages were looked at, {found} crowds found, {marked} of them marked.", {
    messages: count(said.messages), found: count(said.found), marked: count(said.marked.length) })),
  said.marked.length ? element("p", {}, element("a", { href: "/reports?crowd=true" }, _("What they reported"))) : null,
]);

onTold("brigades", (said) => tableOf(_("Whom they reported"), [[_("Crowd"), "id"], [_("Accounts"), ""]],
  rowsOf(said).map((one) => [one.brigade, spaced(one.accounts.map((name) => theirs(name, 80)))])));

onTold("answers", (said) => said.answers.length === 0 ? paragraph(_("There is nobody to answer.")) : [
  paragraph(_("{n} answers were handed out and count as told.", { n: count(said.answers.length) })),
  fileOf("answers.json", said.answers),
  tableOf(_("Answers"), [[_("Report"), "id"], [_("To"), ""], [_("Answer"), ""]],
    said.answers.map((one) => [one.report, theirs(one.reporter, 80), one.words])),
]);

function spaced(elements) {
  const all = element("span");
  for (const one of elements) all.append(one, " ");
  return all;
}

for (const form of document.querySelectorAll("[data-reporter]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { report, purpose } = bodyOf(form);
    const problem = form.querySelector(".problem");
    problem.hidden = true;
    try {
      const { said } = await ask("POST", `/api/v1/user-reports/${encodeURIComponent(report)}/readings`, { body: { purpose } });
      show(form, told(said));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      Object.assign(problem, { textContent: error.message, hidden: false });
    }
  });
}

function told(said) {
  const line = (name, value) => element("div", {}, element("dt", {}, name), element("dd", {}, value));
  const words = said.messages.map((one) => element("li", {}, moment(one.received), " ", one.words ? theirs(one.words) : "–"));
  return element("dl", { class: "facts narrow-facts" },
    line(_("Report"), said.report), line(_("Who reported"), theirs(said.reporter, 200)), line(_("About"), theirs(said.about, 200)),
    line(_("Is told, when asking"), _(said.told)), line(_("What was said"), element("ul", { class: "plain their-text" }, ...words)));
}

// An address says only what was asked for.
document.querySelector("[data-filters]")?.addEventListener("submit", (event) => {
  for (const field of event.target.elements) if (field.name && field.value === "") field.disabled = true;
});
