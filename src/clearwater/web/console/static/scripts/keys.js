// The keyboard. An element with data-key="j" is pressed by that key, data-keys="g q" by two after
// each other; "?" lists what this page knows. Whoever is typing is let type.
import { element } from "./dom.js";
import { _ } from "./words.js";

const WAIT_MS = 1200;
const off = document.documentElement.dataset.shortcuts === "off";
const handlers = new Map();
let before = "";
let forget;

// Lets a script answer a key itself; `name` is what the list says of it.
export function onKey(key, name, act) {
  handlers.set(key, { name, act });
}

function typing(target) {
  // Into a box or a button nobody writes: keys go on to be heard there.
  if (target.tagName === "INPUT" && /^(checkbox|radio|range|button|submit)$/.test(target.type)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function press(said) {
  const handler = handlers.get(said);
  if (handler) handler.act();
  else {
    const found = document.querySelector(`[data-key="${CSS.escape(said)}"], [data-keys="${CSS.escape(said)}"]`);
    if (!found) return false;
    if (found.matches("input, textarea, select, [data-focus]")) found.focus();
    else found.click();
  }
  return true;
}

document.addEventListener("keydown", (event) => {
  // Keys that an input method takes are parts of a sign that is being written.
  if (event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    const said = `mod+${event.key.toLowerCase()}`;
    if ((event.ctrlKey || event.metaKey) && press(said)) event.preventDefault();
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  // Who turned them off keeps the keys that are no signs: Enter, Escape.
  if (off && [...event.key].length === 1) return;
  const said = before ? `${before} ${event.key}` : event.key;
  before = "";
  clearTimeout(forget);
  if (press(said)) event.preventDefault();
  else if (document.querySelector(`[data-keys^="${CSS.escape(event.key)} "]`)) {
    before = event.key;
    forget = setTimeout(() => (before = ""), WAIT_MS);
  }
});

function listed() {
  const rows = [...handlers].filter(([, one]) => one.name).map(([key, one]) => [key, one.name]);
  for (const one of document.querySelectorAll("[data-key], [data-keys]")) {
    const name = one.dataset.keyName ?? one.getAttribute("aria-label") ?? one.textContent.trim();
    rows.push([one.dataset.key ?? one.dataset.keys, name]);
  }
  return rows;
}

onKey("?", _("Keys of this page"), () => {
  const list = element("div", { class: "keys-help" });
  for (const [key, name] of listed()) {
    list.append(element("div", {}, element("span", {}, name), element("kbd", {}, key.replace("mod+", "Ctrl "))));
  }
  const close = element("form", { method: "dialog" }, element("button", {}, _("Close")));
  const dialog = element("dialog", { "aria-label": _("Keys of this page") }, element("h2", {}, _("Keys of this page")), list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
});
