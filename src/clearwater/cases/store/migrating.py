"""Bringing a store to the form that this version of Clearwater knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from clearwater.cases.store.connecting import Place, owner_engine, transaction
from clearwater.cases.store.roles import make_roles
from clearwater.cases.store.tables import VERSION
from clearwater.errors import StoreError

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x636C656172
"""Number of the advisory lock that keeps two processes from migrating at once: "clear"."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    return config


@cache
def newest_version() -> str:
    """Return the version that this Clearwater makes."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:  # the package is incomplete
        raise StoreError("no migrations are installed", where=str(_SCRIPTS))
    return head


def version_of(connection: Connection) -> str | None:
    """Return the version of a store, or nothing where there is none."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    found = connection.execute(select(VERSION.c.version_num)).scalars().all()
    return found[0] if found else None


def check_version(version: str, place: Place) -> None:
    """Return if this Clearwater knows that version.

    Raises
    ------
    StoreError
        If it does not: a newer Clearwater made the store.
    """
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version not in known:
        raise StoreError(
            "the store was made by a newer Clearwater",
            where=place.shown,
            expected=f"a version up to {newest_version()}",
            found=version[:40],
            next_step="Install the newer version; nothing in the store was touched.",
        )


def migrate(place: Place, to: str = "head") -> None:
    """Bring a store to version `to`, in one transaction.

    Raises
    ------
    StoreError
        If the store is newer, or the database refuses.
    """
    engine = owner_engine(place)
    try:
        with transaction(engine, place, writes=True) as connection:
            migrate_within(connection, place, to)
    finally:
        engine.dispose()


def migrate_within(connection: Connection, place: Place, to: str = "head") -> None:
    """Do what `migrate` does, in a transaction that is there already."""
    if not place.is_sqlite:
        lock_for_making(connection)
        make_roles(connection, place)
    present = version_of(connection)
    if present is not None:
        check_version(present, place)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def lock_for_making(connection: Connection) -> None:
    """On PostgreSQL, let nobody else make or migrate a store until the transaction ends."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
