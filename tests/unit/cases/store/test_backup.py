"""Making backups: one state, made whole or not at all, and only of a store without damage."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_files import (
    Listed,
    check_files,
    read_manifest,
    write_lines,
)
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import drill
from clearwater.errors import OutputError, ParameterError, StoreError
from tests.helpers.stores import START_US, a_case, filled_sqlite, make_store, opening_of


def test_a_backup_says_what_it_holds(source: Path) -> None:
    manifest = read_manifest(source / "with")

    assert check_files(source / "with") == check_files(source / "without") == []
    assert manifest.rows["cases"] == 2
    assert manifest.rows["ledger"] == manifest.size
    assert manifest.made == "2026-03-01T12:00:00.000000Z"
    assert sum(name.startswith("evidence/") for name in manifest.files) == 2
    assert stat.S_IMODE((source / "with").stat().st_mode) == 0o700
    for folder in (source / "with", source / "with.keys"):
        for name in read_manifest(folder).files:
            assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_a_reader_of_json_can_read_it(source: Path) -> None:
    lines = (source / "with/tables/cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]

    assert [case["case"] for case in cases] == sorted(case["case"] for case in cases)
    assert {case["organisation"] for case in cases} == {"main", "华东"}


def test_secrets_are_copied_only_where_they_are_asked_for(tmp_path: Path) -> None:
    with filled_sqlite(tmp_path, 0, 0) as store:
        back_up(store, tmp_path / "backup", user="root", now_us=START_US)
        secrets = [store.keys.lookup, store.keys.signing.pem(), store.keys.master.secret]

    everything = b"".join(p.read_bytes() for p in (tmp_path / "backup").rglob("*") if p.is_file())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "cases.db", "files"]
    assert not any(secret in everything for secret in secrets)


def test_the_ledger_says_that_a_backup_was_made(source: Path) -> None:
    store = open_store(source / "cases.db", source / "files", create=False)
    with store.reading("main") as unit:
        last = list(unit.entries())[-1]
    store.close()

    manifest = read_manifest(source / "with")
    assert (last.act, last.user) == ("backup made", "root")
    assert last.details == {"size": manifest.size, "root": manifest.root}
    assert last.number == manifest.size, "it is not in the copy itself"


def test_nothing_is_overwritten(source: Path, tmp_path: Path) -> None:
    store = open_store(source / "cases.db", source / "files", create=False)
    (tmp_path / "there").mkdir()

    with pytest.raises(ParameterError, match="there already"):
        back_up(store, tmp_path / "there", user="root", now_us=START_US)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        back_up(store, tmp_path / "file" / "backup", user="root", now_us=START_US)
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "there"]


@pytest.mark.parametrize("damage", ["blob", "missing blob", "text"])
def test_a_damaged_store_is_not_copied(source: Path, tmp_path: Path, damage: str) -> None:
    copy = Path(shutil.copytree(source, tmp_path / "copy"))
    blob = next(path for path in (copy / "files/evidence").rglob("*") if path.is_file())
    if damage == "text":
        with sqlite3.connect(copy / "cases.db") as connection:
            connection.execute("UPDATE cases SET title = CAST(x'ff' AS TEXT)")
        connection.close()
    elif damage == "blob":
        blob.write_bytes(b"else")
    else:
        blob.unlink()
    store = open_store(copy / "cases.db", copy / "files", create=False)

    with pytest.raises(StoreError, match="damaged"):
        back_up(store, tmp_path / "backup", user="root", now_us=START_US)
    store.close()
    assert not (tmp_path / "backup").exists()
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_others_may_write_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write between two tables is in neither of them."""
    store = make_store(tmp_path / "cases.db", tmp_path / "files")

    def writes_first(path: Path, rows: Iterable[Mapping[str, object]]) -> Listed:
        if path.name == "cases.jsonl":
            with store.writing("main") as unit:
                unit.save([opening_of(a_case("case-late"))], "王芳", START_US)
        return write_lines(path, rows)

    monkeypatch.setattr("clearwater.cases.store.backup.write_lines", writes_first)
    manifest = back_up(store, tmp_path / "backup", user="root", now_us=START_US)
    store.close()

    assert (manifest.size, manifest.rows["cases"], manifest.rows["ledger"]) == (1, 0, 1)
    assert drill(tmp_path / "backup").faults == []
