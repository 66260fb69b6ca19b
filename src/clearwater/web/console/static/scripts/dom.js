// Elements are made from parts and never from markup: what strangers wrote stays text.

// Signs that nobody sees, or that turn the order of what is seen; formats.py has the same.
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
// Hundreds of marks on one letter are drawn over what stands around; formats.py leaves as many.
const STACKED = /(\p{M}{6})(\p{M}+)/gu;

function writtenOut(sign) {
  const code = sign.codePointAt(0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

// Returns an element; `children` are elements or texts.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Returns a stranger's text: its own direction, and signs that nobody sees written out.
export function theirs(text, longest = 2000) {
  const said = text.length > longest ? `${text.slice(0, longest)}… (${text.length})` : text;
  const written = said.replace(HIDDEN, writtenOut).replace(STACKED, (_all, kept, rest) => `${kept}…(+${[...rest].length})`);
  return element("bdi", {}, written);
}

// Says something to everybody, those who listen included; it goes away by itself.
let saidLast;
export function say(text) {
  const place = document.getElementById("said");
  place.textContent = text;
  clearTimeout(saidLast);
  saidLast = setTimeout(() => place.replaceChildren(), 6000);
}
