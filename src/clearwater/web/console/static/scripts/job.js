// One job: how far it is, until it is over.
import { Problem } from "./asking.js";
import { element } from "./dom.js";
import { cancelled, farOf, isOver, phaseOf, stateOf, watched } from "./job_words.js";

const place = document.getElementById("job");
const { job, state, run, kind } = place.dataset;
const phases = place.querySelector("[data-phases]");
const share = place.querySelector("[data-share]");
const problem = place.querySelector("[data-problem]");
// Where what came of a kind of work stands among the pages of its run.
const parts = { shadow: () => "/agreement", expand: (over) => `/expand/${over.outcome.expansion}` };
let last = "";

function tell(said) {
  place.querySelector("[data-standing]").textContent = stateOf(said.state);
  const phase = said.phase;
  if (!phase) return;
  place.querySelector("[data-phase]").textContent = farOf(phase);
  if (phase.total > 0) share.value = phase.done / phase.total;
  else share.removeAttribute("value");
  if (phase.name === last) return;
  if (last) phases.append(element("li", {}, phaseOf(last)));
  last = phase.name;
}

async function watch() {
  const over = await watched(job, tell);
  if (over.state === "done" && run) location.assign(`/runs/${run}${parts[kind]?.(over) ?? ""}`);
  else location.reload();
}

function say(error) {
  if (!(error instanceof Problem)) throw error;
  problem.textContent = error.message;
  problem.hidden = false;
}

if (!isOver({ state })) watch().catch(say);
place.querySelector("[data-cancel]")?.addEventListener("click", () => cancelled(job).catch(say));
