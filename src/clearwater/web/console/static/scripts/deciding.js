// The form that decides: what it would touch, what the accounts would read, what is still needed.
import { Problem, ask } from "./asking.js";
import { element } from "./dom.js";
import { bodyOf } from "./forms.js";
import { MISSING, atMost, count, number, momentOf } from "./formats.js";
import { _ } from "./words.js";

const form = document.getElementById("decide");
const WAIT_MS = 250;

function begin() {
  boxes = ticks();
  form.addEventListener("change", (event) => {
    if (event.target.name === "measure") measureChosen();
    if (event.target.name === "reason_code") ruleOf();
    if (event.target.name !== "why") preview();
    needed();
  });
  form.addEventListener("input", needed);
  for (const box of boxes) box.addEventListener("change", needed);
  // Whom it would touch has changed with the members.
  document.addEventListener("members-changed", preview);
  // Somebody may have changed them elsewhere; what was refused is counted anew.
  form.addEventListener("refused", () => setTimeout(preview));
  document.getElementById("notice").addEventListener("toggle", notices);
  reasons();
  ruleOf();
  // A browser that comes back fills the form in as it was left.
  if (measure()) preview();
  needed();
}

let waiting;
let asked = 0;
let boxes = [];
const measure = () => form.elements.measure.value;
const chosen = () => form.querySelector("[name=measure]:checked");

// The ticks stand beside the tests where those are shown; what is shown nowhere is ticked here.
function ticks() {
  const elsewhere = new Map([...form.elements].filter((one) => one.name === "considered").map((one) => [one.value, one]));
  const found = [];
  for (const line of document.querySelectorAll("#to-consider [data-explanation]")) {
    const here = line.querySelector("[data-echo]");
    const there = elsewhere.get(here.value);
    if (!there) {
      Object.assign(here, { name: "considered" });
      here.dataset.type = "list";
      found.push(here);
      continue;
    }
    here.addEventListener("change", () => {
      there.checked = here.checked;
      there.dispatchEvent(new Event("change", { bubbles: true }));
    });
    there.addEventListener("change", () => (here.checked = there.checked));
    found.push(there);
  }
  return found;
}

// Only reasons that a measure can rest on, where there is a measure.
function reasons() {
  const select = form.elements.reason_code;
  const acts = measure() !== "";
  for (const one of select.options) one.disabled = chosen() !== null && acts !== "grounds" in one.dataset;
  if (select.selectedOptions[0]?.disabled) select.value = [...select.options].find((one) => !one.disabled)?.value ?? "";
}

function measureChosen() {
  const one = chosen();
  document.getElementById("measure-words").textContent = one.dataset.words ?? _("Nothing happens to any account.");
  const times = document.getElementById("times");
  times.hidden = one.value === "";
  for (const field of times.querySelectorAll("input")) field.disabled = one.value === "";
  if (one.value) Object.assign(form.elements.duration_s, { value: one.dataset.days, max: one.dataset.longest });
  reasons();
  ruleOf();
}

function ruleOf() {
  const one = form.elements.reason_code.selectedOptions[0];
  document.getElementById("observed").textContent = one?.dataset.observed ?? "";
  document.getElementById("rule").textContent = one?.dataset.rule ?? "";
}

// Says what is missing before one can decide.
function needed() {
  const open = boxes.filter((one) => !one.checked).length;
  const missing = [];
  if (!chosen()) missing.push(_("a measure, or none"));
  if (measure() && open) missing.push(_("innocent explanations to consider: {n}", { n: count(open) }));
  if (measure() && !form.elements.previewed.value) missing.push(_("whom it would touch, counted as it is now"));
  if (!form.elements.why.value.trim()) missing.push(_("your reasons"));
  document.getElementById("still-needed").textContent = missing.length ? _("Still needed: {what}.", { what: missing.join(_("; ")) }) : "";
  form.querySelector("button.go").disabled = missing.length > 0;
}

// What was counted for other members or another measure binds nothing any more.
function preview() {
  form.elements.previewed.value = "";
  needed();
  clearTimeout(waiting);
  waiting = setTimeout(touches, WAIT_MS);
}

// Asks whom the decision would touch, and shows it as it will be kept with it.
async function touches() {
  const place = document.getElementById("touches");
  const own = (asked += 1);
  place.hidden = measure() === "";
  if (place.hidden) return;
  const said = bodyOf(form);
  const body = Object.fromEntries(["measure", "duration_s", "delay_s", "stages", "stage_gap_s"].filter((one) => one in said).map((one) => [one, said[one]]));
  try {
    const { said: found } = await ask("POST", form.dataset.previews, { body });
    if (own !== asked) return;
    form.elements.previewed.value = found.members;
    place.replaceChildren(...lines(found).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (own !== asked) return;
    place.replaceChildren(element("div", { class: "problem" }, problem.message));
  }
  needed();
  if (document.getElementById("notice").open) notices();
}

function lines(found) {
  const had = found.accounts ? `${count(found.had_measure_before)} (${number((100 * found.had_measure_before) / found.accounts, 0)} %)` : MISSING;
  return [
    [_("Accounts"), count(found.accounts)],
    [_("Their events"), count(found.events)],
    [_("Objects, of each finding added up"), count(found.objects)],
    [_("Had a measure before"), had],
    [_("Expected to be wrong"), _("{n} at most, on average", { n: atMost(found.expected_wrong) })],
    [_("Begins"), momentOf(Date.parse(found.begins) * 1000)],
    [_("All begun"), momentOf(Date.parse(found.all_begun) * 1000)],
    [_("Ends"), momentOf(Date.parse(found.ends) * 1000)],
    [_("Second person"), found.second_person ? _("must agree") : _("not needed")],
  ];
}

// Shows the statement of reasons in each language, as an account would read it.
async function notices() {
  const details = document.getElementById("notice");
  const place = details.querySelector(".notices");
  document.getElementById("notice-none").hidden = measure() !== "";
  place.replaceChildren();
  if (!details.open || !measure()) return;
  const said = bodyOf(form);
  const body = { measure: said.measure, reason_code: said.reason_code, delay_s: said.delay_s ?? 0 };
  body.languages = document.documentElement.dataset.language === "zh" ? ["zh", "en"] : ["en", "zh"];
  if ("duration_s" in said) body.duration_s = said.duration_s;
  try {
    const { said: found } = await ask("POST", form.dataset.notices, { body });
    place.replaceChildren(...found.items.map((one) =>
      element("pre", { class: "notice", lang: one.language === "zh" ? "zh-Hans" : "en", tabindex: "0", "aria-label": _("Notice") }, one.text)));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    place.replaceChildren(element("p", { class: "problem" }, problem.message));
  }
}

if (form) begin();
