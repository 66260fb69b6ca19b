"""Brigades among users' reports: which are seen, and how often honest reporting is marked.

Four weeks of ordinary reports each, by the generator in `bench.brigades_world`. Honest logs
hold an incident that hundreds report within the hour, partly in the words of a call that goes
round, and neighbours who report the same spam on the same evenings; none of it may be marked. The
others hold one brigade besides. What is scanned and marked is what `clearwater intake brigades
--look` scans and marks, without the store.

A brigade counts as seen when half of its reports or more are marked. Nothing was tuned on these
seeds; those from 77,000 on were looked at while this was made.
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path

from bench.brigades_world import Crowd, Drawing, as_log, of_brigades
from bench.tasks import Result, code_hash, run_all
from clearwater.app.intake.brigades import suspected
from clearwater.app.notebook import scan
from clearwater.events import read

FIRST_SEED = 88_000
SEEDS = 8
HONEST = 24
"""Logs of four weeks without a brigade."""
Q = 0.01
SEEN = 0.5

SIZES = (5, 10, 20, 40)
KINDS: dict[str, tuple[Crowd, ...]] = {
    "same words, 4 accounts": tuple(Crowd(n, 4, words=True) for n in SIZES),
    "same words, 8 accounts": tuple(Crowd(n, 8, words=True) for n in SIZES),
    "same words, 12 accounts": tuple(Crowd(n, 12, words=True) for n in SIZES),
    "nothing shared, 8 accounts": tuple(Crowd(n, 8) for n in SIZES),
    "nothing shared, 16 accounts": tuple(Crowd(n, 16) for n in SIZES),
    "one line and words, 1 account": tuple(Crowd(n, 1, words=True, a_line=n) for n in SIZES),
    "lines of 5 and words, 1 account": tuple(Crowd(n, 1, words=True, a_line=5) for n in SIZES),
    "new accounts and words, 1 account": tuple(Crowd(n, 1, words=True, new=True) for n in SIZES),
    "same words only, 1 account": tuple(Crowd(n, 1, words=True) for n in SIZES),
}


def figures(*, quick: bool, workers: int) -> Result:
    """Return recall by kind and size, and what was marked of honest reporting."""
    seeds, honest = (2, 4) if quick else (SEEDS, HONEST)
    tasks: dict[str, tuple[int, Result | None]] = {
        f"honest {n}": (FIRST_SEED + n, None) for n in range(honest)
    }
    tasks |= {
        f"{kind} {crowd.size} {n}": (FIRST_SEED + 500 + n, asdict(crowd))
        for kind, crowds in KINDS.items()
        for crowd in crowds
        for n in range(seeds)
    }
    runs = run_all("brigades", tasks, one_log, workers)
    plain = [runs[f"honest {n}"] for n in range(honest)]
    rows = [
        _row(kind, crowd, [runs[f"{kind} {crowd.size} {n}"] for n in range(seeds)])
        for kind, crowds in KINDS.items()
        for crowd in crowds
    ]
    beside = [run for name, run in runs.items() if not name.startswith("honest")]
    return {
        "code": code_hash("brigades"),
        "q": Q,
        "seeds": [FIRST_SEED, FIRST_SEED + 500 + seeds - 1],
        "honest": {
            "weeks": 4 * honest,
            "reports": sum(run["reports"] for run in plain),
            "brigades_marked": sum(run["brigades"] for run in plain),
            "reports_marked": sum(run["honest_marked"] for run in plain),
        },
        "brigades": rows,
        "beside_brigades": {
            "drawings": seeds,
            "honest_reports": sum(run["reports"] - run["planted"] for run in beside),
            "marked": sum(run["honest_marked"] for run in beside),
        },
        "cpu_s": round(sum(run["cpu_s"] for run in runs.values())),
    }


def _row(kind: str, crowd: Crowd, runs: list[Result]) -> Result:
    recalls = [run["marked"] / max(1, run["planted"]) for run in runs]
    return {
        "kind": kind,
        "reporters": crowd.size,
        "accounts": crowd.targets,
        "logs": len(runs),
        "seen": sum(one >= SEEN for one in recalls),
        "recall": round(sum(recalls) / len(recalls), 3),
    }


def one_log(seed: int, crowd: Result | None) -> Result:
    """Return what was marked of one log."""
    drawing = Drawing(seed).ordinary().neighbours(25, 6)
    drawing.incident(int(drawing.rng.integers(60, 400)), called=0.3)
    if crowd is not None:
        drawing.crowd(Crowd(**crowd))
    log, planted = as_log(drawing.said), of_brigades(drawing.said)
    with tempfile.TemporaryDirectory() as folder:
        events, accounts = log.write(Path(folder))
        run = scan(read(str(events), accounts=str(accounts)), q=Q, threads=1)
    found = suspected(log, run, Q)
    every = {(one.report.reporter, one.report.subject, one.report.window_us) for one in log.lines}
    marked = [(one.reporter, one.subject, one.window_us) for each in found for one in each.reports]
    true = [one for one in marked if one[:2] in planted]
    return {
        "reports": len(every),
        "planted": len([one for one in every if one[:2] in planted]),
        "brigades": len(found),
        "marked": len(true),
        "honest_marked": len(marked) - len(true),
    }
