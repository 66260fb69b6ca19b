// Bodies: files of platforms, what was found wrong with them, names and reasons for a purpose.
import { Problem, ask } from "./asking.js";
import { element, theirs } from "./dom.js";
import { MISSING, count } from "./formats.js";
import { onTold, tableOf } from "./told.js";
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

onTold("creators", (said) => tableOf(_("Creators by account"), [[_("Account"), ""], [_("Tier"), ""], [_("Followers"), "n"], [_("Agency"), ""], [_("State"), ""]],
  said.items.map((one) => [theirs(one.account ?? one.creator, 120), one.tier ?? MISSING, count(one.followers), theirs(one.agency ?? MISSING, 120), _(one.state)])));

onTold("agencies", (said) => tableOf(_("Agencies by name"), [[_("Name"), ""], [_("Creators"), "n"], [_("Their followers"), "n"], [_("State"), ""]],
  said.items.map((one) => [theirs(one.name ?? one.agency, 120), count(one.creators), count(one.followers), _(one.state)])));
