// Names are shown once somebody says for what; that goes on record. They are kept as long as the page.
import { bodyOf } from "./forms.js";
import { say } from "./dom.js";
import { count } from "./formats.js";
import { changed, group } from "./group_state.js";
import { _, plural } from "./words.js";

let asking = null;

// Returns whether names are known; asks for a purpose first where they are not.
export function named() {
  if (group.names) return Promise.resolve(true);
  asking ??= asked().finally(() => (asking = null));
  return asking;
}

function asked() {
  const dialog = document.createElement("dialog");
  dialog.append(document.getElementById("names-form").content.cloneNode(true));
  dialog.setAttribute("aria-label", _("Show names for what?"));
  const form = dialog.querySelector("form");
  document.body.append(dialog);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  form.addEventListener("done", (event) => {
    event.stopPropagation();
    group.purpose = bodyOf(form).purpose;
    group.names = event.detail.said;
    dialog.close();
    shown();
  });
  dialog.showModal();
  const purpose = form.elements.purpose;
  purpose.focus();
  // Enter opens a list by itself; here it says that the choice is made.
  purpose.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    form.requestSubmit();
  });
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(group.names !== null);
    });
  });
}

function shown() {
  const button = document.querySelector("[data-names]");
  button.disabled = true;
  const many = group.names.accounts.length;
  const words = plural(many, _("One name is shown, and that is on record; it goes when the page does."), _("{n} names are shown, and that is on record; they go when the page does.", { n: count(many) }));
  document.querySelector("[data-names-state]").textContent = words;
  say(words);
  changed("names");
}

export function startNames() {
  document.querySelector("[data-names]").addEventListener("click", () => named());
}
