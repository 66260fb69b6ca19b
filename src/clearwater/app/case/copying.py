"""Backups of a store, and stores made from them: who does it is asked before, and on record."""

from __future__ import annotations

import time
from pathlib import Path

from clearwater.app.case.at_store import StoreAt
from clearwater.app.case.desk import Desk
from clearwater.app.case.wording import public_key
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_files import Manifest
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


def restored(where: StoreAt, folder: Path, *, keys: Path | None, key: str | None) -> Manifest:
    """Make the store of a backup where none is, and return what it holds; see `restore`."""
    return restore(
        folder,
        where.url,
        where.files_folder,
        user=where.user,
        now_us=time.time_ns() // 1000,
        keys=keys,
        public_key=None if key is None else public_key(key),
    )


def rehearsed(folder: Path, *, key: str | None) -> Drill:
    """Restore a backup into a store that is thrown away, and return what was found and how long."""
    return drill(folder, public_key=None if key is None else public_key(key))
