"""A million events of members: frozen, sealed, and verified with Clearwater and without it.

The log holds five million events, a million of them of the 2,000 members of one finding. Every step
runs in a process of its own. The targets: sealed in 60 s, verified in 30 s.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.processes import run_alone

WORK = Path(__file__).parent / "out" / "evidence_package"
STEPS = Path(__file__).with_name("evidence_package_steps.py")
EVENTS = 1_000_000
SEALED_WITHIN_S, VERIFIED_WITHIN_S = 60, 30


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return seconds and memory of each step; one process at a time."""
    del workers  # steps follow each other
    shutil.rmtree(WORK, ignore_errors=True)
    events = EVENTS // 50 if quick else EVENTS
    try:
        run_alone([sys.executable, STEPS, "prepare", WORK, events])
        steps = {step: _measured(step) for step in ("freeze", "seal", "verify")}
        steps["verify.py"] = _alone()
        package = WORK / "package"
        (kept,) = package.rglob("events.parquet")
        rows = pq.read_metadata(kept).num_rows
        size = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    return {
        "job": "the evidence of one finding whose members have this many events, out of a log five "
        "times as large; frozen, sealed and verified",
        "events": rows,
        "package_mb": round(size / 1e6, 1),
        "steps": steps,
        "targets_seconds": {"seal": SEALED_WITHIN_S, "verify": VERIFIED_WITHIN_S},
        "targets_met": steps["seal"]["clock_seconds"] <= SEALED_WITHIN_S
        and max(steps[one]["clock_seconds"] for one in ("verify", "verify.py"))
        <= VERIFIED_WITHIN_S,
    }


def _measured(step: str) -> dict[str, float]:
    used = run_alone([sys.executable, STEPS, step, WORK])
    clock_s, cpu_s = map(float, used.printed[-1].split())
    return {
        "clock_seconds": round(clock_s, 2),
        "cpu_seconds": round(cpu_s, 2),
        "peak_mb": round(used.peak_mb),
    }


def _alone() -> dict[str, float]:
    """Return what the file in the package uses, the start of the interpreter included."""
    started = time.monotonic()
    used = run_alone([sys.executable, "-I", "-S", WORK / "package" / "verify.py"])
    return {
        "clock_seconds": round(time.monotonic() - started, 2),
        "cpu_seconds": round(used.cpu_s, 2),
        "peak_mb": round(used.peak_mb),
    }
