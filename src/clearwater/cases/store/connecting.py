"""Connections to a store's database: how they begin, and what they may do.

SQLite: one file beside its write-ahead log, every commit on the disk before it counts, one writer.
PostgreSQL: the connection changes into the role ``clearwater_application`` before anything else;
that role may not change the ledger, and row-level security shows it one organisation only. The user
of the URL must be a member of it, and should not own the tables: whoever owns them can take the
guards away, and what is left then is that a verification shows it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from clearwater.errors import MissingExtraError, ParameterError, StoreError

APPLICATION = "clearwater_application"
"""Role in which everything is read and written."""
VERIFIER = "clearwater_verifier"
"""Role that reads every organisation and writes nothing."""
WAIT_S = 60
"""How long a writer waits for the one before it; on PostgreSQL unless the server says otherwise."""

_NEXT_STEPS = (
    (
        ("database is locked", "lock timeout"),
        "Somebody else has been writing for long: try again, or see which process it is.",
    ),
    (
        ("readonly database", "unable to open database file"),
        "Let this user read and write the file, those ending in -wal and -shm beside it, and the "
        "folder.",
    ),
    (("disk is full", "No space left on device"), "Make room; nothing was saved."),
    (
        ("permission denied to set role",),
        f"Let an administrator run `GRANT {APPLICATION} TO` this user.",
    ),
)
"""What a database says -> what to do about it."""


@dataclass(frozen=True)
class Place:
    """Where a store is."""

    url: URL

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return Path(str(self.url.database))

    @property
    def shown(self) -> str:
        """The place as errors say it: without a password."""
        return str(self.file) if self.is_sqlite else self.url.render_as_string(hide_password=True)


def place_of(url: str | Path) -> Place:
    """Return the place that a path or a URL names.

    Raises
    ------
    ParameterError
        If it is neither a path nor a URL of SQLite or PostgreSQL.
    MissingExtraError
        If it is PostgreSQL and its driver is not installed.
    """
    said = str(url)
    if "://" not in said:
        return Place(URL.create("sqlite", database=said))
    try:
        parsed = make_url(said)
    except ArgumentError as error:
        raise ParameterError("not the address of a store", found=said) from error
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        if find_spec("psycopg") is None:
            raise MissingExtraError(
                "stores on PostgreSQL need psycopg",
                next_step="Install it with `pip install 'clearwater[postgresql]'`.",
            )
        return Place(parsed.set(drivername="postgresql+psycopg"))
    if backend == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return Place(parsed.set(drivername="sqlite"))
    raise ParameterError(
        "not the address of a store",
        expected="a path, sqlite:///PATH or postgresql://USER@HOST/DATABASE",
        found=parsed.render_as_string(hide_password=True),
    )


def application_engine(place: Place) -> Engine:
    """Return the engine through which a store is read and written."""
    if place.is_sqlite:
        return _sqlite_engine(place)
    engine = create_engine(place.url)
    event.listen(engine, "connect", _become_application)
    return engine


def owner_engine(place: Place) -> Engine:
    """Return an engine in the URL's own role: it makes tables, and changes role to verify."""
    return (
        _sqlite_engine(place) if place.is_sqlite else create_engine(place.url, poolclass=NullPool)
    )


def _sqlite_engine(place: Place) -> Engine:
    # Transactions are begun by `begin_writing` and `begin_reading`: the driver's own habit of
    # beginning one before the first change would let two writers read the same head.
    arguments: dict[str, Any] = {"isolation_level": None, "timeout": WAIT_S}
    engine = create_engine(place.url, connect_args=arguments, poolclass=None)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def make_file(path: Path) -> None:
    """Make an empty database file that its owner alone can read, if none is there.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(
            "the store cannot be made", where=str(path), found=str(error.strerror)
        ) from error


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL: in this mode anything less may lose the last commits when the power goes.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A key that was destroyed must not stand in a free part of the file.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


_WRITES = "clearwater_writes"


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _become_application(connection: Any, _record: object) -> None:
    before = connection.autocommit
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APPLICATION}")
        # Whatever the server's habit is: what was committed here is on its disk, and who waited for
        # the writer before him goes on from what that one left instead of failing.
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) "
            "WHERE current_setting('synchronous_commit') = 'off'"
        )
        cursor.execute(
            "SELECT set_config('default_transaction_isolation', 'read committed', false)"
        )
        # A machine that fell silent in the middle of a write would keep everybody else for hours.
        cursor.execute(
            f"SELECT set_config('lock_timeout', '{WAIT_S}s', false) "
            "WHERE current_setting('lock_timeout') = '0'"
        )
    connection.autocommit = before


@contextmanager
def transaction(engine: Engine, place: Place, *, writes: bool) -> Iterator[Connection]:
    """Yield a connection in one transaction; it is committed on leaving without an error.

    Raises
    ------
    StoreError
        If the database refuses: what it said is in the error.
    """
    try:
        with engine.connect() as connection:
            options = connection.execution_options(**{_WRITES: writes})
            if not place.is_sqlite:
                _begin_postgresql_as(options, writes=writes)
            with options.begin():
                yield options
    except SQLAlchemyError as error:
        raise refused(place, error) from error


def _begin_postgresql_as(connection: Connection, *, writes: bool) -> None:
    """Let the next transaction see one state and write nothing, or be the server's usual one.

    The driver says it with its BEGIN: a statement of its own would be one more journey.
    """
    from psycopg import IsolationLevel  # noqa: PLC0415 - of an extra

    raw: Any = connection.connection.dbapi_connection
    level = None if writes else IsolationLevel.REPEATABLE_READ
    if raw.isolation_level != level:
        raw.isolation_level = level
        raw.read_only = None if writes else True


def refused(place: Place, error: SQLAlchemyError) -> StoreError:
    """Return what a database said, as an error of Clearwater."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    steps = (step for signs, step in _NEXT_STEPS if any(sign in said for sign in signs))
    return StoreError(
        "the database did not do what was asked",
        where=place.shown,
        found=" ".join(said.split())[:500],
        next_step=next(steps, ""),
    )


def is_there(place: Place) -> bool:
    """Return whether the file of a SQLite store is there.

    Raises
    ------
    StoreError
        If this user may not look.
    """
    try:
        return place.file.is_file()
    except OSError as error:
        raise StoreError(
            "the store cannot be reached",
            where=place.shown,
            found=error.strerror or str(error),
            next_step="Let this user into the folder, or name another store.",
        ) from error
