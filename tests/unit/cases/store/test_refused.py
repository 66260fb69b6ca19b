"""What an operator reads when the disk, the rights or another process stand in the way.

Each time: an error of ours that says where and what to do, and a store that is whole afterwards.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clearwater.cases.store import connecting
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_keys import keys_beside
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import restore
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.verifying import check_store
from clearwater.errors import OutputError, SourceError, StoreError
from tests.helpers.new_store import settle
from tests.helpers.stores import START_US, a_case, filled_sqlite, numbers, opening_of, save

NOBODY = 65_534


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yield a folder with a store, for a user whom the system refuses something.

    Nothing is refused to an administrator, so for him it is another user's.
    """
    made = Path(tempfile.mkdtemp(prefix="cw-refused-"))
    with filled_sqlite(made, 1, 1) as store:
        back_up(store, made / "backup", user="root", now_us=START_US, with_keys=True)
    settle(made / "cases.db")
    administrator = os.geteuid() == 0
    if administrator:
        for path in (made, *made.rglob("*")):
            os.chown(path, NOBODY, -1)
        os.seteuid(NOBODY)
    try:
        yield made
    finally:
        if administrator:
            os.seteuid(0)
        for path in (made, made / "files"):
            path.chmod(0o700)
        shutil.rmtree(made)


@contextmanager
def opened(folder: Path) -> Iterator[SqlStore]:
    store = open_store(folder / "cases.db", folder / "files", create=False)
    try:
        yield store
    finally:
        store.close()


def write(folder: Path) -> None:
    with opened(folder) as store:
        save(store, opening_of(a_case("case-late", title="账号")))


@contextmanager
def without_rights(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


def test_a_store_in_a_folder_that_may_only_be_read(folder: Path) -> None:
    """SQLite writes beside a file even to read it. That nothing was read is no alteration."""
    with without_rights(folder, 0o500):
        with pytest.raises(StoreError, match=r"readonly database.*Let this user read and write"):
            write(folder)
        with pytest.raises(StoreError, match=r"store cannot be read .*or copy it with"):
            check_store(folder / "cases.db", folder / "files")
    write(folder)
    assert check_store(folder / "cases.db", folder / "files") == []


def test_a_store_that_may_not_be_read(folder: Path) -> None:
    with without_rights(folder / "cases.db", 0):
        with pytest.raises(StoreError, match=r"unable to open.*Let this user read and write"):
            write(folder)
        with pytest.raises(StoreError, match=r"store cannot be read .*Let this user read"):
            check_store(folder / "cases.db", folder / "files")
    write(folder)


@pytest.mark.parametrize("name", ["keys/lookup.key", "keys/ledger.pem", "keys/master.key", "keys"])
def test_keys_that_may_not_be_read(folder: Path, name: str) -> None:
    with (
        without_rights(folder / "files" / name, 0),
        pytest.raises(SourceError, match=r"key.* cannot be read .*keys.*Permission denied"),
    ):
        write(folder)


def test_a_folder_that_may_not_be_written(folder: Path) -> None:
    with without_rights(folder, 0o500):
        with pytest.raises(StoreError, match=r"cannot be made .*new\.db.*Permission denied"):
            open_store(folder / "new.db", folder / "files", create=True)
        with pytest.raises(OutputError, match=r"moved to its place .*new\.db.*Permission denied"):
            restore(folder / "backup", folder / "new.db", folder / "n", user="u", now_us=START_US)
    with without_rights(folder / "files", 0o500):
        new = folder / "files" / "new"
        with pytest.raises(OutputError, match=r"folder cannot be made .*Permission denied"):
            open_store(folder / "new.db", new, create=True)
        with pytest.raises(OutputError, match=r"evidence cannot be put back .*Permission denied"):
            restore(folder / "backup", folder / "again.db", new, user="u", now_us=START_US)
    assert not (folder / "again.db").exists()
    write(folder)


def test_a_folder_that_may_not_be_entered(folder: Path) -> None:
    backup = shutil.copytree(folder / "backup", folder.with_name(f"{folder.name}-backup"))
    keys = shutil.copytree(keys_beside(folder / "backup"), keys_beside(backup))
    try:
        with without_rights(folder, 0):
            with pytest.raises(StoreError):
                write(folder)
            with pytest.raises(OutputError, match="Permission denied"):
                restore(backup, folder / "n.db", folder / "n", user="u", now_us=START_US)
    finally:
        shutil.rmtree(backup)
        shutil.rmtree(keys)
    write(folder)


def test_a_writer_that_does_not_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "WAIT_S", 0.05)
    other = sqlite3.connect(folder / "cases.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"database is locked.*see which process"):
        write(folder)
    with opened(folder) as store:
        assert len(numbers(store)) > 1, "readers do not wait"
    other.close()
    write(folder)


def test_a_full_disk_saves_nothing_and_breaks_nothing(folder: Path) -> None:
    with opened(folder) as store:
        before = numbers(store)
        with pytest.raises(StoreError, match=r"disk is full.*Make room; nothing was saved"):
            _fill_the_disk(store)
        assert numbers(store) == before
    write(folder)
    assert check_store(folder / "cases.db", folder / "files") == []


def _fill_the_disk(store: SqlStore) -> None:
    with store.writing("main") as unit:
        ask = unit._connection.exec_driver_sql
        pages = ask("PRAGMA page_count").scalar_one()
        ask(f"PRAGMA max_page_count = {pages}")
        steps = [opening_of(a_case(f"case-{n}", title="x" * 3_000)) for n in range(20)]
        unit.save(steps, "王芳", START_US)
