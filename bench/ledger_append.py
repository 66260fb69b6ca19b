"""Appends to the ledger a second: one act with its row and its entry, one transaction each.

Each database twice: as it is, where every commit waits for the disk, and where none does (SQLite in
a file system in memory, PostgreSQL with fsync off). The second says what the code costs, the first
what the disk adds; how long the disk takes is measured beside it, because machines differ most
there.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.helpers import postgresql
from tests.helpers.stores import START_US, a_case, make_store, opening_of

from clearwater.cases.store.sql import SqlStore

APPENDS = 3_000
TARGET = 500
"""Appends a second."""
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory, where the system has one
_BESIDE = Path(__file__).parent / "out"


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return appends a second by the clock and by the processor; one process, one thread."""
    del workers  # writers come one after the other, so a second one adds nothing
    appends = 300 if quick else APPENDS
    _BESIDE.mkdir(exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory(dir=_BESIDE) as folder:
        sync_ms = _sync_ms(Path(folder))
        rows.append(_row("SQLite", "waits for the disk", Path(folder) / "a", None, appends))
        with _without_disk() as memory:
            if memory is not None:
                rows.append(_row("SQLite", "in memory", memory, None, appends))
        for waits, durable in (("waits for the disk", True), ("fsync off", False)):
            postgresql.set_durable(durable=durable)
            url = postgresql.new_database()
            files = Path(folder) / waits
            rows.append(_row("PostgreSQL", waits, files, url, appends))
            postgresql.drop_database(url)
    return {
        "job": "open a case: one row, one entry, two nodes of the tree, one signed head; commit",
        "target": f"{TARGET} appends a second",
        "appends": appends,
        "disk_sync_ms": round(sync_ms, 2),
        "databases": rows,
    }


def _row(name: str, waits: str, folder: Path, url: str | None, appends: int) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    store = make_store(url or folder / "cases.db", folder / "files")
    _append(store, 50, "warm")
    clock, processor = time.perf_counter(), time.process_time()
    _append(store, appends, "case")
    clock_s, cpu_s = time.perf_counter() - clock, time.process_time() - processor
    faults = len(store.check())
    store.close()
    return {
        "database": name,
        "commit": waits,
        "appends_a_second": round(appends / clock_s),
        "appends_a_cpu_second_of_the_client": round(appends / cpu_s),
        "target_reached": "yes" if appends / clock_s >= TARGET else "no",
        "faults_afterwards": faults,
    }


def _append(store: SqlStore, count: int, kind: str) -> None:
    for number in range(count):
        case = a_case(f"{kind}-{number}", rank_us=START_US + number)
        with store.writing("main") as unit:
            unit.save([opening_of(case)], "王芳", START_US + number)


def _sync_ms(folder: Path, times: int = 200) -> float:
    """Return how long it takes until 8 kB are on the disk, milliseconds."""
    handle = os.open(folder / "sync", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        started = time.perf_counter()
        for _ in range(times):
            os.write(handle, b"x" * 8192)
            os.fsync(handle)
        return (time.perf_counter() - started) / times * 1_000
    finally:
        os.close(handle)


@contextmanager
def _without_disk() -> Iterator[Path | None]:
    if not _IN_MEMORY.is_dir():
        yield None
        return
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY) as folder:
        yield Path(folder)
