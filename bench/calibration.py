"""Does anything get flagged where nobody coordinates, and are p-values what they claim to be?

Cases: three real logs, redrawn and shifted; honest look-alikes one kind at a time and all together,
with creation times given, withheld, and withheld with stray events before the true creation. Each
case is scanned at every window alone and at all of them at once, on at least 20 seeds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from bench import figures_calibration
from bench.core import WINDOWS_S, PairPValues, Q, p_values_of_all, p_values_of_close, scan
from bench.look_alikes import ALONE, COMMUTERS, TERM, TOGETHER, TWO_ACTS, crowds_of, world_of
from bench.real_logs_input import DATA_VARIABLE, NAMES, data_folder, real_log
from bench.tasks import Result, code_hash, run_all
from clearwater.evaluate import clock_shift, flagged_by_population, rate_redraw, tail_counts
from clearwater.evaluate.calibration import upper_limit_of_rate
from clearwater.simulate import simulate

SEEDS = 20
FIRST_SEED = 1_131
"""Lower seeds were looked at while the statistics were made, and judge nothing."""
QQ_SEEDS = 5
QQ_PAIRS = 300_000
LEVELS = tuple(10.0**-half for half in np.arange(2, 13) / 2)  # 1e-1 ... 1e-6 in half decades
UNION = "all at once"
CHOICES: dict[str, tuple[float, ...]] = {
    **{f"{window_s:g} s": (window_s,) for window_s in WINDOWS_S},
    UNION: WINDOWS_S,
}
NULL_VERSIONS: dict[str, Callable[[pa.Table, int], pa.Table]] = {
    "rates redrawn": rate_redraw,
    "clocks shifted": clock_shift,
}
GIVEN, WITHHELD, NOISY = "given", "withheld", "withheld, with strays"
NO_TRUTH = pa.table(
    {name: pa.array([], pa.string()) for name in ("account", "population", "campaign")}
)


def figures(*, quick: bool, workers: int) -> Result:
    """Return false alarms by case and window, and QQ data."""
    seeds = 2 if quick else SEEDS
    cases = _cases()
    # Seed by seed, so that a run that is killed has looked at all cases.
    scans = {
        f"{number:02d}-{seed:02d}": (*case, seed, quick)
        for seed in range(seeds)
        for number, case in enumerate(cases)
    }
    scanned = run_all("calibration", scans, scan_case, workers)
    qq_cases = [c for c in cases if c[1] == TOGETHER or "fan" in c[1] or c[0] in NULL_VERSIONS]
    qq = {
        f"qq-{number:02d}-{seed:02d}": (*case, seed, quick)
        for number, case in enumerate(qq_cases)
        for seed in range(1 if quick else QQ_SEEDS)
    }
    quantiles = run_all("calibration", qq, qq_case, workers)
    result: Result = {
        "code": code_hash("calibration"),
        "q": Q,
        "windows_s": list(WINDOWS_S),
        "seeds": seeds,
        "real_logs": data_folder() is not None,
        "cases": [
            _summary(case, [scanned[f"{number:02d}-{seed:02d}"] for seed in range(seeds)])
            for number, case in enumerate(cases)
        ],
        "qq": _pooled(quantiles),
        "cpu_s": round(sum(r["cpu_s"] for r in [*scanned.values(), *quantiles.values()])),
    }
    result["pooled"] = _pool_alarms(result["cases"])
    if not quick:
        figures_calibration.draw(result)
    return result


def _cases() -> list[tuple[str, str, str]]:
    """Return (kind, name, creation) of every case."""
    cases = [("look-alikes", name, GIVEN) for name in ALONE]
    fans = [name for name in ALONE if name.startswith("fan")]
    cases += [("look-alikes", name, how) for name in fans for how in (WITHHELD, NOISY)]
    cases += [
        ("look-alikes", name, how)
        for name in (TERM, TWO_ACTS, COMMUTERS)
        for how in (GIVEN, WITHHELD)
    ]
    cases += [("look-alikes", TOGETHER, how) for how in (GIVEN, WITHHELD, NOISY)]
    if data_folder() is None:
        print(f"[calibration] {DATA_VARIABLE} is not set: NO real log is checked", file=sys.stderr)
        return cases
    return cases + [(how, name, WITHHELD) for name in NAMES for how in NULL_VERSIONS]


def log_of(
    kind: str, name: str, creation: str, seed: int, *, quick: bool
) -> tuple[pa.Table, pa.Table | None, pa.Table]:
    """Return events, objects (or nothing) and truth of a case."""
    if kind in NULL_VERSIONS:
        return NULL_VERSIONS[kind](real_log(name), FIRST_SEED + seed), None, NO_TRUTH
    world = world_of(name, quick=quick, stray_share=0.3 if creation == NOISY else 0.0)
    log = simulate(world, crowds_of(name), seed=FIRST_SEED + seed)
    return log.events, log.objects if creation == GIVEN else None, log.truth


def scan_case(kind: str, name: str, creation: str, seed: int, quick: bool) -> Result:  # noqa: FBT001
    """Return what was flagged at each choice of windows."""
    events, objects, truth = log_of(kind, name, creation, seed, quick=quick)
    choices = {}
    for label, windows_s in CHOICES.items():
        flagged = flagged_by_population(scan(events, objects, windows_s), truth)
        choices[label] = {
            "pairs": flagged.false_pairs,
            "accounts": flagged.false_accounts,
            "findings": flagged.false_findings,
            "kinds": flagged.pairs,
        }
    accounts = len(events["actor"].unique())
    return {"events": events.num_rows, "accounts": accounts, "choices": choices}


def _summary(case: tuple[str, str, str], runs: list[Result]) -> Result:
    kind, name, creation = case
    choices: Result = {}
    for label in CHOICES:
        each = [run["choices"][label] for run in runs]
        kinds: dict[str, int] = {}
        for one in each:
            for word, count in one["kinds"].items():
                kinds[word] = kinds.get(word, 0) + count
        choices[label] = {"kinds": kinds}
        for claim in ("pairs", "accounts", "findings"):
            choices[label][claim] = sum(one[claim] for one in each)
            choices[label][f"logs_with_{claim}"] = sum(one[claim] > 0 for one in each)
    return {
        "kind": kind,
        "name": name,
        "creation": creation,
        "logs": len(runs),
        "events": round(float(np.mean([run["events"] for run in runs]))),
        "accounts": round(float(np.mean([run["accounts"] for run in runs]))),
        "choices": choices,
    }


def _pool_alarms(cases: list[Result]) -> list[Result]:
    """Return, for each choice of windows and each claim, alarms over all logs and their limit."""
    logs = sum(case["logs"] for case in cases)
    rows = []
    for label in CHOICES:
        for claim in ("pairs", "accounts", "findings"):
            hits = sum(case["choices"][label][f"logs_with_{claim}"] for case in cases)
            limit = round(upper_limit_of_rate(hits, logs), 4)
            row = {"windows": label, "claim": claim, "logs": logs, "logs_with": hits}
            rows.append({**row, "upper_95": limit})
    return rows


def qq_case(kind: str, name: str, creation: str, seed: int, quick: bool) -> Result:  # noqa: FBT001
    """Return tail counts of p-values at every window, fans and others apart."""
    events, objects, truth = log_of(kind, name, creation, seed, quick=quick)
    clubs = _clubs(truth, set(events["actor"].unique().to_pylist()))
    rows = []
    for window_s in WINDOWS_S:
        every = p_values_of_all(events, objects, window_s)
        fans = _fans(every, clubs)
        possible_fans = _possible_fans(clubs)
        for group, chosen, possible in (
            ("fans", fans, possible_fans),
            ("others", ~fans, every.possible - possible_fans),
        ):
            for null, p in (("both", every.p_both), ("choice", every.p_choice)):
                rows += _rows(window_s, group, null, p[chosen], possible)
        close = p_values_of_close(events, objects, window_s, QQ_PAIRS, seed)
        fans = _fans(close, clubs)
        for group, chosen in (("fans", fans), ("others", ~fans)):
            for null, p in (("both, close pairs", close.p_both), ("timing", close.p_timing)):
                rows += _rows(window_s, group, null, p[chosen], int(chosen.sum()))
    source = f"look-alikes, creation {creation}" if kind == "look-alikes" else f"real logs, {kind}"
    return {"rows": rows, "source": source}


def _rows(window_s: float, group: str, null: str, p: Any, possible: int) -> list[Result]:
    return [
        {
            "window_s": window_s,
            "group": group,
            "null": null,
            "level": count.level,
            "expected": count.expected,
            "observed": count.observed,
        }
        for count in tail_counts(p, possible, LEVELS)
    ]


def _clubs(truth: pa.Table, present: set[str]) -> dict[str, str]:
    """Return the fan club of each fan that acts in the log."""
    pairs = zip(truth["account"].to_pylist(), truth["population"].to_pylist(), strict=True)
    return {a: word for a, word in pairs if word.startswith("fan club") and a in present}


def _fans(pairs: PairPValues, clubs: dict[str, str]) -> Any:
    """Return which pairs are two fans of one club."""
    left = np.array([clubs.get(name, "left") for name in pairs.account_l.tolist()])
    right = np.array([clubs.get(name, "right") for name in pairs.account_r.tolist()])
    return left == right


def _possible_fans(clubs: dict[str, str]) -> int:
    _, sizes = np.unique(list(clubs.values()), return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())


def _pooled(quantiles: dict[str, Result]) -> list[Result]:
    """Return observed and expected summed over all logs of one source."""
    sums: dict[tuple[Any, ...], list[float]] = {}
    for result in quantiles.values():
        for row in result["rows"]:
            key = (result["source"], row["null"], row["group"], row["window_s"], row["level"])
            total = sums.setdefault(key, [0.0, 0.0])
            total[0] += row["expected"]
            total[1] += row["observed"]
    names = ("source", "null", "group", "window_s", "level")
    return [
        {
            **dict(zip(names, key, strict=True)),
            "expected": round(expected, 4),
            "observed": int(observed),
            "ratio": round(observed / expected, 4) if expected else None,
        }
        for key, (expected, observed) in sums.items()
    ]
