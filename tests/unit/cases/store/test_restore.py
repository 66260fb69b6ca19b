"""Restoring to either database: the same store, or nothing; and trying it before it is needed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.cases.ledger.keys import SigningKey, read_key
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_files import (
    MANIFEST,
    SIGNATURE,
    Listed,
    check_files,
    read_manifest,
    seal,
)
from clearwater.cases.store.backup_keys import keys_beside
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import drill, restore
from clearwater.cases.store.sql import SqlStore
from clearwater.errors import ParameterError, StoreError
from tests.helpers import postgresql
from tests.helpers.stores import START_US, a_case, fill, make_store, opening_of


def ledger(store: SqlStore) -> list[bytes]:
    with store.reading("main") as unit, store.reading("华东") as other:
        entries = sorted((*unit.entries(), *other.entries()), key=lambda entry: entry.number)
    return [entry.canonical() for entry in entries]


def test_a_restored_store_is_the_same_and_goes_on(source: Path, url: str, tmp_path: Path) -> None:
    manifest = restore(source / "with", url, tmp_path / "files", user="陈洁", now_us=START_US + 7)
    store = open_store(url, tmp_path / "files", create=False)
    with store.writing("main") as unit:
        unit.save([opening_of(a_case("case-after"))], "王芳", START_US)

    original = open_store(source / "cases.db", source / "files", create=False)
    kept = ledger(store)
    assert kept[: manifest.size] == ledger(original)[: manifest.size]
    with store.reading("main") as unit, original.reading("main") as before:
        act = list(unit.entries())[-2]
        assert unit.token("account", "x") == before.token("account", "x")
    assert (act.act, act.user, act.number) == ("store restored", "陈洁", manifest.size)
    assert act.details["made"] == manifest.made
    assert store.check(checkpoints=[manifest.checkpoint]) == []
    store.close()
    original.close()


def test_a_backup_goes_from_one_database_to_the_other_and_back(tmp_path: Path) -> None:
    database = postgresql.new_database()
    store = make_store(database, tmp_path / "files")
    fill(store, 1, 1)
    back_up(store, tmp_path / "one", user="root", now_us=START_US, with_keys=True)
    store.close()
    postgresql.drop_database(database)

    restore(tmp_path / "one", tmp_path / "a.db", tmp_path / "a", user="root", now_us=START_US)
    again = open_store(tmp_path / "a.db", tmp_path / "a", create=False)
    back_up(again, tmp_path / "two", user="root", now_us=START_US, with_keys=True)
    again.close()

    same = "tables/disclosures.jsonl"
    assert (tmp_path / "one" / same).read_bytes() == (tmp_path / "two" / same).read_bytes()
    assert drill(tmp_path / "two").faults == []


def test_a_store_is_restored_to_an_empty_place_only(source: Path, url: str, tmp_path: Path) -> None:
    make_store(url, tmp_path / "there").close()

    with pytest.raises(ParameterError, match="empty place only"):
        restore(source / "with", url, tmp_path / "files", user="root", now_us=START_US)
    assert not (tmp_path / "files").exists()
    store = open_store(url, tmp_path / "there", create=False)
    assert len(ledger(store)) == 1
    store.close()


def test_keys_of_another_store_are_never_replaced(source: Path, tmp_path: Path) -> None:
    open_store(tmp_path / "other.db", tmp_path / "files", create=True).close()
    before = (tmp_path / "files/keys/ledger.pem").read_bytes()
    place = tmp_path / "new.db"

    with pytest.raises(ParameterError, match="key of another store"):
        restore(source / "with", place, tmp_path / "files", user="root", now_us=START_US)
    assert (tmp_path / "files/keys/ledger.pem").read_bytes() == before
    assert not (tmp_path / "new.db").exists()


def test_a_backup_without_keys_needs_them(source: Path, tmp_path: Path) -> None:
    place = tmp_path / "new.db"
    with pytest.raises(StoreError, match="keys are missing"):
        restore(source / "without", place, tmp_path / "files", user="root", now_us=START_US)
    open_store(tmp_path / "other.db", tmp_path / "other", create=True).close()
    with pytest.raises(StoreError, match="not the one of this backup"):
        _restore_with(source / "without", place, tmp_path / "files", tmp_path / "other")
    assert not place.exists()
    _restore_with(source / "without", place, tmp_path / "files", source / "with.keys")
    store = open_store(place, tmp_path / "files", create=False)
    assert store.check() == []
    store.close()


def _restore_with(backup: Path, place: Path, files: Path, keys: Path) -> None:
    restore(backup, place, files, user="root", now_us=START_US, keys=keys)


def test_the_keys_of_another_moment_are_refused(source: Path, backup: Path, tmp_path: Path) -> None:
    store = open_store(source / "cases.db", source / "files", create=False)
    back_up(store, tmp_path / "later", user="root", now_us=START_US + 9, with_keys=True)
    store.close()

    with pytest.raises(StoreError, match=r"backup is damaged .*expected the keys of the backup of"):
        _restore_with(backup, tmp_path / "new.db", tmp_path / "new", tmp_path / "later.keys")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    "name", ["tables/data_keys.jsonl", "keys/master.key", "keys/lookup.key", "keys/evidence"]
)
def test_damaged_keys_are_refused(backup: Path, tmp_path: Path, name: str) -> None:
    path = keys_beside(backup) / name
    path = next(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with pytest.raises(StoreError):
        restore(backup, tmp_path / "new.db", tmp_path / "files", user="root", now_us=START_US)
    assert not (tmp_path / "new.db").exists()
    assert any(name in fault.where for fault in drill(backup).faults)


@pytest.mark.parametrize("name", ["tables/ledger.jsonl", "tables/cases.jsonl"])
def test_a_damaged_backup_is_refused_before_anything_is_written(
    backup: Path, url: str, tmp_path: Path, name: str
) -> None:
    content = bytearray((backup / name).read_bytes())
    content[len(content) // 2] ^= 1
    (backup / name).write_bytes(content)

    with pytest.raises(StoreError, match=rf"backup is damaged .*{name}"):
        restore(backup, url, tmp_path / "files", user="root", now_us=START_US)
    assert not (tmp_path / "files").exists()
    assert drill(backup).faults


def sealed_again(backup: Path, name: str, content: bytes) -> None:
    """Change a file of a backup and sign it again, as the holder of the key could."""
    manifest = read_manifest(backup)
    (backup / name).write_bytes(content)
    listed = Listed(hashlib.sha256(content).hexdigest(), len(content), content.count(b"\n"))
    (backup / MANIFEST).unlink()
    (backup / SIGNATURE).unlink()
    changed = replace(manifest, files={**manifest.files, name: listed})
    seal(backup, changed, key_of(backup))


def key_of(backup: Path) -> SigningKey:
    return read_key(keys_beside(backup) / "keys/ledger.pem")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("tables/cases.jsonl", b'"severity":2', b'"severity":3'),
        ("tables/ledger.jsonl", b"store created", b"store creative"),
        ("tables/cases.jsonl", b'{"assignee"', b'{"colour":1,"assignee"'),
        ("tables/cases.jsonl", b'{"assignee"', b'["assignee"'),
        ("tables/evidence.jsonl", b'"sha256":"', b'"sha256":"0'),
        ("tables/members.jsonl", b'"case":"case-', b'"case":"cafe-'),
    ],
)
def test_a_backup_that_was_signed_and_is_false_is_refused_within(
    backup: Path, url: str, tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    """The files are what the manifest says; the store in them is not what the ledger says."""
    content = (backup / name).read_bytes()
    assert old in content
    sealed_again(backup, name, content.replace(old, new, 1))
    assert check_files(backup) == []

    with pytest.raises(StoreError):
        restore(backup, url, tmp_path / "files", user="root", now_us=START_US)
    assert not (tmp_path / "files").exists()
    with pytest.raises(StoreError, match="no store here"):
        open_store(url, tmp_path / "files", create=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "backup.keys"]


def test_a_backup_with_another_key_is_found_where_the_key_is_known(backup: Path) -> None:
    manifest, other = read_manifest(backup), SigningKey(b"o" * 32)
    (backup / MANIFEST).unlink()
    (backup / SIGNATURE).unlink()
    seal(backup, replace(manifest, public_key=other.public.hex()), other)

    assert check_files(backup) == [], "it is whole, and somebody else's"
    known = bytes.fromhex(manifest.public_key)
    assert [fault.kind for fault in check_files(backup, known)] == ["other key"]
    assert drill(backup).faults[0].kind == "other key"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "tables/../x.jsonl", "keys/other", "evidence/a"]
)
def test_a_manifest_names_nothing_outside_of_the_folder(backup: Path, name: str) -> None:
    manifest = read_manifest(backup)
    files = {**manifest.files, name: Listed("00" * 32, 1)}
    (backup / MANIFEST).write_bytes(replace(manifest, files=files).canonical())

    with pytest.raises(StoreError, match="not a file of a backup"):
        read_manifest(backup)
    assert [fault.where for fault in check_files(backup)] == [MANIFEST]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"[" * 100_000, b"\xff", b'{"format":1}'])
def test_another_folder_is_no_backup(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(StoreError, match="not a backup"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(StoreError, match="not a backup"):
        read_manifest(tmp_path)


def test_what_an_interrupted_restore_left_does_not_hinder(source: Path, tmp_path: Path) -> None:
    """Killed between files and database: keys and blobs are there, the store is not."""
    shutil.copytree(source / "files", tmp_path / "files")
    (tmp_path / ".new.db.0123456789ab").write_bytes(b"half")

    restore(source / "with", tmp_path / "new.db", tmp_path / "files", user="root", now_us=START_US)
    store = open_store(tmp_path / "new.db", tmp_path / "files", create=False)
    assert store.check() == []
    store.close()


def test_the_version_that_made_it_must_be_this_one(backup: Path, tmp_path: Path) -> None:
    manifest = read_manifest(backup)
    (backup / MANIFEST).unlink()
    (backup / SIGNATURE).unlink()
    seal(backup, replace(manifest, version="0001"), key_of(backup))

    with pytest.raises(StoreError, match="another version"):
        restore(backup, tmp_path / "new.db", tmp_path / "files", user="root", now_us=START_US)


@pytest.mark.heavy
def test_killed_at_any_point_it_can_be_done_again(tmp_path: Path) -> None:
    """At every thirteenth file that is opened, moved or linked; the helper can do all."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.killed_backup", str(tmp_path), "13"],
        check=True,
        stdout=subprocess.PIPE,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]

    assert [one for one in said if one["faults"] or one["left"]] == []
    for act in ("restore", "backup"):
        ended = [one["ended"] for one in said if one["act"] == act]
        assert ended[-1] == 0, "at last nobody killed it"
        assert set(ended[:-1]) == {9}
        assert len(ended) > 5
        assert not said[0]["there"]


# Trying -----------------------------------------------------------------------------------------


def test_a_drill_says_how_long_it_took(source: Path) -> None:
    tried = drill(source / "without")

    assert tried.faults == []
    assert min(tried.check_s, tried.restore_s, tried.verify_s) > 0
    assert tried.manifest == read_manifest(source / "without")


def test_a_drill_counts_rows(backup: Path) -> None:
    manifest = read_manifest(backup)
    name = "tables/rings.jsonl"
    wrong = replace(manifest.files[name], rows=7)
    (backup / MANIFEST).unlink()
    (backup / SIGNATURE).unlink()
    files = {**manifest.files, name: wrong}
    seal(backup, replace(manifest, files=files), key_of(backup))

    (fault,) = drill(backup).faults
    assert (fault.kind, fault.where, fault.expected, fault.found) == (
        *("missing row", "rings", "7 rows", "2"),
    )
