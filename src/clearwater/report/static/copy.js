// Copies a command line; where a browser forbids that for a file from disk, selects it instead.

import { t } from "./texts.js";

export function startCopying() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copyFrom(button);
  });
}

async function copyFrom(button) {
  const code = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    say(button, "copy.done");
  } catch {
    window.getSelection().selectAllChildren(code);
    say(button, "copy.select");
  }
}

function say(button, key) {
  const label = button.querySelector("[data-t]");
  label.textContent = t(key);
  setTimeout(() => {
    label.textContent = t("copy.button");
  }, 2000);
}
