// What was decided about an account before, once somebody has asked for it with a purpose.
import "./charts.js";
import { element, theirs } from "./dom.js";
import { MISSING, dayOf, number } from "./formats.js";
import { _, labelled } from "./words.js";

const day = (moment) => (moment === null ? MISSING : dayOf(moment));
// Words of the workflow; what is not here is shown as it is.
const SAID = {
  open: _("open"), "in review": _("in review"), offered: _("offered"), proposed: _("proposed"), decided: _("decided"), notified: _("notified"), closed: _("closed"),
  planned: _("planned"), active: _("in force"), lifted: _("taken back"), void: _("void"), lapsed: _("lapsed"), filed: _("filed"), resolved: _("answered"),
  upheld: _("upheld"), overturned: _("overturned"), member: _("member"), excluded: _("left out"),
};
const word = (said) => (said === null ? MISSING : SAID[said] ?? said);

function table(caption, heads, rows) {
  if (!rows.length) return element("p", {}, labelled(caption, _("none")));
  return element("div", { class: "wide", tabindex: "0", role: "group", "aria-label": caption }, element("table", {}, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...heads.map((one) => element("th", { scope: "col" }, one)))),
    element("tbody", {}, ...rows.map(([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, first), ...rest.map((one) => element("td", {}, one)))))));
}

const caseLink = (name) => element("a", { href: `/cases/${name}` }, name);

document.querySelector("[data-history]")?.addEventListener("done", (event) => {
  const { said } = event.detail;
  const name = theirs(said.account, 400);
  document.querySelector("[data-account-name]")?.replaceChildren(name.cloneNode(true));
  document.querySelector("[data-before]").replaceChildren(
    element("p", {}, element("strong", {}, name), " · ", _("strikes {n}", { n: number(said.strikes, 1) })),
    table(_("Cases"), [_("case"), _("state"), _("outcome"), _("standing"), _("opened")],
      said.cases.map((one) => [caseLink(one.case), word(one.state), word(one.outcome), word(one.standing), day(one.opened)])),
    table(_("Measures"), [_("case"), _("measure"), _("state"), _("decided"), _("from"), _("until"), _("taken back")],
      said.measures.map((one) => [caseLink(one.case), one.kind, word(one.state), day(one.decided), day(one.starts), day(one.ends), day(one.lifted)])),
    table(_("Appeals"), [_("case"), _("filed"), _("state"), _("outcome")],
      said.appeals.map((one) => [caseLink(one.case), day(one.filed), word(one.state), word(one.outcome)])));
});
