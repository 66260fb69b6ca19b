// Texts of scripts, in the language of the page. They stand in English in the scripts; `_` marks
// them for the catalogues, which templates and scripts share.
const language = document.documentElement.dataset.language;
const words = (await import(`./words.${language}.js`)).default;

// Returns the text in the language of the page, with `{name}` replaced.
export function _(text, said = {}) {
  const found = words[text] ?? text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in said ? String(said[name]) : whole));
}

// Returns a list, and what stands behind a name, as the language writes them.
export const listed = (parts) => parts.join(_(", "));
export const labelled = (name, said) => `${name}${_(": ")}${said}`;

// Chooses between the text for one and the text for any other number.
export const plural = (n, one, many) => (n === 1 ? one : many);
