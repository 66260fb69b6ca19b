// Checked claims beside texts: side by side, with what differs, and a person's word on it.
import { Problem, ask } from "./asking.js";
import { differing } from "./differing.js";
import { element, say, theirs } from "./dom.js";
import { count, dayOf, number } from "./formats.js";
import { onKey } from "./keys.js";
import { nameOf, token } from "./naming.js";
import { _, labelled } from "./words.js";

const page = document.querySelector("[data-claims]");
const API = page.dataset.claims;
const list = page.querySelector("[data-matches]");
const VERDICTS = { open: _("not judged"), confirmed: _("confirmed"), rejected: _("rejected") };

const said = (label, value) => element("div", {}, element("dt", {}, label), element("dd", {}, value));

// The link is somebody else's page: it is opened only by whoever presses it, and told nothing.
function source(one) {
  const name = one.publisher ?? _("publisher unknown");
  if (!/^https?:\/\//i.test(one.url ?? "")) return theirs(name, 200);
  return element("a", { href: one.url.split(" | ")[0], rel: "noreferrer noopener", target: "_blank" }, theirs(name, 200));
}

function texts(one) {
  const post = element("td", { class: "their-text" });
  const claim = element("td", {});
  const name = nameOf("text", one.text);
  if (name === undefined) {
    post.append(token("text", one.text, one.token), " ", element("span", { class: "note" }, _("shown with the names of this page")));
    claim.append(theirs(one.claim_text));
  } else {
    const [left, right] = differing(name, one.claim_text);
    post.append(left);
    claim.append(right);
  }
  return element("table", { class: "side-by-side" },
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, _("What was written")), element("th", { scope: "col" }, _("What was checked")))),
    element("tbody", {}, element("tr", {}, post, claim)));
}

function facts(one) {
  const rows = [
    said(_("Rating"), element("span", {}, one.rating ? theirs(one.rating, 200) : _("none"), one.contradicted ? element("span", { class: "against" }, ` ${_("checks contradict each other")}`) : null)),
    said(_("Check"), element("span", {}, source(one), " · ", one.published_us === null ? _("no date: nothing counts as after it") : dayOf(one.published_us))),
    said(_("Posts after the check"), _("{n} by {accounts} accounts", { n: count(one.after), accounts: count(one.accounts) })),
    said(_("Posts before it"), _("{n}, left out: nobody could know", { n: count(one.before) })),
    said(_("How near"), _("proof {proof}, covers {cover} % of the claim", { proof: number(one.proof, 0), cover: number(100 * one.cover, 0) })),
  ];
  if (one.denies) rows.push(said(_("Careful"), element("span", { class: "against" }, _("the text may deny the claim"))));
  if (one.left_out) rows.push(said(_("Not counted"), element("span", { class: "against" }, theirs(one.left_out, 200))));
  return element("dl", { class: "facts" }, ...rows);
}

function judging(one) {
  const stands = element("span", { class: "verdict", "data-verdict": one.verdict }, VERDICTS[one.verdict], one.by ? ` · ${one.by}` : "");
  const buttons = page.dataset.mayJudge ? [["confirmed", _("It is this claim")], ["rejected", _("It is not")], ["open", _("Take back")]].map(([verdict, name]) =>
    element("button", { type: "button", "data-to": verdict, disabled: one.verdict === verdict, on: { click: () => judge(one, verdict) } }, name)) : [];
  return element("p", { class: "in-row" }, ...buttons, stands);
}

async function judge(one, verdict) {
  try {
    const { said: kept } = await ask("POST", `${API}/judgements`, { body: { text: one.text, claim: one.claim, verdict } });
    Object.assign(one, { verdict: kept.verdict, by: kept.by });
    const item = list.querySelector(`[data-place="${one.place}"]`);
    item.querySelector(".in-row").replaceWith(judging(one));
    item.focus();
    say(_("On record: {verdict}", { verdict: VERDICTS[kept.verdict] }));
  } catch (error) {
    problem(error);
  }
}

function problem(error) {
  if (!(error instanceof Problem)) throw error;
  const place = page.querySelector("[data-problem]");
  place.textContent = error.message;
  place.hidden = false;
}

let found = [];

function draw() {
  const at = document.activeElement?.closest?.("[data-place]")?.dataset.place;
  list.replaceChildren(...found.map((one, place) => element("li", { tabindex: "-1", "data-place": place, "aria-label": _("Suggestion {n}", { n: place + 1 }) },
    texts(one), facts(one), judging(one))));
  if (at !== undefined) list.querySelector(`[data-place="${at}"]`)?.focus();
}

async function match() {
  try {
    const { said: answer } = await ask("POST", `${API}/matches`, { body: {} });
    found = answer.suggestions.map((one, place) => ({ ...one, place }));
    page.querySelector("[data-counted]").textContent = _("{total} suggestions for {texts} different texts; {looked} were looked at, the most often said first.",
      { total: count(answer.total), texts: count(answer.texts), looked: count(answer.looked_at) });
    draw();
  } catch (error) {
    problem(error);
  } finally {
    page.querySelector("[data-working]").remove();
  }
}

function move(by) {
  const here = Number(document.activeElement?.closest?.("[data-place]")?.dataset.place ?? (by > 0 ? -1 : found.length));
  list.querySelector(`[data-place="${here + by}"]`)?.focus();
}

const press = (verdict) => document.activeElement?.closest?.("[data-place]")?.querySelector(`[data-to="${verdict}"]`)?.click();
onKey("j", _("Next suggestion"), () => move(1));
onKey("k", _("Suggestion before"), () => move(-1));
if (page.dataset.mayJudge) {
  onKey("y", _("It is this claim"), () => press("confirmed"));
  onKey("x", _("It is not"), () => press("rejected"));
}
document.addEventListener("named", draw);

page.querySelector("[data-import]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const file = form.elements.file.files[0];
  const place = form.querySelector(".problem");
  place.hidden = true;
  try {
    const { said: kept } = await ask("POST", "/api/v1/claims/imports", { body: { name: file.name.slice(-200), document: await file.text() } });
    page.querySelector("[data-told]").replaceChildren(...kept.told.map((one) =>
      element("li", {}, labelled(one.what, count(one.records)), one.remark ? ` (${one.remark})` : "")));
    location.reload();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    place.textContent = error.message;
    place.hidden = false;
  }
});

if (list) match();
