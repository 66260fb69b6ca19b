// One page at a time: the overview, then each finding. The address says which, j and k walk.

import { drawFinding, forgetDrawings } from "./finding.js";
import { onLanguage, t } from "./texts.js";
import { hideTip } from "./tip.js";

const views = [...document.querySelectorAll("[data-view]")];
let shown = 0;

export function startNavigation() {
  window.addEventListener("hashchange", follow);
  document.addEventListener("keydown", onKey);
  window.addEventListener("beforeprint", unfold);
  window.addEventListener("afterprint", () => show(shown));
  control("previous")?.addEventListener("click", () => go(shown - 1));
  control("next")?.addEventListener("click", () => go(shown + 1));
  document.querySelector("[data-skip]").addEventListener("click", (event) => {
    // The address names the page that is shown, so the skip link must not change it.
    event.preventDefault();
    document.getElementById("content").focus();
  });
  onLanguage(() => {
    forgetDrawings();
    show(shown);
  });
  show(Math.max(0, named()));
}

function named() {
  const id = decodeURIComponent(window.location.hash.slice(1));
  return views.findIndex((view) => view.id === id);
}

function follow() {
  const found = named();
  if (found < 0) return;
  show(found);
  window.scrollTo(0, 0);
  views[found].querySelector("h1").focus({ preventScroll: true });
}

function go(number) {
  if (number >= 0 && number < views.length) window.location.hash = views[number].id;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  if (event.key === "j") go(shown + 1);
  if (event.key === "k") go(shown - 1);
}

function show(number) {
  shown = number;
  hideTip();
  views.forEach((view, i) => {
    view.hidden = i !== number;
  });
  const view = views[number];
  if (view.dataset.finding !== undefined) drawFinding(view);
  document.title = number === 0 ? t("page.title") : `${view.dataset.finding} • ${t("page.title")}`;
  markControls(number);
}

function markControls(number) {
  const overview = control("overview");
  if (number === 0) overview.setAttribute("aria-current", "page");
  else overview.removeAttribute("aria-current");
  if (!control("position")) return;
  control("previous").disabled = number === 0;
  control("next").disabled = number === views.length - 1;
  const figures = { i: number, total: views.length - 1 };
  control("position").textContent = number === 0 ? t("findings.title") : t("nav.position", figures);
}

function control(name) {
  return document.querySelector(`[data-nav="${name}"]`);
}

// From the overview the whole report is printed, from a finding only that one.
function unfold() {
  if (shown !== 0) return;
  for (const view of views) {
    view.hidden = false;
    if (view.dataset.finding !== undefined) drawFinding(view);
  }
}
