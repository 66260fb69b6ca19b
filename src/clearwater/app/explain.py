"""What a scan will do and what it will cost, counted before it is done.

The log is read and coded, which is the cheap part; the meetings within each window are then counted
in one pass without listing any. So the plan names the true amount of work, not a guess from the
size of a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clearwater.app.scan import WINDOWS_S
from clearwater.detect.screen import budget
from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog
from clearwater.engine.encode import COLUMNS, encode
from clearwater.engine.shards import usable_threads
from clearwater.events.log import EventLog
from clearwater.kernels.co_action import window_bounds
from clearwater.units import MICROSECONDS

# Measured on two shared cores (docs/performance.md); good to a factor of two elsewhere.
EVENTS_A_SECOND = 3_000_000
VISITS_A_SECOND = 60_000_000
START_S = 2.0
BYTES_AN_EVENT = 56
MEGABYTE = 1e6


@dataclass(frozen=True)
class Plan:
    """What will run, in order, and what will not."""

    steps: tuple[tuple[str, str, float, float], ...]
    """(name, detail, estimated seconds, estimated megabytes)."""


def explain(
    log: EventLog,
    *,
    windows: Sequence[float] = WINDOWS_S,
    q: float = 0.01,
    seed: int = 0,
    threads: int | None = None,
) -> Plan:
    """Return the plan of a scan with these parameters; see `scan` for their ranges."""
    with log.open(COLUMNS) as stream:
        coded = encode(stream, log.objects)
    use = usable_threads(threads)
    steps = [_reading(coded)]
    chosen = sorted(set(windows))
    steps += [_window(coded, window_s, q / len(chosen), use) for window_s in chosen]
    steps += [
        ("find groups", f"Leiden partition and 999 replicas a group, seed {seed}", 1.0, 50.0),
        ("ask about objects", "surges of every object, the crowds of up to 200", 5.0, 50.0),
    ]
    return Plan(tuple(steps))


def _reading(log: CodedLog) -> tuple[str, str, float, float]:
    known = int((log.created != UNKNOWN_TIME).sum())
    detail = (
        f"{log.events:,} events of {log.accounts:,} accounts on {log.objects:,} objects, "
        f"{known:,} of them with a creation time"
    )
    seconds = START_S + log.events / EVENTS_A_SECOND
    return "read events", detail, seconds, log.events * BYTES_AN_EVENT / MEGABYTE


def _window(
    log: CodedLog, window_s: float, level: float, threads: int
) -> tuple[str, str, float, float]:
    lo, hi = np.empty(log.events, np.int32), np.empty(log.events, np.int32)
    window_bounds(log.starts, log.time, round(window_s * MICROSECONDS), lo, hi)
    visits = int((hi - lo - 1).sum(dtype=np.int64))
    detail = (
        f"{visits // 2:,} meetings of events; {log.possible_pairs:,} pairs could have met; "
        f"each tested at a false discovery rate of {level:.2g}"
    )
    allowed = budget(log)
    if visits > allowed:
        detail += f"; the most crowded moments beyond {allowed:,} visits will be left out"
        visits = allowed
    seconds = visits / VISITS_A_SECOND / threads
    return f"test pairs, window {window_s:g} s", detail, seconds, log.events * 16 / MEGABYTE
