// The page's words in both languages. Marked elements carry the key of their text (data-t) and its
// values (data-v), so switching is a walk over the page; drawn parts are told and draw again.

const catalogues = JSON.parse(document.getElementById("texts").textContent);
const listeners = [];
let current = document.documentElement.lang in catalogues ? document.documentElement.lang : "en";

export function language() {
  return current;
}

export function t(key, values = {}) {
  const texts = catalogues[current];
  const form = key in texts ? key : `${key}.${String(values.n) === "1" ? "one" : "other"}`;
  return texts[form].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

// A word that the run uses, in this language if we know it.
export function term(family, value) {
  const text = catalogues[current][`${family}.${value}`];
  return text === undefined ? String(value ?? "") : text;
}

export function onLanguage(listener) {
  listeners.push(listener);
}

export function speak(next) {
  current = next;
  document.documentElement.lang = next;
  for (const node of document.querySelectorAll("[data-t]")) {
    node.textContent = t(node.dataset.t, JSON.parse(node.dataset.v ?? "{}"));
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
  }
  markButtons();
  for (const listener of listeners) listener();
}

export function startLanguages() {
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language));
  }
  markButtons();
}

function markButtons() {
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === current));
  }
}
