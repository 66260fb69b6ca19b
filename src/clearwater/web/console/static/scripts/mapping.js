// What the columns of a log mean: suggested, changed by a person, and the first rows as they will
// be read with it.
import { ask } from "./asking.js";
import { element, theirs } from "./dom.js";
import { count } from "./formats.js";
import { _, labelled } from "./words.js";

const cell = (value) => (value === null ? element("td", { class: "mute" }, "–") : element("td", {}, theirs(value, 120)));

function table(caption, heads, rows) {
  const head = element("tr", {}, ...heads.map((one) => element("th", { scope: "col" }, one)));
  return element("table", { class: "rows" }, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...rows));
}

// Returns what a column of ours is called on this page.
const oursOf = (name) => document.querySelector(`label[for="map-${name}"]`)?.firstChild.textContent.trim() ?? name;

export class Mapping {
  constructor(source, asked, fail) {
    this.source = source;
    this.rows = [...document.querySelectorAll("[data-ours]")];
    this.form = document.getElementById("looking");
    this.constant = document.getElementById("constant-action");
    this.given = new Map(Object.entries(asked?.mapping ?? {}));
    this.seen = null;
    if (asked) {
      this.form.elements.time_zone.value = asked.time_zone ?? "";
      this.form.elements.time_unit.value = asked.time_unit;
      if (asked.format_in) this.form.elements.format_in.append(element("option", { value: asked.format_in, selected: true }, asked.format_in));
      const action = this.given.get("action");
      if (action?.startsWith("=")) this.constant.value = action.slice(1);
    }
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.look().catch(fail);
    });
    for (const row of this.rows) row.querySelector("select").addEventListener("change", () => this.#changed(row));
  }

  // Returns the mapping and what else says how the log is read.
  said() {
    const said = { mapping: this.#mapping(), time_unit: this.form.elements.time_unit.value };
    for (const name of ["format_in", "time_zone"]) if (this.form.elements[name].value) said[name] = this.form.elements[name].value;
    return said;
  }

  #mapping() {
    const mapping = {};
    if (this.form.elements.format_in.value) return this.constant.value ? { action: `=${this.constant.value}` } : mapping;
    if (!this.seen) Object.assign(mapping, Object.fromEntries(this.given));
    else for (const row of this.rows) if (row.querySelector("select").value) mapping[row.dataset.ours] = row.querySelector("select").value;
    if (this.constant.value && !mapping.action) mapping.action = `=${this.constant.value}`;
    return mapping;
  }

  // Looks at the first rows; the first time with what is suggested.
  async look() {
    document.getElementById("looking-problem").hidden = true;
    const button = this.form.querySelector("button");
    button.disabled = true;
    try {
      const first = !this.seen;
      let seen = await this.#asked();
      if (first && this.#fill(seen) && !this.form.elements.format_in.value) seen = await this.#asked();
      this.#show(seen);
    } finally {
      button.disabled = false;
    }
  }

  async #asked() {
    const body = { ...this.source, ...this.said(), purpose: this.form.elements.purpose.value };
    this.seen = (await ask("POST", "/api/v1/logs/readings", { body })).said;
    return this.seen;
  }

  // Offers the columns of the log, and returns whether the suggestions say more than was asked.
  #fill(seen) {
    const formats = this.form.elements.format_in;
    for (const one of seen.formats) if (![...formats.options].some((option) => option.value === one.name)) formats.append(element("option", { value: one.name }, labelled(one.name, one.summary)));
    let more = false;
    for (const row of this.rows) {
      const select = row.querySelector("select");
      select.append(...seen.columns.map((column) => element("option", { value: column }, column)));
      const given = this.given.get(row.dataset.ours);
      const [best] = seen.suggested[row.dataset.ours] ?? [];
      if (given && !given.startsWith("=")) select.value = given;
      else if (!given && best && !(row.dataset.ours === "action" && this.constant.value)) {
        select.value = best;
        more = true;
        row.querySelector("[data-why]").textContent = _("suggested by its name");
      }
    }
    return more;
  }

  #changed(row) {
    row.querySelector("[data-why]").textContent = "";
    if (row.dataset.ours === "action" && row.querySelector("select").value) this.constant.value = "";
    document.getElementById("stands").textContent = _("Changed: look again to see the rows as they will be read.");
  }

  #show(seen) {
    document.getElementById("seen").hidden = false;
    document.getElementById("not-utf8").hidden = !seen.encoding;
    const stands = document.getElementById("stands");
    const { read, problem } = seen;
    stands.className = problem ? "against" : "for";
    stands.textContent = problem
      ? _("It cannot be read like this: {what}. {next}", { what: problem.what, next: [problem.found, problem.next].filter(Boolean).join(" ") })
      : _("Of the first {rows} rows {good} can be read, {bad} cannot, {skipped} are left out.", { rows: count(read.looked_at), good: count(read.good), bad: count(read.bad), skipped: count(read.skipped) });
    const asRead = document.getElementById("as-read");
    asRead.replaceChildren();
    if (read) asRead.append(table(_("The first rows as they will be read"), [_("line"), ...read.row_columns.map(oursOf)], read.rows.map((one, place) => element("tr", {}, element("th", { scope: "row", class: "n" }, count(read.lines[place])), ...one.map(cell)))));
    this.#faults(read);
    const whole = seen.columns_in_all > seen.columns.length ? _("The first {shown} of {all} columns", { shown: seen.columns.length, all: seen.columns_in_all }) : _("The first rows of the file");
    document.getElementById("as-is").replaceChildren(table(whole, seen.columns.map((one) => theirs(one, 80)), seen.raw.map((one) => element("tr", {}, ...one.map(cell)))));
  }

  #faults(read) {
    const place = document.getElementById("faults");
    place.hidden = !read || read.faults.length === 0;
    if (place.hidden) return;
    const rows = read.faults.map((one) =>
      element("tr", {}, element("th", { scope: "row", class: "n" }, count(one.line)), element("td", {}, theirs(one.field, 80)), element("td", {}, one.reason), cell(one.value)));
    place.replaceChildren(table(_("Rows that cannot be used"), [_("line"), _("column"), _("reason"), _("value")], rows));
  }
}
