// What jobs are at, in words, and watching one until it is over.
import { Problem, ask } from "./asking.js";
import { count } from "./formats.js";
import { _ } from "./words.js";

const EVERY_MS = 700;
const PHASES = {
  start: () => _("Starting"),
  "read events": () => _("Read events"),
  "count what accounts share": () => _("Count what accounts share"),
  "find groups": () => _("Find groups"),
  "look at crowds of pushed objects": () => _("Look at crowds of pushed objects"),
  "ask about objects": () => _("Ask about objects"),
  "write down findings": () => _("Write down findings"),
  "write report": () => _("Write the report"),
  "ask everybody again": () => _("Ask everybody again"),
};
const STATES = { queued: () => _("waits"), running: () => _("at work"), done: () => _("done"), failed: () => _("failed"), cancelled: () => _("cancelled") };

export const stateOf = (state) => STATES[state]?.() ?? state;

// Returns the name of a phase; one that nobody translated stands as it is.
export function phaseOf(name) {
  const window = /^test pairs, window (.+) s$/.exec(name);
  if (window) return _("Test pairs, window {seconds} s", { seconds: window[1] });
  const step = /^step (\d+)$/.exec(name);
  if (step) return step[1] === "0" ? _("Ask those who are known") : _("Ask every account, step {n}", { n: step[1] });
  return PHASES[name]?.() ?? name;
}

// Returns how far a phase is, in words.
export function farOf(phase) {
  if (!phase) return "";
  if (phase.total > 0 && phase.total > 1) return `${phaseOf(phase.name)} ${count((100 * phase.done) / phase.total)} %`;
  return phase.done > 1 ? `${phaseOf(phase.name)} (${count(phase.done)})` : phaseOf(phase.name);
}

export const isOver = (job) => !["queued", "running"].includes(job.state);

// Asks again and again until a job is over, and returns it; `tell` hears of each change.
export async function watched(name, tell) {
  let etag;
  for (;;) {
    const headers = { "Accept-Language": document.documentElement.dataset.language, ...(etag ? { "If-None-Match": etag } : {}) };
    const answer = await fetch(`/api/v1/jobs/${name}`, { headers, cache: "no-store" }).catch(() => null);
    if (answer?.ok) {
      etag = answer.headers.get("ETag");
      const job = await answer.json();
      tell(job);
      if (isOver(job)) return job;
    } else if (answer && answer.status !== 304 && answer.status < 500 && answer.status !== 429) {
      throw new Problem(await answer.json(), answer.status);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

// Ends a job before its time.
export const cancelled = (name) => ask("POST", `/api/v1/jobs/${name}/cancellations`, { body: {} });
