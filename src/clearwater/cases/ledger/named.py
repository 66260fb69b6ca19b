"""What entries say that a store holds: the newest digest of every row, and where it was written.

Kept in a temporary SQLite database without a name: it lives in memory while it is small and on the
disk when it is not, and is gone when it is closed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from clearwater.cases.ledger.entry import Write


class Named(NamedTuple):
    """What the newest entry that names a row says."""

    digest: str
    number: int
    """Of the entry."""
    organisation: str
    """Of the entry."""


class KeyRow(NamedTuple):
    """What the row of a text's key says."""

    wrapped: str | None
    erased: bool
    """Whether it says when it was destroyed."""
    number: int
    """Of the entry that wrote it last."""


class NamedRows:
    """Newest digests by table and key, and blobs by their hash."""

    def __init__(self) -> None:
        self._store = sqlite3.connect("", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE named (tab TEXT, key TEXT, digest TEXT, number INTEGER,"
            " organisation TEXT, PRIMARY KEY (tab, key)) WITHOUT ROWID",
            "CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER, erased_by INTEGER)"
            " WITHOUT ROWID",
            "CREATE TABLE keys (commitment TEXT PRIMARY KEY, wrapped TEXT, erased INTEGER,"
            " number INTEGER) WITHOUT ROWID",
            "BEGIN",
        ):
            self._store.execute(statement)

    def put(self, writes: Sequence[Write], number: int, organisation: str) -> None:
        """Note what entry `number` of an organisation wrote."""
        self._store.executemany(
            "INSERT OR REPLACE INTO named VALUES (?, ?, ?, ?, ?)",
            [(one.table, _text(one.key), one.digest, number, organisation) for one in writes],
        )

    def take(self, table: str, key: Sequence[str]) -> Named | None:
        """Return what is said of a row, once; afterwards nothing is said of it."""
        asked = (table, _text(key))
        row = self._store.execute(
            "SELECT digest, number, organisation FROM named WHERE tab = ? AND key = ?", asked
        ).fetchone()
        if row is None:
            return None
        self._store.execute("DELETE FROM named WHERE tab = ? AND key = ?", asked)
        return Named(*row)

    def left(self) -> Iterator[tuple[str, tuple[str, ...], Named]]:
        """Yield what was not taken: table, key, what is said."""
        for table, key, *said in self._store.execute("SELECT * FROM named"):
            yield table, tuple(json.loads(key)), Named(*said)

    def forget(self, table: str) -> None:
        """Take everything that is said of a table: its rows are somewhere else."""
        self._store.execute("DELETE FROM named WHERE tab = ?", (table,))

    def put_key(self, commitment: str, key: KeyRow) -> None:
        """Note the key of a text."""
        self._store.execute("INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?)", (commitment, *key))

    def key(self, commitment: str) -> KeyRow | None:
        """Return the key of a text, if a row says one."""
        row = self._store.execute(
            "SELECT wrapped, erased, number FROM keys WHERE commitment = ?", (commitment,)
        ).fetchone()
        return None if row is None else KeyRow(row[0], bool(row[1]), row[2])

    def put_blob(self, sha256: str, size: int, erased_by: int | None = None) -> None:
        """Note a blob that a row names, and which entry erased it for that row's case, if any.

        It has to be there as long as one row needs it.
        """
        self._store.execute(
            "INSERT INTO blobs VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET size = ?2, "
            "erased_by = CASE WHEN erased_by IS NULL THEN NULL ELSE ?3 END",
            (sha256, size, erased_by),
        )

    def blobs(self) -> Iterator[tuple[str, int, int | None]]:
        """Yield (hash, size, number of the entry that erased it) of blobs, each once."""
        return cast(
            Iterator[tuple[str, int, int | None]], self._store.execute("SELECT * FROM blobs")
        )

    def has_blob(self, sha256: str) -> bool:
        """Return whether a row names that blob."""
        asked = self._store.execute("SELECT 1 FROM blobs WHERE sha256 = ?", (sha256,))
        return asked.fetchone() is not None

    def close(self) -> None:
        """Remove it."""
        self._store.close()


def _text(key: Sequence[str]) -> str:
    return json.dumps(list(key))
