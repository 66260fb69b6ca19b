// The accounts of the group, a row each, however many: what speaks for each, and what was before.
import { Problem, ask } from "./asking.js";
import { element, say } from "./dom.js";
import { bits, count, dayOf, number } from "./formats.js";
import { showEvents } from "./group_drawer.js";
import { account, drawn, group, isolate, on, spanOf } from "./group_state.js";
import { LongTable } from "./long_table.js";
import { _ } from "./words.js";

const place = document.querySelector("[data-accounts]");
const tools = document.querySelector("[data-accounts-tools]");
const NAMES = { core: _("core"), edge: _("edge") };
let said = null;
let table = null;

export function startAccounts(found) {
  said = found;
  if (!said) {
    place.replaceChildren(element("p", { class: "mute" }, _("The accounts were not kept.")));
    return drawn("accounts");
  }
  said.victims = new Set(said.target);
  tools.hidden = false;
  table = new LongTable(place, { label: _("Accounts"), columns: columns(), act: (row) => events(row), look: (row) => (isOut(row) ? "out" : ""), sorted: { column: 2, down: true } });
  tools.querySelector("[data-filter]").addEventListener("input", refill);
  tools.querySelector("[data-role]").addEventListener("change", refill);
  refill();
  on("brush names", refill);
  // Paper shows no filters, so it has everybody.
  addEventListener("beforeprint", () => table.show(said.role.keys()));
  addEventListener("afterprint", refill);
  return drawn("accounts");
}

const isOut = (row) => said.standing?.[row] === "excluded";

function roleOf(row) {
  if (said.victims.has(row)) return _("likely victim");
  return NAMES[said.role[row]] ?? said.role[row];
}

function columns() {
  const figure = (name, key, write) => ({ name, number: true, of: (row) => write(said[key][row]), by: (row) => said[key][row] });
  const whole = (name, key) => figure(name, key, count);
  const made = [
    { name: _("account"), of: (row) => account(row), by: (row) => (group.names ? group.names.accounts[row] : row) },
    { name: _("place in the group"), of: (row) => roleOf(row), by: (row) => roleOf(row) },
    figure(_("bits"), "score_bits", bits),
    { name: _("bits left without it"), number: true, of: (row) => bits(said.leave_one_out_bits[row]), by: (row) => said.leave_one_out_bits[row] },
    { name: _("fewer by"), number: true, of: (row) => bits(lossOf(row)), by: (row) => lossOf(row) },
    whole(_("objects"), "objects"),
    whole(_("partners"), "partners"),
    { name: _("events"), number: true, of: (row) => count(eventsNow()?.[row] ?? said.events[row]), by: (row) => eventsNow()?.[row] ?? said.events[row] },
    { name: _("first seen"), of: (row) => (said.first[row] === null ? null : dayOf(said.first[row])), by: (row) => said.first[row] },
  ];
  if (said.before) {
    made.push(whole(_("measures before"), "before"), figure(_("strikes"), "strikes", (value) => number(value, 1)), whole(_("appeals won"), "won"));
    if (group.mayExclude) made.push({ name: _("decided about"), of: (row) => excludeButton(row) });
  }
  return made;
}

// What the finding loses without an account, in bits; less than nothing where it gains.
const lossOf = (row) => (said.leave_one_out_bits[row] === null ? null : said.finding_bits - said.leave_one_out_bits[row]);

let counted = null;
function eventsNow() {
  if (!group.brush) return null;
  if (counted?.brush !== group.brush) {
    const made = new Uint32Array(group.accounts);
    const [first, last] = spanOf(group.sides.members);
    for (let i = first; i < last; i += 1) made[group.sides.members.row[i]] += 1;
    counted = { brush: group.brush, made };
  }
  return counted.made;
}

function fits(row, typed, role) {
  const roles = { victim: () => said.victims.has(row), out: () => isOut(row), before: () => said.before[row] > 0, won: () => said.won[row] > 0 };
  if (role && !(roles[role]?.() ?? said.role[row] === role)) return false;
  if (group.brush && !eventsNow()[row]) return false;
  if (!typed) return true;
  const name = group.names?.accounts[row].toLowerCase() ?? "";
  return name.includes(typed) || String(row + 1) === typed;
}

function refill() {
  const typed = tools.querySelector("[data-filter]").value.trim().toLowerCase();
  const role = tools.querySelector("[data-role]").value;
  const rows = [];
  for (let row = 0; row < said.role.length; row += 1) if (fits(row, typed, role)) rows.push(row);
  table.show(rows);
  const out = said.standing?.filter((one) => one === "excluded").length ?? 0;
  const parts = [_("{n} of {total} accounts", { n: count(rows.length), total: count(said.role.length) })];
  if (out) parts.push(_("{n} left out", { n: count(out) }));
  if (group.brush) parts.push(_("only those with events in the span"));
  tools.querySelector("[data-accounts-said]").textContent = parts.join(" • ");
}

function events(row) {
  const dots = [];
  const { row: rows, size } = group.sides.members;
  for (let i = 0; i < size; i += 1) if (rows[i] === row) dots.push(i);
  isolate(dots, account(row).textContent);
  showEvents(_("Events of one account"), dots);
}

// Leaving out and taking back in -------------------------------------------------------------------

function excludeButton(row) {
  const out = isOut(row);
  if (!said.subject[row] || said.standing[row] === null) return "–";
  const name = account(row).textContent;
  const button = element("button", { type: "button", class: "quiet", "data-control": `exclude-${row}`, "aria-label": out ? _("Take {account} back in", { account: name }) : _("Leave {account} out", { account: name }) }, out ? _("left out") : _("yes"));
  button.addEventListener("click", () => change(row, !out));
  return button;
}

function change(row, out) {
  const dialog = document.createElement("dialog");
  dialog.append(document.getElementById("exclude-form").content.cloneNode(true));
  const form = dialog.querySelector("form");
  const name = account(row).textContent;
  const title = out ? _("Leave {account} out", { account: name }) : _("Take {account} back in", { account: name });
  dialog.setAttribute("aria-label", title);
  form.querySelector("h2").textContent = title;
  form.querySelector(".go").textContent = out ? _("Leave out") : _("Take back in");
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector(".problem");
    problem.hidden = true;
    try {
      const path = `/api/v1/cases/${group.case}/${out ? "exclusions" : "inclusions"}`;
      await ask("POST", path, { body: { subject: said.subject[row], why: form.elements.why.value }, key: crypto.randomUUID?.() });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.textContent = error.message;
      problem.hidden = false;
      return;
    }
    said.standing[row] = out ? "excluded" : "member";
    dialog.close();
    refill();
    say(out ? _("Left out; the decision is about the others.") : _("Taken back in."));
    document.dispatchEvent(new CustomEvent("members-changed"));
  });
  document.body.append(dialog);
  dialog.showModal();
}
