"""Ten thousand alterations of stores, backups and database files, and a thousand honest stores.

Every alteration is made on a fresh copy, which two verifiers without common code look at as a
whole. An alteration counts as found only if each of them names what was altered.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.helpers import second_backup_verifier, second_verifier
from tests.helpers.stores import START_US, filled_sqlite
from tests.helpers.tampering import Tally, alter_backup, alter_many, flip_raw

from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_files import check_files
from clearwater.cases.store.verifying import check_store

STORE, BACKUP, RAW, HONEST = 8_000, 1_500, 500, 1_000
PART = 250
"""Alterations a task."""
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory, where the system has one

Result = dict[str, Any]


def figures(*, quick: bool, workers: int) -> Result:
    """Return alterations made, found and named, by kind, and false alarms."""
    share = 25 if quick else 1
    tasks = [
        (name, seed, min(PART, count // share))
        for name, count in (("store", STORE), ("backup", BACKUP), ("raw", RAW), ("honest", HONEST))
        for seed in range(max(1, count // share // PART))
    ]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        results = list(pool.map(_task, tasks))
    kinds: Counter[str] = Counter()
    missed: list[str] = []
    for tally in results:
        kinds.update(tally.by_kind)
        missed += tally.missed
    honest = kinds.pop("honest: no alarm", 0)
    alarms = kinds.pop("honest: alarm", 0)
    return {
        "alterations": sum(kinds.values()),
        "not_found_or_not_named": len(missed),
        "honest_stores": honest + alarms,
        "false_alarms": alarms,
        "by_kind": dict(sorted(kinds.items())),
        "missed": missed[:20],
    }


def _task(task: tuple[str, int, int]) -> Tally:
    name, seed, count = task
    memory = _IN_MEMORY if _IN_MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as temporary:
        folder = Path(temporary)
        if name == "honest":
            return _honest(folder, seed, count)
        source, work = folder / "source", folder / "work"
        source.mkdir()
        work.mkdir()
        with filled_sqlite(source, 4, 3, f"seed {seed}") as store:
            back_up(store, source / "backup", user="root", now_us=START_US, with_keys=True)
        of: dict[str, Callable[[Path, Path, int, int], Tally]] = {
            "store": alter_many,
            "raw": flip_raw,
            "backup": lambda where, there, n, s: alter_backup(where / "backup", there, n, s),
        }
        return of[name](source, work, count, 1_000 + seed)


def _honest(folder: Path, seed: int, count: int) -> Tally:
    tally = Tally()
    for number in range(count):
        place = folder / str(number)
        place.mkdir()
        with filled_sqlite(place, number % 3, 1 + number % 2, f"{seed}/{number}") as store:
            back_up(store, place / "backup", user="root", now_us=START_US)
        tables = second_verifier.read_sqlite(place / "cases.db")
        said: list[object] = [
            *check_store(place / "cases.db", place / "files"),
            *second_verifier.verify(tables, place / "files/evidence"),
            *check_files(place / "backup"),
            *second_backup_verifier.verify_backup(place / "backup"),
        ]
        kind = "honest: alarm" if said else "honest: no alarm"
        tally.by_kind[kind] = tally.by_kind.get(kind, 0) + 1
        tally.missed += [f"false alarm: {one}" for one in said]
        tally.made += 1
    return tally
