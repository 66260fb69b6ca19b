"""Which store is meant, who is at it, and what time it is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.cases.store.connecting import place_of
from clearwater.cases.store.opening import open_store, present_version
from clearwater.cases.store.sql import SqlStore
from clearwater.errors import ParameterError, StoreError

FILES_SUFFIX = ".files"
"""Ends the name of the folder beside a SQLite store."""
FILES_OF_A_SERVER = "clearwater.files"
"""The folder of a store in PostgreSQL, in the folder where the command runs."""


@dataclass(frozen=True)
class StoreAt:
    """What a person said about the store and about themselves."""

    url: str
    """A path, ``sqlite:///PATH`` or ``postgresql://USER@HOST/DATABASE``."""
    files: Path | None
    """The folder of keys, evidence and outgoing files; None for the usual place."""
    user: str
    organisation: str
    at: str | None
    """In a rehearsal, the time at which this happens, ISO 8601; None for now."""

    @property
    def files_folder(self) -> Path:
        """The folder beside the database."""
        if self.files is not None:
            return self.files
        if self.url.startswith("postgresql"):
            return Path(FILES_OF_A_SERVER)
        return Path(self.url.removeprefix("sqlite:///")).with_suffix(FILES_SUFFIX)


@dataclass(frozen=True)
class NewStore:
    """What a store is made with, where there is none."""

    rehearsal: str | None = None
    """Seed of an exercise."""
    users: str = "open"
    """``open``: whoever is named may act; ``listed``: only who was added."""


def desk_at(where: StoreAt, new: NewStore | None = None) -> tuple[SqlStore, Desk]:
    """Return a store that was opened, and the desk of the person at it.

    Parameters
    ----------
    where
        Which store, and who.
    new
        How to make it where there is none; None: it must be there.

    Raises
    ------
    StoreError
        If there is no store and none is to be made, or it is damaged.
    ParameterError
        If a time was named for a store that is no rehearsal.
    """
    clock = clock_of(where)
    store = open_store(
        where.url,
        where.files_folder,
        # A store that is no rehearsal never begins at a time that somebody named.
        create=new is not None and (where.at is None or new.rehearsal is not None),
        rehearsal=None if new is None else new.rehearsal,
        users="open" if new is None else new.users,
        user=where.user,
        now_us=clock(),
    )
    if where.at is not None and store.created.rehearsal is None:
        store.close()
        raise ParameterError(
            "a time can be named in a rehearsal only",
            where=where.url,
            found=f"--at {where.at}",
            next_step="Leave --at out; a store for exercises is made with "
            "`clearwater case init --rehearsal SEED`.",
        )
    open_to_all = store.created.users == "open"
    desk = Desk(store, where.user, where.organisation, clock, open_to_all)
    return store, desk


def require_no_store(where: StoreAt) -> None:
    """Return if no store is at the place.

    Raises
    ------
    ParameterError
        If one is: nothing is ever made over it.
    """
    if present_version(place_of(where.url)) is not None:
        raise ParameterError(
            "a store is there already",
            where=where.url,
            next_step="Use it, or name another place with --store.",
        )


def require_store(url: str) -> None:
    """Return if a store is at an address: whoever starts a server for the first time is helped.

    Raises
    ------
    StoreError
        If there is none; it says what to type.
    """
    if present_version(place_of(url)) is None:
        raise StoreError(
            "there is no store here to serve",
            where=url,
            next_step="Make one and a way in, with your login for YOU: "
            "`clearwater case init --users listed --as YOU`, then "
            "`clearwater case user YOU --role lead --role investigator --as YOU`, then "
            "`clearwater identity set-up YOU --as YOU`, whose token the console asks for at "
            "/set-up. To look around first: `clearwater demo`.",
        )


def clock_of(where: StoreAt) -> Callable[[], int]:
    """Return what says the time: the system's clock, or in a rehearsal the time that was named."""
    if where.at is None:
        return lambda: time.time_ns() // 1000
    given_us = time_us(where.at)
    return lambda: given_us


def time_us(said: str) -> int:
    """Return the microseconds of an ISO 8601 time with its zone.

    Raises
    ------
    ParameterError
        If it is none, or has no zone.
    """
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ParameterError(
            "not a time with its zone",
            expected="such as 2026-03-01T09:00:00Z or 2026-03-01T17:00:00+08:00",
            found=repr(said),
        )
    utc = moment.astimezone(UTC)
    return int(utc.replace(microsecond=0).timestamp()) * 1_000_000 + utc.microsecond
