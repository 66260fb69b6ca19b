// Bodies: files of platforms, what was found wrong with them, names and reasons for a purpose.
import { Problem, ask } from "./asking.js";
import { element, theirs } from "./dom.js";
import { MISSING, count } from "./formats.js";
import { onTold, paragraph, tableOf } from "./told.js";
import { _ } from "./words.js";

const PIECE = 0x8000;

// Returns a file as Base64, piece by piece: a call takes so many arguments and no more.
async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

function sends(selector, address, bodyOf) {
  for (const form of document.querySelectorAll(selector)) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.querySelector(".problem");
      const button = form.querySelector("button");
      problem.hidden = true;
      button.disabled = true;
      try {
        await ask("POST", form.dataset[address], { body: await bodyOf(form) });
        location.reload();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        Object.assign(problem, { textContent: error.message, hidden: false });
        button.disabled = false;
      }
    });
  }
}

sends("[data-document]", "document", async (form) => ({ content: await base64(form.elements.file.files[0]) }));
sends("[data-check-duty]", "checkDuty", (form) => ({
  found: form.elements.found.value.split("\n").map((one) => one.trim()).filter(Boolean).map((says) => ({ says })),
}));

// What was found wrong is JSON of whoever checked: fields and values, as they are.
for (const place of document.querySelectorAll("[data-found]")) {
  const items = JSON.parse(place.dataset.found).map((one) =>
    element("li", {}, ...Object.entries(one).flatMap(([name, value]) => [name === "says" ? "" : `${name}: `, theirs(String(value), 400), " "])));
  place.append(element("ul", {}, ...items));
}

onTold("reasons", (said) => tableOf(_("Reasons in words of people"), [[_("Offer"), "id"], [_("Why it was offered"), ""], [_("What was answered"), ""]],
  said.items.map((one) => [one.handover, theirs(one.why ?? MISSING), theirs(one.answer ?? MISSING)])));

// Whoever takes part sees what they answer to; only then can they agree, or not.
onTold("joint", (said, form) => {
  for (const button of form.parentElement.querySelectorAll("[data-after-reading]")) button.disabled = false;
  const words = (value) => (value ? theirs(value, 4000) : MISSING);
  return [
    paragraph(_("{n} accounts; {files} frozen files are kept at the body that leads.", { n: count(said.members.length), files: count(said.evidence.length) })),
    tableOf(_("What was asked, and what was said"), [[_("Body"), ""], [_("Question"), ""], [_("Position"), ""], [_("Why"), ""]],
      said.bodies.map((one) => [theirs(one.body, 120), words(one.question), one.position ? _(one.position) : MISSING, words(one.position_why)])),
    tableOf(_("Findings"), [[_("Finding"), ""], [_("What was found"), ""], [_("Accounts"), "n"]],
      said.findings.map((one) => [one.finding, theirs(one.headline, 1000), count(one.accounts)])),
    tableOf(_("Decisions"), [[_("Measure"), ""], [_("State"), ""], [_("Accounts"), "n"], [_("Lasts, days"), "n"], [_("Reason"), ""], [_("Why"), ""], [_("Done by"), ""]],
      said.decisions.map((one) => [one.measure ? _(one.measure) : _("no action"), _(one.state), count(one.accounts),
        one.duration_s ? count(one.duration_s / 86400) : MISSING, _(one.reason_code), words(one.why), one.decided_by])),
  ];
});

onTold("creators", (said) => tableOf(_("Creators by account"), [[_("Account"), ""], [_("Tier"), ""], [_("Followers"), "n"], [_("Agency"), ""], [_("State"), ""]],
  said.items.map((one) => [theirs(one.account ?? one.creator, 120), one.tier ?? MISSING, count(one.followers), theirs(one.agency ?? MISSING, 120), _(one.state)])));

onTold("agencies", (said) => tableOf(_("Agencies by name"), [[_("Name"), ""], [_("Creators"), "n"], [_("Their followers"), "n"], [_("State"), ""]],
  said.items.map((one) => [theirs(one.name ?? one.agency, 120), count(one.creators), count(one.followers), _(one.state)])));
