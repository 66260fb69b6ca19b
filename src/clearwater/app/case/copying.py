"""Backups of a store, and stores made from them: who does it is asked before, and on record."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.at_store import StoreAt
from clearwater.app.case.desk import Desk
from clearwater.app.case.wording import public_key
from clearwater.app.privacy.applying import apply
from clearwater.app.privacy.erasing import Erasing
from clearwater.app.privacy.erasure_list import NAME as ERASURES
from clearwater.app.privacy.erasure_list import read_list
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_files import Manifest, read_manifest
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import Drill, drill, restore
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.rights import Verb


def backup(store: SqlStore, desk: Desk, folder: Path, *, with_keys: bool) -> Manifest:
    """Copy a store into `folder`, and return what the copy holds; see `back_up`.

    Raises
    ------
    RefusedError
        If the person may not.
    """
    with store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.BACK_UP)
    return back_up(store, folder, user=desk.user, now_us=context.now_us, with_keys=with_keys)


@dataclass(frozen=True)
class Restored:
    """What came of a restore."""

    manifest: Manifest
    erased: Erasing | None
    """What was erased again, because it had been since the backup; nothing where no list was
    named and none stood beside the backup, so that nobody knows."""


def restored(
    where: StoreAt,
    folder: Path,
    *,
    keys: Path | None,
    key: str | None,
    erasures: Path | None = None,
) -> Restored:
    """Make the store of a backup where none is, and return what it holds; see `restore`.

    Parameters
    ----------
    erasures
        A list of erasures; without one that which stands beside the backup, if it does. What it
        names and the backup does not know to be erased is erased again.

    Raises
    ------
    SourceError
        If the list is none of this ledger; nothing is restored then.
    """
    listed = erasures if erasures is not None else folder.absolute().parent / ERASURES
    named = None
    if erasures is not None or listed.is_file():
        manifest = read_manifest(folder)
        # All of it, whenever it was: a clock that was wrong would bring back what was erased.
        named = read_list(listed, bytes.fromhex(manifest.public_key))
    now_us = time.time_ns() // 1000
    manifest = restore(
        folder,
        where.url,
        where.files_folder,
        user=where.user,
        now_us=now_us,
        keys=keys,
        public_key=None if key is None else public_key(key),
    )
    if named is None:
        return Restored(manifest, None)
    store = open_store(where.url, where.files_folder, create=False)
    try:
        return Restored(manifest, apply(store, named, now_us))
    finally:
        store.close()


def rehearsed(folder: Path, *, key: str | None) -> Drill:
    """Restore a backup into a store that is thrown away, and return what was found and how long."""
    return drill(folder, public_key=None if key is None else public_key(key))
