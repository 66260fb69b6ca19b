"""Killed at random points of the life of cases: what was lost, and what was done twice.

Each life is killed some eight times, and every time somebody else goes on with it: half a second to
seconds later by the clock of the machine, at once by the clock of the ledger. After each kill the
whole store is verified, and at the end what two receivers got is compared with it. Three kinds of
kills: SIGKILL before or after a statement, a commit, a file's link or a connector; a kill by the
clock, wherever that is; and, on PostgreSQL, SIGKILL of the database's backend.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.helpers.killed_lives import Outcome, many_kills, one_life
from tests.helpers.killed_wrongly import BETWEEN, BREAKS
from tests.helpers.killing import Nursery, nursery
from tests.helpers.postgresql import new_database

KILLS = 200
SEED = 6_200
BACKENDS = 10
"""On PostgreSQL one kill of so many is a backend's: the server needs seconds to recover."""
Places = Callable[[], tuple[str, Path]]
WRONG: Sequence[tuple[str, dict[str, Any]]] = (
    ("rows first", {"only": BETWEEN, "last": 5}),
    ("entries first", {"only": BETWEEN, "last": 5}),
    ("new ids", {"only": "after the connector", "last": 2}),
    ("not begun", {"only": "after the connector", "last": 12}),
)
"""What is done wrong on purpose, and where it is killed."""


def figures(*, quick: bool, workers: int) -> dict[str, Any]:  # noqa: ARG001 - one life at a time
    """Return kills, lives, messages and faults on each database, and which breaks were found."""
    kills = 10 if quick else KILLS
    with (
        tempfile.TemporaryDirectory() as folder,
        nursery("tests.helpers.killed_life", "psycopg") as children,
    ):
        numbers = itertools.count()

        def on_sqlite() -> tuple[str, Path]:
            place = Path(folder) / str(next(numbers))
            place.mkdir()
            return str(place / "cases.sqlite"), place / "files"

        def on_postgresql() -> tuple[str, Path]:
            return new_database(), Path(folder) / str(next(numbers))

        found = {
            "SQLite": _timed(children, on_sqlite, kills, backends=0),
            "PostgreSQL": _timed(children, on_postgresql, kills, backends=BACKENDS),
        }
        breaks = _breaks(children, on_sqlite)
    faults = [f"{name}: {one}" for name, (outcome, _) in found.items() for one in outcome.faults]
    return {
        "faults": "; ".join(faults)
        or "None: no row without its entry, no entry without its row, "
        "no message lost, no measure begun twice or left on that was taken back.",
        "seed": SEED,
        "kills": [_row(name, *one) for name, one in found.items()],
        "what_is_done_wrong_is_found": breaks,
        **{
            f"killed_at_on_{name}": dict(_kinds(outcome.kills).most_common())
            for name, (outcome, _) in found.items()
        },
    }


def _timed(children: Nursery, place: Places, kills: int, *, backends: int) -> tuple[Outcome, float]:
    started = time.monotonic()
    outcome = many_kills(children, place, kills, SEED, backends=backends)
    return outcome, time.monotonic() - started


def _row(name: str, outcome: Outcome, wall_s: float) -> dict[str, Any]:
    return {
        "database": name,
        "kills": outcome.killed,
        "by the clock": outcome.kills["anywhere"],
        "of a backend": sum(n for at, n in outcome.kills.items() if at.endswith("(backend)")),
        "lives": outcome.lives,
        "entries": outcome.entries,
        "messages": outcome.messages,
        "handed over again": outcome.requests - outcome.messages,
        "faults": len(outcome.faults),
        "wall_s": round(wall_s),
    }


def _kinds(kills: Counter[str]) -> Counter[str]:
    """Return counts by kind: which savepoint it was says nothing."""
    kinds: Counter[str] = Counter()
    for at, count in kills.items():
        kinds[at.split(" sa_savepoint")[0]] += count
    return kinds


def _breaks(children: Nursery, place: Places) -> dict[str, str]:
    """Return, for everything that is done wrong on purpose, what was found first."""
    found = {}
    for broken, kill in WRONG:
        outcome, left = Outcome(), [kill]

        def next_kill(left: list[dict[str, Any]] = left) -> dict[str, Any]:
            return left.pop() if left else {}

        one_life(children, place(), outcome, next_kill, plans=(0,), broken=broken)
        first = outcome.faults[0] if outcome.faults else "NOTHING"
        found[broken] = first.splitlines()[-1][:200]
    assert set(found) == set(BREAKS)
    return found
