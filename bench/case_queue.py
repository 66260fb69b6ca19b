"""The queue of a store with 100,000 cases: how long a page takes, and how long a verification.

The cases are saved as every case is, a thousand to a transaction, so each has its entry; their
states are spread as in a team that keeps up: most are closed, and those have the lowest ranks.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from tests.helpers import postgresql
from tests.helpers.stores import START_US, a_case, make_store, opening_of

from bench.processes import run_alone
from clearwater.cases.records.case import Case
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.unit import SqlUnit

CASES = 100_000
A_UNIT = 1_000
PAGES = 200
TARGET_MS = 200.0
_STATES = ("open", "in review", "proposed", "decided", "notified")
_CLOSED_SHARE = 0.8
_USERS = tuple(f"用户{number}" for number in range(20))

Question = Callable[[SqlUnit, int], object]
_CHECK = (
    "import sys; from pathlib import Path; from clearwater.cases.store.verifying import "
    "check_store; print(len(check_store(Path(sys.argv[1]), Path(sys.argv[2]))))"
)


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return p50 and p95 of each page in milliseconds, and what making and verifying took."""
    del workers  # one reader: what is asked for is the time of one page
    cases = 5_000 if quick else CASES
    rows: list[dict[str, Any]] = []
    made: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        url = postgresql.new_database()
        for name, place in (("SQLite", str(Path(folder) / "cases.db")), ("PostgreSQL", url)):
            files = Path(folder) / name
            store = make_store(place, files)
            made.append({"database": name, **_made(store, cases)})
            rows += [{"database": name, **row} for row in _pages(store, cases)]
            store.close()
            if name == "SQLite":
                made[-1] |= _verified(place, files)
        postgresql.drop_database(url)
    return {
        "target": f"p95 of a page of the queue at most {TARGET_MS:.0f} ms",
        "cases": cases,
        "pages_each": PAGES,
        "slowest_p95_ms": max(row["p95_ms"] for row in rows),
        "pages": rows,
        "store": made,
    }


def _made(store: SqlStore, cases: int) -> dict[str, Any]:
    started = time.perf_counter()
    for start in range(0, cases, A_UNIT):
        steps = [
            opening_of(a_queued_case(number, cases)) for number in range(start, start + A_UNIT)
        ]
        with store.writing("main") as unit:
            unit.save(steps, "王芳", START_US)
    return {"saved_a_second": round(cases / (time.perf_counter() - started))}


def a_queued_case(number: int, cases: int) -> Case:
    """Return one of the cases; most are closed."""
    # Multiplying by an odd number scatters states and users without a table of random numbers.
    scattered = number * 2_654_435_761 % 2**32
    state = _STATES[scattered % len(_STATES)] if number > cases * _CLOSED_SHARE else "closed"
    return a_case(
        f"case-{scattered:010d}",
        state=state,
        rank_us=START_US + number * 1_000_000,
        assignee=None if state == "open" else _USERS[scattered // 7 % len(_USERS)],
    )


def _pages(store: SqlStore, cases: int) -> list[dict[str, Any]]:
    waiting = ("open", "in review", "proposed")
    deep = START_US + round(cases * 0.95) * 1_000_000
    questions: dict[str, Question] = {
        "first page, waiting states": lambda unit, _: unit.queue(states=waiting),
        "first page, all states": lambda unit, _: unit.queue(),
        "first page, one assignee": lambda unit, at: unit.queue(
            states=waiting, assignee=_USERS[at % len(_USERS)]
        ),
        "deep page, waiting states": lambda unit, at: unit.queue(
            states=waiting, after=(deep + at, "")
        ),
        "deep page, all states": lambda unit, at: unit.queue(after=(deep + at, "")),
        "one case with all its rows": lambda unit, at: unit.case_file(
            a_queued_case(at * 37 % cases, cases).case
        ),
    }
    rows = []
    for name, question in questions.items():
        times = []
        for at in range(PAGES):
            started = time.perf_counter()
            with store.reading("main") as unit:
                assert question(unit, at)
            times.append((time.perf_counter() - started) * 1_000)
        p50, p95 = np.percentile(times, (50, 95))
        rows.append({"page": name, "p50_ms": round(p50, 2), "p95_ms": round(p95, 2)})
    return rows


def _verified(database: str, files: Path) -> dict[str, Any]:
    used = run_alone([sys.executable, "-c", _CHECK, database, files])
    return {
        "faults": int(used.printed[-1]),
        "verified_cpu_s": round(used.cpu_s, 1),
        "verifying_peak_mb": round(used.peak_mb),
    }
