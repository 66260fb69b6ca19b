// A table of any length: only the rows that are seen are there, so that 10,000 rows scroll like ten.
//
// On paper nobody scrolls: all rows are there while the page is printed.
//
// It stays a table, with its header and its rows, and says how many rows there are and which one each
// is. Arrow keys, Page Up and Down, Home and End go from row to row, Enter does what a row is for.
//
//   const table = new LongTable(place, {
//     label,                    what it is called
//     columns: [{name, number, of: (row) => text or element, by: (row) => what it is sorted by}],
//     act: (row, line) => ...,  what Enter and a click on a row do, if anything
//     look: (row) => class of the row,
//     sorted: {column, down},   how it is sorted at first
//   });
//   table.show(rows);           rows are anything; the same again after a change: table.refresh()
import { element } from "./dom.js";
import { count } from "./formats.js";
import { _, labelled, listed } from "./words.js";

const ROW = 29; // pixels, as .long-table td has it
const BESIDE = 12; // rows above and below what is seen

export class LongTable {
  constructor(place, options) {
    Object.assign(this, options);
    this.rows = [];
    this.sorted ??= { column: 0, down: false };
    this.at = 0;
    this.head = element("tr", { "aria-rowindex": "1" }, ...this.columns.map((one, column) => this.headOf(one, column)));
    this.body = element("tbody");
    this.table = element("table", { "aria-label": this.label }, element("thead", {}, this.head), this.body);
    this.box = element("div", { class: "long-table", tabindex: "0", role: "region", "aria-label": this.label }, this.table);
    this.box.addEventListener("scroll", () => this.soon(), { passive: true });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.body.addEventListener("click", (event) => this.click(event));
    new ResizeObserver(() => this.soon()).observe(this.box);
    for (const what of ["beforeprint", "afterprint"]) {
      addEventListener(what, () => {
        this.onPaper = what === "beforeprint";
        this.refresh();
      });
    }
    place.replaceChildren(this.box);
  }

  headOf(one, column) {
    if (!one.by) return element("th", { scope: "col", class: one.number ? "n" : null }, one.name);
    const button = element("button", { type: "button", class: "quiet plain", on: { click: () => this.sortBy(column) } }, one.name);
    return element("th", { scope: "col", class: one.number ? "n" : null }, button);
  }

  show(rows) {
    this.rows = [...rows];
    this.sort();
    this.at = Math.min(this.at, Math.max(0, this.rows.length - 1));
    this.table.setAttribute("aria-rowcount", String(this.rows.length + 1));
    this.refresh();
  }

  sortBy(column) {
    const same = this.sorted.column === column;
    this.sorted = { column, down: same ? !this.sorted.down : Boolean(this.columns[column].number) };
    this.sort();
    this.refresh();
  }

  sort() {
    const { column, down } = this.sorted;
    const { by } = this.columns[column];
    for (const [place, cell] of [...this.head.children].entries()) {
      if (this.columns[place].by) cell.setAttribute("aria-sort", place !== column ? "none" : down ? "descending" : "ascending");
    }
    // What is missing comes last either way.
    const keyed = this.rows.map((row, place) => ({ row, place, key: by(row) }));
    const missing = (key) => key === null || key === undefined;
    keyed.sort((a, b) => {
      if (missing(a.key) || missing(b.key)) return missing(a.key) - missing(b.key) || a.place - b.place;
      const order = typeof a.key === "string" ? a.key.localeCompare(b.key) : a.key - b.key;
      return (down ? -order : order) || a.place - b.place;
    });
    this.rows = keyed.map((one) => one.row);
  }

  soon() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.paint();
    });
  }

  refresh() {
    this.painted = null;
    this.paint();
  }

  paint() {
    const [first, last] = this.seen();
    if (this.painted?.first === first && this.painted?.last === last) return;
    this.painted = { first, last };
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.control : null;
    const lines = [];
    for (let place = first; place < last; place += 1) lines.push(this.line(this.rows[place], place));
    if (!this.rows.length) lines.push(element("tr", {}, element("td", { colspan: this.columns.length, class: "mute" }, _("Nothing to list."))));
    this.body.replaceChildren(this.gap(first), ...lines, this.gap(this.rows.length - last));
    if (focused) this.body.querySelector(`[data-control="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  seen() {
    if (this.onPaper) return [0, this.rows.length];
    const { scrollTop, clientHeight } = this.box;
    return [Math.max(0, Math.floor(scrollTop / ROW) - BESIDE), Math.min(this.rows.length, Math.ceil((scrollTop + (clientHeight || 400)) / ROW) + BESIDE)];
  }

  // Rows that are not there have their height; nobody is told of them.
  gap(rows) {
    const line = element("tr", { class: "gap", role: "presentation", "aria-hidden": "true" });
    line.style.height = `${Math.max(0, rows) * ROW}px`;
    line.hidden = rows <= 0;
    return line;
  }

  line(row, place) {
    const cells = this.columns.map((one, column) => {
      const made = one.of(row);
      return element(column === 0 ? "th" : "td", { scope: column === 0 ? "row" : null, class: one.number ? "n" : null }, made ?? "–");
    });
    const look = [this.look?.(row), place === this.at ? "at" : ""].filter(Boolean).join(" ");
    return element("tr", { "aria-rowindex": String(place + 2), class: look || null, "data-place": String(place) }, ...cells);
  }

  key(event) {
    if (event.target !== this.box || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 2);
    const ways = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.rows.length, End: this.rows.length };
    if (event.key === "Enter" && this.act && this.rows.length) this.act(this.rows[this.at]);
    else if (event.key in ways) this.go(this.at + ways[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  go(to) {
    this.at = Math.max(0, Math.min(this.rows.length - 1, to));
    const head = this.head.offsetHeight;
    const top = this.at * ROW;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + ROW + head > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = top + ROW + head - this.box.clientHeight;
    this.refresh();
    const said = [...(this.body.querySelector(`[data-place="${this.at}"]`)?.children ?? [])].slice(0, 4).map((one) => one.textContent.trim());
    this.box.setAttribute("aria-description", labelled(_("row {n} of {total}", { n: count(this.at + 1), total: count(this.rows.length) }), listed(said)));
  }

  click(event) {
    const line = event.target.closest("tr[data-place]");
    if (!line || event.target.closest("button, a, input")) return;
    this.at = Number(line.dataset.place);
    this.refresh();
    this.act?.(this.rows[this.at]);
  }
}
