"""Every method on the real labelled sets, by the protocol of each set.

A set whose protocol has rules of its own is one task, with all methods; of the unlabelled sets,
which take longest, each method is one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bench.real_logs_input import DATA_VARIABLE, data_folder
from bench.tasks import Result, code_hash, run_all
from clearwater.app.methods import METHODS
from clearwater.app.real_sets_job import PROTOCOLS, Measured, Step, known, ready, run_step, steps

DRAWS = 1_000
SEED = 1
"""Of the bootstrap alone: nothing else here is random."""
QUICK_DRAWS = 50
QUICK_SETS = ("bitcoin_otc", "bitcoin_alpha_unlabelled")


def figures(*, quick: bool, workers: int) -> Result:
    """Return every measure of every method and rule, by set and task."""
    folder = _folder()
    if folder is None:
        reason = f"{DATA_VARIABLE} is not set: NO real set was judged"
        print(f"[real_sets] {reason}", file=sys.stderr, flush=True)
        return {"code": code_hash("real_sets"), "skipped": reason}
    found = ready(folder, QUICK_SETS if quick else ())
    for set_id, error in found.missing.items():
        print(f"[real_sets] NOT judged: {set_id}: {error}", file=sys.stderr, flush=True)
    draws = QUICK_DRAWS if quick else DRAWS
    tasks = {
        _key(step, draws): (step.set_id, step.methods, draws) for step in _slowest_first(found.sets)
    }
    runs = run_all("real_sets", tasks, one_step, workers)
    rows = [row for step in steps(found.sets, METHODS) for row in runs[_key(step, draws)]["rows"]]
    return {
        "code": code_hash("real_sets"),
        "draws": draws,
        "seed": SEED,
        "sets": [{"set": set_id, "protocol": PROTOCOLS[set_id].name} for set_id in found.sets],
        "missing": {set_id: str(error) for set_id, error in found.missing.items()},
        "settings": _settings(rows),
        "rows": [{name: row[name] for name in row if name != "settings"} for row in rows],
        "cpu_s": round(sum(run["cpu_s"] for run in runs.values())),
    }


def one_step(set_id: str, methods: tuple[str, ...], draws: int) -> Result:
    """Return what some methods are worth on one set."""
    folder = _folder()
    assert folder is not None, "asked for only where there is one"
    step = Step(set_id, tuple(methods))
    return {"rows": [_row(one) for one in run_step(folder, step, METHODS, SEED, draws)]}


def _folder() -> Path | None:
    data = data_folder()
    return None if data is None else data / "real"


def _slowest_first(sets: tuple[str, ...]) -> list[Step]:
    """Return the steps, the largest log first: two workers then end at about the same time."""
    return steps(reversed(sets), METHODS)


def _key(step: Step, draws: int) -> str:
    who = step.methods[0] if len(step.methods) == 1 else "all"
    return f"{step.set_id}-{who}-{draws}"


def _row(one: Measured) -> Result:
    row = one.row
    return {
        "set": row.set_id,
        "protocol": row.protocol,
        "task": row.task,
        "method": row.method,
        "inputs": row.inputs,
        "rows": row.rows,
        "positives": row.positives,
        "circular": row.circular,
        "skipped": row.skipped,
        "accounts_with_evidence": one.accounts_with_evidence,
        "settings": row.settings,
        "measures": {
            name: [_rounded(i.value), _rounded(i.low), _rounded(i.high)]
            for name, i in row.measures.items()
        },
    }


def _rounded(value: float) -> float | None:
    number = known(value)
    return None if number is None else round(number, 6)


def _settings(rows: list[Result]) -> dict[str, Any]:
    """Return each method's settings once: they are sentences."""
    return {row["method"]: row["settings"] for row in rows}
