// What the interface told, below the form that asked: as a table, a file, or a sentence.
import { element, say } from "./dom.js";
import { _ } from "./words.js";

const MOST_ROWS = 500;

// Lets a script show what came of <form data-told="NAME">.
export function onTold(name, act) {
  for (const form of document.querySelectorAll(`form[data-told="${name}"]`)) {
    form.addEventListener("done", (event) => show(form, act(event.detail.said, form)));
  }
}

// Shows elements below a form, in the place of what was there, and goes to them.
export function show(form, ...children) {
  let place = form.nextElementSibling;
  if (!place?.matches("[data-told-here]")) {
    place = element("div", { "data-told-here": true, class: "told", tabindex: "-1" });
    form.after(place);
  }
  place.replaceChildren(...children.flat().filter(Boolean));
  place.focus();
}

// Returns a table; `columns` are [name, class], rows lists of texts or elements.
export function tableOf(caption, columns, rows) {
  const head = element("tr", {}, ...columns.map(([name, kind]) => element("th", { scope: "col", class: kind }, name)));
  const body = rows.slice(0, MOST_ROWS).map((row) =>
    element("tr", {}, ...row.map((cell, at) => element(at ? "td" : "th", { scope: at ? null : "row", class: columns[at][1] }, cell))));
  const more = rows.length > MOST_ROWS ? ` ${_("{n} more rows are not shown.", { n: rows.length - MOST_ROWS })}` : "";
  return element("div", { class: "wide", tabindex: "0", role: "group", "aria-label": caption },
    element("table", {}, element("caption", {}, caption + more), element("thead", {}, head), element("tbody", {}, ...body)));
}

export const paragraph = (text, kind = "note") => element("p", { class: kind }, text);

// Returns a link that keeps something as a file; it is made here and asked of nobody.
export function fileOf(name, content, kind = "application/json") {
  const text = typeof content === "string" ? content : `${JSON.stringify(content, null, 1)}\n`;
  const href = URL.createObjectURL(new Blob([text], { type: kind }));
  return element("p", {}, element("a", { href, download: name }, _("Keep it as a file: {name}", { name })));
}

// Puts a text where it can be pasted; a page without TLS has no clipboard, so it is marked there.
export async function copy(text, beside) {
  try {
    await navigator.clipboard.writeText(text);
    say(_("Copied."));
  } catch {
    const range = document.createRange();
    range.selectNodeContents(beside);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    say(_("It is marked: copy it with Ctrl C."));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const code = button.parentElement.querySelector("code");
  copy(code.textContent, code);
});
