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

        return {
            "seed": SEED,
            "sqlite": _one(children, on_sqlite, kills, backends=0),
            "postgresql": _one(children, on_postgresql, kills, backends=BACKENDS),
            "breaks": _breaks(children, on_sqlite),
        }


def _one(children: Nursery, place: Places, kills: int, *, backends: int) -> dict[str, Any]:
    started = time.monotonic()
    outcome = many_kills(children, place, kills, SEED, backends=backends)
    return {
        "kills": outcome.killed,
        "backends": sum(n for at, n in outcome.kills.items() if at.endswith("(backend)")),
        "by_the_clock": outcome.kills["anywhere"],
        "killed_at": dict(_kinds(outcome.kills).most_common()),
        "lives": outcome.lives,
        "entries": outcome.entries,
        "messages": outcome.messages,
        "handed_over_again": outcome.requests - outcome.messages,
        "faults": outcome.faults,
        "wall_s": round(time.monotonic() - started),
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
