"""Opening a store, and making one."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from clearwater.cases.acts import StoreCreated
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.store.appending import Head, begin_for
from clearwater.cases.store.connecting import (
    Place,
    application_engine,
    is_there,
    make_file,
    owner_engine,
    place_of,
    transaction,
)
from clearwater.cases.store.migrating import (
    check_version,
    lock_for_making,
    migrate,
    newest_version,
    version_of,
)
from clearwater.cases.store.sql import Created, SqlStore, writing_unit
from clearwater.cases.store.store_keys import (
    SIGNING_NAME,
    StoreKeys,
    make_keys,
    make_master,
    no_folder,
    read_keys,
)
from clearwater.cases.store.tables import LEDGER
from clearwater.cases.store.unit import Circumstances
from clearwater.cases.workflow.base import Step
from clearwater.errors import ParameterError, StoreError

MAIN = "main"
"""The organisation that every store has."""
USERS = ("open", "listed")
SEALING_SINCE = "0006"
"""Version of the tables from which on texts and files are sealed."""
_NOBODY = "clearwater"


@dataclass(frozen=True)
class Making:
    """What a new store is made with."""

    users: str
    rehearsal: str | None
    user: str
    now_us: int


def open_store(
    url: str | Path,
    files: Path,
    *,
    create: bool,
    rehearsal: str | None = None,
    users: str = "open",
    user: str = _NOBODY,
    now_us: int | None = None,
) -> SqlStore:
    """Return the store at `url`; an older one is brought to the present form first.

    Parameters
    ----------
    url
        A path, ``sqlite:///PATH`` or ``postgresql://USER@HOST/DATABASE``.
    files
        The folder beside it: ``keys``, ``evidence``, ``outgoing``.
    create
        Make a store where there is none. One that is there is opened.
    rehearsal
        Seed of an exercise: names, salts and keys follow from it. Of a store that is there it must
        be the seed in its ledger, or nothing.
    users
        For a new store: ``open`` (whoever is named may act) or ``listed``.
    user
        Who makes a new store.
    now_us
        The time of its first entry, microseconds since 1970 (UTC); now if nothing is given.

    Raises
    ------
    ParameterError
        If the address is none, or the seed is another one.
    StoreError
        If there is no store, or it is newer, not whole, or its keys are missing or others.
    """
    if users not in USERS:
        raise ParameterError("users are open or listed", expected=" or ".join(USERS), found=users)
    place = place_of(url)
    _bring_up(place, files, create=create)
    engine = application_engine(place)
    try:
        making = Making(
            users, rehearsal, user, time.time_ns() // 1000 if now_us is None else now_us
        )
        created, keys = _first_entry_and_keys(engine, place, files, making if create else None)
        _check(place, files, created, keys, rehearsal)
    except BaseException:
        engine.dispose()
        raise
    _make_folders(files)
    return SqlStore(place, engine, files, keys, created)


def _make_folders(files: Path) -> None:
    try:
        for name in ("", "evidence", "outgoing"):
            (files / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise no_folder(files, error) from error


def first_entry(connection: Connection) -> Entry | None:
    """Return the first entry of the ledger, which every organisation's reader may know of.

    Raises
    ------
    ValueError
        If what stands there is no entry.
    """
    kept = connection.execute(
        select(LEDGER.c.entry).where(LEDGER.c.number == 0)
    ).scalar_one_or_none()
    return None if kept is None else Entry.of_bytes(kept.encode())


def _bring_up(place: Place, files: Path, *, create: bool) -> None:
    """Return once the tables of the present version are there."""
    present = present_version(place)
    if present == newest_version():
        return
    if present is not None:
        check_version(present, place)
        # Nothing was sealed before version 6. Made before the tables, so that whoever is killed in
        # between begins again; later a store without it is one that has lost it.
        if present < SEALING_SINCE and (files / SIGNING_NAME).is_file():
            make_master(files)
    elif not create:
        raise StoreError(
            "there is no store here",
            where=place.shown,
            next_step="Check the address, or make a store there: `clearwater case init`, or "
            "create=True.",
        )
    if place.is_sqlite:
        make_file(place.file)
    migrate(place)


def present_version(place: Place) -> str | None:
    """Return the version of the store at a place, or nothing; a place without a file stays so.

    Raises
    ------
    StoreError
        If the database cannot be asked.
    """
    if place.is_sqlite and not is_there(place):
        return None
    engine = owner_engine(place)
    try:
        with transaction(engine, place, writes=False) as connection:
            return version_of(connection)
    finally:
        engine.dispose()


def _first_entry_and_keys(
    engine: Engine, place: Place, files: Path, making: Making | None
) -> tuple[Created, StoreKeys]:
    with transaction(engine, place, writes=making is not None) as connection:
        if making is not None and not place.is_sqlite:
            # Before there is a head there is nothing that a writer could lock.
            lock_for_making(connection)
        head = begin_for(connection, MAIN, lock=making is not None)
        if head.size == 0 and making is not None:
            return _create(connection, files, making, head)
        try:
            first = first_entry(connection)
        except ValueError as error:
            raise _damaged(place, str(error)) from error
    if first is None:
        raise _damaged(place, "no first entry")
    return created_by(first, place), read_keys(files)


def _create(
    connection: Connection, files: Path, making: Making, head: Head
) -> tuple[Created, StoreKeys]:
    keys = make_keys(files, making.rehearsal)
    unit = writing_unit(connection, Circumstances(MAIN, keys, making.rehearsal, head))
    public = keys.signing.public
    act = StoreCreated(public.hex(), making.users, making.rehearsal)
    unit.save([Step(act)], making.user, making.now_us)
    unit.finish()
    return Created(public, making.users, making.rehearsal), keys


def created_by(entry: Entry, place: Place) -> Created:
    """Return what a first entry says.

    Raises
    ------
    StoreError
        If it is not the entry of a store that was made.
    """
    said = entry.details
    public, users, rehearsal = said.get("public_key"), said.get("users"), said.get("rehearsal")
    if entry.act != StoreCreated.NAME or not isinstance(public, str) or not isinstance(users, str):
        raise _damaged(place, f"the act {entry.act[:40]!r} first")
    try:
        key = bytes.fromhex(public)
    except ValueError as error:
        raise _damaged(place, "a public key that is none") from error
    return Created(key, users, None if rehearsal is None else str(rehearsal))


def _check(
    place: Place, files: Path, created: Created, keys: StoreKeys, rehearsal: str | None
) -> None:
    if keys.signing.public != created.public_key:
        raise StoreError(
            "the key is not the one of this ledger",
            where=str(files / "keys"),
            expected=f"the key {created.public_key.hex()[:16]}... of the first entry",
            found=f"{keys.signing.public.hex()[:16]}...",
            next_step="Name the folder that belongs to the store. If it is the right one, verify "
            "the ledger: its first entry may have been replaced.",
        )
    if rehearsal is not None and rehearsal != created.rehearsal:
        raise ParameterError(
            "the store has another seed",
            where=place.shown,
            expected="a real store, without a seed" if created.rehearsal is None else "its seed",
            found=f"--rehearsal {rehearsal}",
        )


def _damaged(place: Place, found: str) -> StoreError:
    return StoreError(
        "the ledger is damaged or was never begun",
        where=place.shown,
        expected="the entry of a store that was made",
        found=found,
        next_step="Verify the ledger and restore a backup; or where it is a new one, make it: "
        "`clearwater case open`, or create=True.",
    )
