"""Ten million events by ``clearwater simulate`` on one core: time, memory, same seed same bytes.

Half a million accounts of the short-video world with all its crowds and campaigns. The command runs
twice, in processes of its own; both must write the same bytes.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.processes import run_alone

WORK = Path(__file__).parent / "out" / "simulate_speed"
ACCOUNTS_A_THOUSAND = 50
OBJECTS_A_THOUSAND = 20


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return CPU seconds, seconds on the clock, memory and size; one process at a time."""
    del workers  # a second process would share the core's caches
    events = 200_000 if quick else 10_000_000
    shutil.rmtree(WORK, ignore_errors=True)
    try:
        runs = [_run(events, WORK / name) for name in ("first", "second")]
        if _digest(WORK / "first") != _digest(WORK / "second"):
            raise ValueError("the same seed gave different bytes")
        rows = pq.read_metadata(WORK / "first" / "events.parquet").num_rows
        size = sum(file.stat().st_size for file in (WORK / "first").iterdir())
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    best = min(runs, key=lambda run: run["cpu_seconds"])
    return {
        "job": "clearwater simulate short-video, from nothing to Parquet with all truth tables, "
        "one thread; the quicker of two runs, which wrote the same bytes",
        "events": rows,
        **best,
        "events_a_cpu_second": round(rows / best["cpu_seconds"]),
        "written_mb": round(size / 1e6),
    }


def _run(events: int, folder: Path) -> dict[str, float]:
    command = [
        *(sys.executable, "-m", "clearwater.cli", "simulate", "short-video", "--out", str(folder)),
        *("--events", str(events), "--accounts", str(events * ACCOUNTS_A_THOUSAND // 1_000)),
        *("--objects", str(events * OBJECTS_A_THOUSAND // 1_000), "--seed", "1"),
        *("--format", "csv"),
    ]
    one_core = {"OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    used = run_alone(command, one_core)
    return {
        "cpu_seconds": round(used.cpu_s, 1),
        "clock_seconds": round(used.clock_s, 1),
        "peak_mb": round(used.peak_mb),
    }


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
