"""Roles, suppliers and customers that were planted, and those that were told and were not."""

from __future__ import annotations

from collections import Counter

import clearwater as cw
from bench.chain_logs import CUSTOMER, RINGS, SERVED, SUPPLIED, Planted, planted
from bench.tasks import Result, code_hash, run_all
from clearwater.app.chain import EXECUTOR, LEVEL, chain_of
from clearwater.app.progress import no_progress
from clearwater.app.read_population import read_population
from clearwater.findings.run import Run

FIRST_SEED = 5_320
"""Lower seeds, and those from 9,001 on, were looked at while this was made."""
SEEDS = 6
COUNTS = ("planted", "in findings", "found", "false")


def figures(*, quick: bool, workers: int) -> Result:
    """Return what was planted, found and wrongly told, over all seeds."""
    seeds = range(1 if quick else SEEDS)
    tasks = {str(seed): (FIRST_SEED + seed,) for seed in seeds}
    runs = list(run_all("chain", tasks, one_log, workers).values())
    return {
        "code": code_hash("chain"),
        "level": LEVEL,
        "rings": len(RINGS),
        "seeds": [FIRST_SEED, FIRST_SEED + len(seeds) - 1],
        **{what: _summed([run[what] for run in runs]) for what in ("roles", "suppliers")},
        "customers": _summed([{"target": run["customers"]} for run in runs])["target"],
        "cpu_s": round(sum(run["cpu_s"] for run in runs)),
    }


def _summed(parts: list[Result]) -> Result:
    """Return counts of all logs by their names."""
    names = list(dict.fromkeys(name for part in parts for name in part))
    return {
        name: {count: sum(part.get(name, {}).get(count, 0) for part in parts) for count in COUNTS}
        for name in names
    }


def one_log(seed: int) -> Result:
    """Return the counts of one log."""
    one = planted(seed)
    read = cw.read(one.table(), objects=one.log.objects)
    run = cw.scan(read, threads=1)
    population, _ = read_population(read, no_progress)
    found = chain_of(population, run.tables)
    ring_of = _rings(run, one)
    return {
        "roles": _roles(one, found.roles.to_pylist()),
        "suppliers": _suppliers(found.suppliers.to_pylist(), ring_of),
        "customers": _customers(one, found.customers.to_pylist(), ring_of),
    }


def _rings(run: Run, one: Planted) -> dict[str, str]:
    """Return the ring that has most of each finding's members; nothing where it is none."""
    own: dict[str, Counter[str]] = {}
    for row in run.members.to_pylist():
        own.setdefault(row["finding"], Counter())[one.ring.get(row["account"], "")] += 1
    return {finding: rings.most_common(1)[0][0] for finding, rings in own.items()}


def _roles(one: Planted, rows: list[Result]) -> Result:
    """Return counts by role. An account of two findings has a role where either says so."""
    told: dict[str, set[str]] = {}
    for row in rows:
        told.setdefault(row["account"], set()).add(row["role"])
    return {
        role: {
            "planted": sum(name == role for name in one.role.values()),
            "in findings": sum(own == role and who in told for who, own in one.role.items()),
            "found": sum(role in told.get(who, ()) for who, own in one.role.items() if own == role),
            "false": sum(role in own and one.role.get(who) != role for who, own in told.items()),
        }
        for role in sorted({*one.role.values(), *(r["role"] for r in rows)} - {EXECUTOR})
    }


def _suppliers(rows: list[Result], ring_of: dict[str, str]) -> Result:
    told = {(row["kind"], _several(row, ring_of)) for row in rows}
    told = {(kind, rings) for kind, rings in told if len(rings) > 1}
    kinds = sorted({kind for kind, _ in SUPPLIED | told})
    return {
        kind: _counts({r for k, r in SUPPLIED if k == kind}, {r for k, r in told if k == kind})
        for kind in kinds
    }


def _customers(one: Planted, rows: list[Result], ring_of: dict[str, str]) -> Result:
    """Return counts. The simulator, too, may let rings push objects of one target: no falsehood."""
    served: dict[str, set[str]] = {}
    for event in one.events:
        if event["job"] is not None and event["target"] is not None:
            served.setdefault(event["target"], set()).add(event["job"])
    told = {row["target"]: set(_several(row, ring_of)) for row in rows}
    return {
        "planted": 1,
        "in findings": 1,
        "found": int(told.get(CUSTOMER, set()) >= set(SERVED)),
        "false": sum(len(rings & served.get(who, set())) < 2 for who, rings in told.items()),
    }


def _several(row: Result, ring_of: dict[str, str]) -> str:
    """Return the letters of the rings that share it: two parts of one ring are one."""
    return "".join(sorted({ring_of[name] for name in row["findings"]}))


def _counts(wanted: set[str], told: set[str]) -> Result:
    return {
        "planted": len(wanted),
        "in findings": len(wanted),
        "found": len(wanted & told),
        "false": len(told - wanted),
    }
