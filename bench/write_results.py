"""Write docs/results.md and docs/performance.md: ``python -m bench.write_results``.

A section stands for each result file that exists; what was not measured is said to be so. All
figures and all verdicts ("kept", "not kept") are computed here from the files, none is typed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bench import (
    pages_attackers,
    pages_block_sweep,
    pages_brigades,
    pages_calibration,
    pages_chain,
    pages_claims,
    pages_expand,
    pages_objects,
    pages_own_log,
    pages_plain,
    pages_power,
    pages_real_sets,
    pages_returning_rings,
    pages_side_by_side,
)
from bench.markdown import circumstances_line
from bench.tasks import code_hash

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
Result = dict[str, Any]

RESULTS_HEAD = """# Results

What Clearwater finds, what it misses and what it wrongly flags, in figures. Every figure is written
by `make bench` from a file under `bench/results/`; nothing on this page is typed by hand. The words
used are those of the run folder: an *account* acts, a *pair* are two accounts that met more often
than chance allows, a *finding* is a group of them.
"""

LABELS_AND_TRAPS = """## Labels and traps

- **Planted campaigns are ours.** The generator (`clearwater.simulate`) was written apart from the
  detector and knows nothing of its formulae, but it is still a drawing of how people and desks
  behave. Recall on it is recall on these desks: one order, all members within the jitter, uniform.
  A desk that spreads each order over a day is not found at a window of ten minutes, whatever the
  table says.
- **A null version is not the real log without its campaigns.** `rate_redraw` keeps every moment of
  every object and forgets interests; `clock_shift` keeps interests and forgets the bursts of
  objects. Both break what lies between. They bound false alarms from rates and from habits, not
  from every innocent cause. Where objects live for hours, shifted clocks leave hardly any meeting
  at all, so that a zero there says little.
- **Unlabelled does not mean clean.** russian_coord_tweets, vk_comments_unlabelled and
  german_elections carry no truth on accounts. What is flagged there is neither right nor wrong by
  these files. github_fake_stars carries positives only, from another heuristic; no accuracy may be
  claimed on it.
- **Twenty logs are twenty logs.** No alarm in 20 logs still allows a rate of 14 % (one-sided 95 %
  limit); the limit is printed beside every pooled count.
- **Fans are told apart from others** in every table of p-values, because an average over all pairs
  would hide that one kind of crowd pays for the rest.
"""

LIMITS = """## Limits

- Groups that always act at an object's birth, and groups with about five jobs in the log, are not
  seen by timing; their rows in the power tables are printed, not left out.
- A pair needs three occasions an hour or more apart. Two meetings are never evidence.
- The window must be at least the jitter. The widest default window is six hours.
- A finding says "coordinated", or "likely inauthentic" where two families of evidence without a
  common cause speak. Neither says who is behind it.
- The honest crowds of the calibration share an interest, a lesson, a link or a clock, and then each
  account acts at its own pace. A crowd that acts on a call ("everybody, now"), again and again, is
  coordinated, however good its cause, and will be flagged.
"""

PERFORMANCE_HEAD = """# Performance

How fast, in CPU seconds and megabytes. Ratios come from one run on one machine and are what to
trust; seconds are that machine's. Written by `make bench` from `bench/results/`.
"""


def write_pages() -> None:
    """Write both pages from the result files that exist."""
    found = {file.stem: _read(file) for file in sorted((HERE / "results").glob("*.json"))}
    sections = [RESULTS_HEAD]
    for name, render in (
        ("side_by_side", pages_side_by_side.section),
        ("attackers", pages_attackers.section),
        ("own_log", pages_own_log.section),
        ("real_sets", pages_real_sets.section),
        ("objects", pages_objects.section),
        ("calibration", pages_calibration.section),
        ("power", pages_power.section),
        ("block_sweep", pages_block_sweep.section),
        ("expand", pages_expand.section),
        ("chain", pages_chain.section),
        ("returning_rings", pages_returning_rings.section),
        ("brigades", pages_brigades.section),
        ("claims", pages_claims.section),
        ("case_walk", pages_plain.case_walk),
        ("tampering", pages_plain.tampering),
        ("package_tampering", pages_plain.package_tampering),
        ("killed", pages_plain.killed),
        ("real_logs", pages_plain.real_logs),
    ):
        sections.append(_section(found.get(name), name, render))
    sections += [LABELS_AND_TRAPS, LIMITS]
    _write(DOCS / "results.md", sections)
    sections = [PERFORMANCE_HEAD]
    for name, render in (
        ("co_action_speed", pages_plain.co_action_speed),
        ("peer_speed", pages_plain.peer_speed),
        ("simulate_speed", pages_plain.simulate_speed),
        ("text_clusters", pages_plain.text_clusters),
        ("ledger_append", pages_plain.ledger_append),
        ("case_queue", pages_plain.case_queue),
        ("api_queue", pages_plain.api_queue),
        ("console_queue", pages_plain.console_queue),
        ("console_group", pages_plain.console_group),
        ("evidence_package", pages_plain.evidence_package),
    ):
        sections.append(_section(found.get(name), name, render))
    _write(DOCS / "performance.md", sections)


def _section(result: Result | None, name: str, render: Any) -> str:
    if result is None:
        return f"## Not measured: {name}\n\nRun `python -m bench {name}`.\n"
    return f"{render(result)}\n{_stale(result, name)}{circumstances_line(result)}\n"


def _stale(result: Result, name: str) -> str:
    """Return a warning where the code that the figures depend on has changed since."""
    if "code" not in result or result["code"] == code_hash(name):
        return ""
    return (
        "**Stale:** the code has changed since these figures were taken; run the bench again.\n\n"
    )


def _read(path: Path) -> Result:
    result: Result = json.loads(path.read_text(encoding="utf-8"))
    return result


def _write(path: Path, sections: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(section.strip() + "\n" for section in sections)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages()
    sys.exit(0)
