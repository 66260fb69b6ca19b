// The list of runs: jobs that are at work move on, uploads are removed.
import { Problem, ask } from "./asking.js";
import { farOf, stateOf, watched } from "./job_words.js";
import { _ } from "./words.js";

for (const row of document.querySelectorAll("[data-job]")) {
  watched(row.dataset.job, (job) => {
    row.querySelector("[data-state]").textContent = stateOf(job.state);
    row.querySelector("[data-phase]").textContent = farOf(job.phase);
  }).then(() => location.reload());
}

for (const button of document.querySelectorAll("[data-remove]")) {
  button.addEventListener("click", async () => {
    const problem = document.querySelector("[data-problem]");
    if (button.dataset.sure === undefined) {
      button.dataset.sure = "";
      button.textContent = _("Remove it for good?");
      return;
    }
    try {
      await ask("DELETE", `/api/v1/uploads/${button.dataset.remove}`);
      location.reload();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
}
