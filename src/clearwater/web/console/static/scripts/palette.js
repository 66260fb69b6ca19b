// Ctrl-K: go anywhere. Places of the console, what the page itself offers, and cases by their name.
import { element } from "./dom.js";
import { onKey } from "./keys.js";
import { _ } from "./words.js";

const CASE = /^case-[a-z0-9-]+$/;

function places() {
  return [...document.querySelectorAll("#places a")].map((one) => ({ name: one.textContent, path: one.getAttribute("href"), keys: one.dataset.keys }));
}

// Returns what fits what was typed: every sign of it, in this order, in the name or the address.
function fitting(typed) {
  const signs = [...typed.trim().toLowerCase()];
  const fits = (text) => {
    let from = 0;
    return signs.every((sign) => (from = text.indexOf(sign, from) + 1) > 0);
  };
  const found = places().filter((one) => fits(one.name.toLowerCase()) || fits(one.path));
  if (CASE.test(typed.trim())) found.unshift({ name: _("Case {name}", { name: typed.trim() }), path: `/cases/${typed.trim()}` });
  return found;
}

function open() {
  const list = element("ul", { role: "listbox", id: "palette-list", "aria-label": _("Places") });
  const field = element("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    "aria-label": _("Where to?"), placeholder: _("Where to? A place, or the name of a case"), autocomplete: "off",
  });
  const none = element("p", { class: "note", role: "status" });
  const dialog = element("dialog", { class: "palette", "aria-label": _("Go anywhere") }, field, list, none);
  let chosen = 0;
  const show = () => {
    const found = fitting(field.value);
    chosen = Math.max(0, Math.min(chosen, found.length - 1));
    const items = found.map((one, place) =>
      element("li", { role: "none" },
        element("a", { href: one.path, role: "option", id: `palette-${place}`, tabindex: "-1", "aria-selected": String(place === chosen) },
          element("span", {}, one.name), one.keys ? element("kbd", {}, one.keys) : null)));
    list.replaceChildren(...items);
    list.hidden = found.length === 0;
    none.textContent = found.length ? "" : _("No place is called like that. A case is found by its whole name.");
    if (found.length) field.setAttribute("aria-activedescendant", `palette-${chosen}`);
    else field.removeAttribute("aria-activedescendant");
  };
  field.addEventListener("input", () => { chosen = 0; show(); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen += event.key === "ArrowDown" ? 1 : -1;
      show();
    } else if (event.key === "Enter") list.querySelector('[aria-selected="true"]')?.click();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  show();
}

onKey("mod+k", _("Go anywhere"), open);
for (const one of document.querySelectorAll("[data-palette]")) one.addEventListener("click", open);
