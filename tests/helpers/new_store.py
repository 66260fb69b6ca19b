"""New stores for tests that are not about how a store is made.

The migrations of a SQLite store take a tenth of a second of a processor, a thousand times in a run
of the tests. So they are run once a process, through the real ones; a new store begins with a copy
of that file, and opening it does the rest: keys, folders, first entry.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clearwater.cases.store.connecting import is_there, make_file, place_of
from clearwater.cases.store.migrating import migrate
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore


def new_store(url: str | Path, files: Path, **how: Any) -> SqlStore:
    """Return what `open_store` makes at an address where there is nothing."""
    place = place_of(url)
    if place.is_sqlite and not is_there(place):
        make_file(place.file)
        place.file.write_bytes(_migrated())
    return open_store(url, files, create=True, **how)


@cache
def _migrated() -> bytes:
    """Return a file with the tables of the present version and nothing in them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cases.db"
        make_file(path)
        migrate(place_of(path))
        settle(path)
        return path.read_bytes()


def settle(path: Path) -> None:
    """Bring everything from the write-ahead log into the file, so that a copy of it is a store."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
