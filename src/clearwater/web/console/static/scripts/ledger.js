// The ledger: verifying all of it, giving a checkpoint away, the proof of one entry.
import { Problem, ask } from "./asking.js";
import { element } from "./dom.js";
import { count } from "./formats.js";
import { fileOf, onTold, paragraph, show, tableOf } from "./told.js";
import { checkpointOf, rootFrom } from "./tree_proof.js";
import { _ } from "./words.js";

const verify = document.querySelector("[data-verify]");
verify.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [problem, button] = [verify.querySelector(".problem"), verify.querySelector("button")];
  const note = verify.elements.checkpoint.value.trim();
  problem.hidden = true;
  button.disabled = true;
  show(verify, paragraph(_("Everything is being read.")));
  try {
    const { said } = await ask("POST", "/api/v1/ledger/verifications", { body: { checkpoints: note ? [`${note}\n`] : [] } });
    show(verify, verified(said, note));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    show(verify);
    Object.assign(problem, { textContent: error.message, hidden: false });
  } finally {
    button.disabled = false;
  }
});

function verified(said, note) {
  if (!said.verified) {
    return [
      element("p", { class: "against" }, element("strong", {}, _("Not verified. Change nothing, and keep a copy of the store and its files."))),
      tableOf(_("What is wrong"), [[_("Kind"), ""], [_("How often"), "n"]], said.faults.map((one) => [one.kind, count(one.count)])),
      paragraph(_("Which rows, clearwater ledger verify says on the machine of the store.")),
    ];
  }
  return [
    element("p", { class: "for" }, element("strong", {}, _("Verified: {n} entries, as they were written.", { n: count(said.entries) }))),
    element("p", {}, `${_("Root")} `, element("code", {}, said.root)),
    note ? paragraph(_("The checkpoint that you kept is the beginning of this ledger.")) : paragraph(_("Without a checkpoint from outside this says nothing of what may have been cut off.")),
  ];
}

onTold("note", (said) => [
  element("pre", { class: "note-text", tabindex: "0", "aria-label": _("Checkpoint") }, said.note),
  fileOf("checkpoint.txt", said.note, "text/plain"),
]);

const place = document.getElementById("proof");
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-prove]");
  if (!button) return;
  try {
    const { said } = await ask("GET", `/api/v1/ledger/entries/${button.dataset.prove}/proof`);
    place.replaceChildren(...proved(said, button.dataset.leaf));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    place.replaceChildren(element("p", { class: "problem" }, error.message));
  }
  place.focus();
});

function proved(said, leaf) {
  const { size, root } = checkpointOf(said.checkpoint);
  const holds = rootFrom(leaf, said.number, size, said.hashes) === root;
  const line = (name, value) => element("div", {}, element("dt", {}, name), element("dd", {}, value));
  return [
    element("h3", {}, _("Proof of entry {n}", { n: count(said.number) })),
    element("p", { class: holds ? "for" : "against", "data-holds": holds ? "yes" : "no" }, holds
      ? _("This browser has followed it: from the hash of the entry and {n} others follows the root of the checkpoint.", { n: count(said.hashes.length) })
      : _("It does not hold: from these hashes another root follows.")),
    element("dl", { class: "facts" }, line(_("Hash of the entry"), element("code", {}, leaf)), line(_("Root"), element("code", {}, root)), line(_("Entries"), count(size))),
    fileOf(`entry-${said.number}-proof.json`, { ...said, leaf }),
    paragraph(_("It proves that an entry with this hash stands at this place of the tree. That the entry reads as it is shown here, clearwater ledger verify checks.")),
  ];
}

// An address says only what was asked for.
document.querySelector("[data-filters]").addEventListener("submit", (event) => {
  for (const field of event.target.elements) if (field.name && field.value === "") field.disabled = true;
});
