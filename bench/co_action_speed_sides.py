"""The two sides of `bench.co_action_speed`, each run in a process of its own."""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import numpy as np
import pyarrow as pa

from bench.co_action_speed import LEAST, WINDOW_S

# A pair counts from either of the two bins it can share; the floor keeps bins aligned.
QUERY = f"""
WITH e AS (
    SELECT actor, object, epoch_us("time") AS t,
           epoch_us("time") // {WINDOW_S * 1_000_000} AS bin
    FROM read_parquet(?)
),
probe AS (
    SELECT actor, object, t, bin FROM e
    UNION ALL
    SELECT actor, object, t, bin + 1 FROM e
),
met AS (
    SELECT DISTINCT least(a.actor, b.actor) AS l, greatest(a.actor, b.actor) AS r, a.object
    FROM probe a JOIN e b
      ON a.object = b.object AND a.bin = b.bin AND a.actor <> b.actor
     AND abs(a.t - b.t) <= {WINDOW_S * 1_000_000}
)
SELECT l, r, count(*) AS n FROM met GROUP BY l, r HAVING count(*) >= {LEAST}
"""


def ours(path: str) -> dict[str, Any]:
    import clearwater.kernels.choice_null
    import clearwater.kernels.timing_null  # noqa: F401
    from clearwater.detect.background import background
    from clearwater.detect.pair_evidence import pair_evidence
    from clearwater.detect.screen import screen
    from clearwater.engine.encode import COLUMNS, encode
    from clearwater.events import read

    pa.array([0])  # loads what pyarrow loads at its first array, pandas' shim among it
    before, began = _megabytes(), time.process_time()
    log = read(path)
    with log.open(COLUMNS) as stream:
        coded = encode(stream)
    window_us = WINDOW_S * 1_000_000
    found = screen(coded, window_us, least=LEAST, level=1.0)
    cpu, memory = time.process_time() - began, _megabytes() - before
    ids = coded.actors.cast("int64").to_numpy()
    left, right = ids[found.left], ids[found.right]
    result = _result(np.minimum(left, right), np.maximum(left, right), found.shared, cpu, memory)
    began = time.process_time()
    evidence = pair_evidence(coded, background(coded), window_us)
    result["nulls_cpu_s"] = round(time.process_time() - began, 2)
    result["nulls_pairs"] = int(evidence.left.size)
    result["nulls_memory_mb"] = round(_megabytes() - before)
    result["event_pairs"] = found.visits // 2
    return result


def duckdb(path: str) -> dict[str, Any]:
    import duckdb as db

    connection = db.connect()
    connection.execute("SET threads TO 1")
    connection.sql("SELECT 1").to_arrow_table()
    pa.array([0])
    before, began = _megabytes(), time.process_time()
    table: pa.Table = connection.sql(QUERY, params=[path]).to_arrow_table()
    cpu, memory = time.process_time() - began, _megabytes() - before
    left, right, count = (table.column(name).to_numpy() for name in ("l", "r", "n"))
    return _result(left, right, count, cpu, memory)


def _result(
    left: np.ndarray, right: np.ndarray, count: np.ndarray, cpu: float, memory: float
) -> dict[str, Any]:
    order = np.lexsort((right, left))
    mixed = (
        left[order].astype(np.uint64) * np.uint64(1_000_003)
        + right[order].astype(np.uint64) * np.uint64(97)
        + count[order].astype(np.uint64)
    )
    weights = np.arange(1, mixed.size + 1, dtype=np.uint64)
    return {
        "pairs": int(left.size),
        "digest": int((mixed * weights).sum(dtype=np.uint64)),
        "cpu_s": round(cpu, 2),
        "memory_mb": round(memory),
    }


def _megabytes() -> float:
    """Return the peak resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    side = {"ours": ours, "duckdb": duckdb}[sys.argv[1]]
    print(json.dumps(side(sys.argv[2])))
