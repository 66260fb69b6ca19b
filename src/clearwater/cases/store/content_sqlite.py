"""Reading everything of a SQLite store for verification, by the bytes that the file holds.

Texts come as bytes and are decoded here: the driver would raise at the first that is no UTF-8, and
whoever altered it should be named, not crash the verification.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import cast

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from clearwater.cases.ledger.content import Raw, TableForm, UnreadableError
from clearwater.cases.ledger.faults import Fault, FaultKind
from clearwater.cases.store.connecting import Place, is_there, place_of
from clearwater.cases.store.forms import VERSION_FORM, select_all
from clearwater.cases.store.migrating import migrate_within, newest_version
from clearwater.errors import StoreError

_OBJECTS = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
_ASKED = {
    "table": (
        'SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)',
        'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?) ORDER BY 1',
        "SELECT wr, strict FROM pragma_table_list WHERE name = ?",
    ),
    "index": (
        "SELECT name, desc FROM pragma_index_xinfo(?)",
        'SELECT "unique", partial FROM pragma_index_list((SELECT tbl_name FROM sqlite_master'
        " WHERE name = ?1)) WHERE name = ?1",
    ),
}
"""What is asked of each table and index: what it is, however it was written."""
_REFUSALS = frozenset(
    (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY)
)
_PRIMARY = 0xFF
"""Part of an error's code that says what it is, without its details."""
_BLANK = re.compile(r'[\s"]+')


class SqliteContent:
    """See `clearwater.cases.ledger.content.Content`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, form: TableForm) -> Iterator[Sequence[Raw]]:
        """Yield the rows of a table."""
        try:
            yield from self._connection.execute(select_all(form))
        except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
            raise UnreadableError(str(error)) from error

    def structure(self) -> Iterator[Fault]:
        """Yield what is wrong with the file, its tables, indexes and triggers, and the version."""
        yield from self._integrity()
        yield from self._schema()
        yield from version_faults(self)

    def _integrity(self) -> Iterator[Fault]:
        try:
            for (said,) in self._connection.execute("PRAGMA integrity_check(20)"):
                if said != "ok":
                    yield Fault(str(FaultKind.UNREADABLE), "the database file", "ok", str(said))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            yield Fault(str(FaultKind.UNREADABLE), "the database file", "ok", str(error))

    def _schema(self) -> Iterator[Fault]:
        try:
            found = _facts(self._connection)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            yield Fault(str(FaultKind.UNREADABLE), "sqlite_master", "", str(error))
            return
        wanted = _wanted_schema()
        for where in sorted(wanted.keys() | found.keys()):
            expected, there = wanted.get(where, "none"), found.get(where, "none")
            if expected != there:
                yield Fault(str(FaultKind.MISSING_GUARD), where, expected, there)


def version_faults(content: SqliteContent) -> Iterator[Fault]:
    """Yield a fault if the store does not say exactly the version that this Clearwater makes."""
    try:
        found = [row[0] for row in content.rows(VERSION_FORM)]
    except UnreadableError as error:
        found = [str(error)]
    if found != [newest_version()]:
        yield Fault(str(FaultKind.WRONG_VERSION), "alembic_version", newest_version(), str(found))


@contextmanager
def sqlite_content(place: Place) -> Iterator[SqliteContent]:
    """Yield the content of a SQLite store, in one state; other processes may go on writing.

    Raises
    ------
    StoreError
        If there is no such file, or it may not be read.
    """
    if not is_there(place):
        raise StoreError("there is no store here", where=place.shown)
    address = f"{place.file.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.text_factory = _text_or_bytes
            connection.execute("BEGIN")
            _require_reading(connection)
            yield SqliteContent(connection)
    except sqlite3.Error as error:
        raise StoreError(
            "the store cannot be read",
            where=place.shown,
            found=str(error),
            # Even who only reads writes beside a file that is in use.
            next_step="Let this user read the file and write to its folder, or copy it with those "
            "ending in -wal and -shm to where this user may.",
        ) from error


def _require_reading(connection: sqlite3.Connection) -> None:
    """Return unless the system keeps this user from reading: that is no damage, and not named so.

    Raises
    ------
    sqlite3.Error
        If it does.
    """
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        if error.sqlite_errorcode & _PRIMARY in _REFUSALS:
            raise
    except UnicodeDecodeError:
        return  # it quotes a damaged name in what it says; the checks name the damage


def _text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def _facts(connection: sqlite3.Connection) -> dict[str, str]:
    """Return what there is: ``table cases`` -> its columns and references, and so on.

    Statements without blanks, quotes and capitals: another version of SQLAlchemy may set these
    differently. Statistics that SQLite keeps for itself are left out.
    """
    found: dict[str, str] = {}
    for kind, name, statement in connection.execute(_OBJECTS).fetchall():
        asked = _ASKED.get(str(kind), ())
        rows = [row for question in asked for row in connection.execute(question, (name,))]
        found[f"{kind} {name}"] = f"{_BLANK.sub('', str(statement)).lower()} {rows}"
    return found


@cache
def _wanted_schema() -> dict[str, str]:
    """Return the facts of a store that was made just now."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            migrate_within(connection, place_of(Path("new.db")))
            raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
            return _facts(raw)
    finally:
        engine.dispose()
