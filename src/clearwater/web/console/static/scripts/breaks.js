// Looking at what people do to each other all day is work: after so many cases a break is offered.
// Counted in this browser and nowhere else; nobody is told, and nothing depends on it.
import { element } from "./dom.js";
import { _ } from "./words.js";

const KEY = "clearwater-looked";
const CASES = 12;
const WITHIN_MS = 60 * 60_000;
const PAUSE_MS = 10 * 60_000;

const now = Date.now();
const case_ = document.querySelector("aside.rail[data-case]")?.dataset.case;
if (case_ && document.querySelector(".their-text, .their-picture, #group")) look();

function look() {
  const kept = JSON.parse(localStorage.getItem(KEY) ?? '{"seen":[],"offered":0}');
  const seen = kept.seen.filter(([when, which]) => now - when < WITHIN_MS && which !== case_);
  seen.push([now, case_]);
  const offer = seen.length >= CASES && now - kept.offered > WITHIN_MS / 2;
  localStorage.setItem(KEY, JSON.stringify({ seen: offer ? [] : seen, offered: offer ? now : kept.offered }));
  if (offer) suggest(seen.length);
}

function suggest(cases) {
  const rest = element("p", { class: "note", role: "status" });
  const pause = element("button", { type: "button", class: "go", on: { click: begin } }, _("Ten minutes"));
  const dialog = element("dialog", { class: "break", "aria-label": _("A break?") },
    element("h2", {}, _("A break?")),
    element("p", {}, _("You have looked at {n} cases within an hour. The queue waits, and nobody counts your pauses.", { n: cases })),
    element("p", { class: "note" }, _("Texts and pictures can be blurred until you point at them: see the preferences.")),
    rest,
    element("form", { class: "in-row", method: "dialog" }, pause, element("a", { href: "/preferences" }, _("Preferences")), element("button", {}, _("Go on"))));
  function begin() {
    document.documentElement.dataset.pausing = "";
    rest.textContent = _("The page is covered until you come back.");
    pause.hidden = true;
    setTimeout(() => (rest.textContent = _("Ten minutes are over.")), PAUSE_MS);
  }
  dialog.addEventListener("close", () => {
    delete document.documentElement.dataset.pausing;
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
