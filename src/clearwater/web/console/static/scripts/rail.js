// What stands beside a case: who works on it, its steps, its words, its package.
import { Problem, ask } from "./asking.js";
import "./breaks.js";
import "./deciding.js";
import { goNext, thenNext } from "./next_case.js";
import { element, say, theirs } from "./dom.js";
import { _ } from "./words.js";

const rail = document.querySelector("aside.rail[data-case]");
const PROLONG_MS = 5 * 60_000;
const LOOK_MS = 30_000;
const STAYS = "clearwater-stays";

// A case is opened from a finding; then its page is the place to be.
document.addEventListener("done", (event) => {
  if ("opens" in event.target.dataset) location.assign(`/cases/${event.detail.said.case}`);
});

// A step that is folded opens with its key, and one can write at once.
for (const one of document.querySelectorAll("[data-opens-form]")) {
  one.addEventListener("click", () => {
    const details = one.parentElement;
    if (!details.open) requestAnimationFrame(() => details.querySelector("textarea, select, input:not([type=hidden])")?.focus());
  });
}

// Ctrl-Enter sends the form in which one writes; keys.js presses the page's own where one does not.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.form ?? event.target.closest?.("form");
  const button = form?.closest("details.step") && form.querySelector("button.go");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  button.click();
}, true);

if (rail) {
  const own = `/api/v1/cases/${rail.dataset.case}`;
  if ("take" in rail.dataset) work(own);
  else if (sessionStorage.getItem(STAYS) === rail.dataset.case) {
    // It was done, and waits for somebody else now.
    sessionStorage.removeItem(STAYS);
    ask("POST", `${own}/work-endings`, { body: {} });
  }
  for (const form of rail.querySelectorAll("[data-reads]")) form.addEventListener("submit", (event) => read(event, form));
  for (const form of rail.querySelectorAll("[data-package]")) form.addEventListener("submit", (event) => seal(event, form));
  rail.addEventListener("done", async (event) => {
    stay();
    if (!thenNext() || !("moves" in event.target.dataset)) return;
    delete event.target.dataset.then;
    await goNext(rail.dataset.case);
  });
}

// The page comes again by itself: whoever works on the case still does.
function stay() {
  sessionStorage.setItem(STAYS, rail.dataset.case);
}

// Works on the case for as long as the page is there; others see it in the queue, and can ask.
async function work(own) {
  sessionStorage.removeItem(STAYS);
  let last = 0;
  const look = async () => {
    if (document.hidden) return;
    try {
      const due = Date.now() - last > PROLONG_MS;
      const { said } = due ? await ask("POST", `${own}/work`, { body: {} }) : await ask("GET", "/api/v1/work");
      if (due) last = Date.now();
      shown(own, due ? said : said.items.find((one) => one.case === rail.dataset.case));
    } catch (problem) {
      // Somebody was faster: the page says so when it comes again, and the interface says no.
      if (problem instanceof Problem) say(problem.message);
    }
  };
  await look();
  const looking = setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", () => {
    clearInterval(looking);
    if (sessionStorage.getItem(STAYS) === rail.dataset.case) return;
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector("meta[name=csrf]").content };
    fetch(`${own}/work-endings`, { method: "POST", keepalive: true, headers, body: "{}" });
  });
}

// Says who works on it, and who would like to.
function shown(own, lease) {
  const place = document.getElementById("at-work");
  if (!place) return;
  const asked = lease?.asked_by ?? "";
  if (!place.hidden && place.dataset.asked === asked) return;
  place.hidden = false;
  place.dataset.asked = asked;
  if (!lease) return place.replaceChildren(_("Nobody works on it any more."));
  place.replaceChildren(_("You work on it."));
  if (!asked) return;
  const give = element("button", { type: "button", "data-keys": "d g", on: { click: () => ask("POST", `${own}/work-handovers`, { body: {} }).then(() => location.assign("/queue")) } },
    _("Give it over"), " ", element("kbd", {}, "d g"));
  place.append(" ", _("{user} would like to have it.", { user: asked }), " ", give);
}

function failed(form, error) {
  const problem = form.querySelector(".problem");
  problem.textContent = error instanceof Problem ? error.message : _("The server did not answer. Try again.");
  problem.hidden = false;
}

// Shows the words of decisions and appeals beside them; the reading goes on record first.
async function read(event, form) {
  event.preventDefault();
  try {
    const { said } = await ask("POST", form.dataset.reads, { body: { purpose: form.elements.purpose.value } });
    const words = new Map([
      ...said.decisions.map((one) => [one.decision, [[_("Why"), one.why]]]),
      ...said.appeals.map((one) => [one.appeal, [[_("They say"), one.statement], [_("The answer"), one.why]]]),
    ]);
    for (const place of rail.querySelectorAll("[data-words]")) {
      const found = (words.get(place.dataset.words) ?? []).filter(([, text]) => text);
      place.replaceChildren(...found.flatMap(([name, text]) => [element("strong", {}, name), " ", theirs(text, 20_000), element("br")]));
      place.hidden = found.length === 0;
    }
    rail.querySelector("[data-words]:not([hidden])")?.scrollIntoView({ block: "nearest" });
    say(_("Shown, and on record."));
  } catch (error) {
    failed(form, error);
  }
}

// Seals the case and hands the package to the browser as a file.
async function seal(event, form) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  say(_("The package is made and verified; this takes a moment."));
  try {
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector("meta[name=csrf]").content };
    const answer = await fetch(form.dataset.package, { method: "POST", headers, body: "{}" });
    if (!answer.ok) throw new Problem(await answer.json(), answer.status);
    const address = URL.createObjectURL(await answer.blob());
    const link = element("a", { href: address, download: form.dataset.named, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    say(_("Sealed: {name}. Anybody can verify it with Python alone.", { name: form.dataset.named }));
  } catch (error) {
    failed(form, error);
  } finally {
    button.disabled = false;
  }
}
