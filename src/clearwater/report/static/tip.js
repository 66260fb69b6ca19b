// One small note that follows the pointer over drawings.

import { el } from "./dom.js";

const tip = document.querySelector(".tip");

export function showTip(event, lines) {
  tip.replaceChildren(...lines.map((line) => el("div", {}, line)));
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(4, Math.min(event.clientX + 14, window.innerWidth - width - 8));
  const above = event.clientY + 16 + height > window.innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${above ? event.clientY - height - 12 : event.clientY + 16}px`;
}

export function hideTip() {
  tip.hidden = true;
}
