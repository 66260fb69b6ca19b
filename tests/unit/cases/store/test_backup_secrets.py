"""Which secrets a backup carries: those by which others know us, and none of theirs."""

from __future__ import annotations

from pathlib import Path

from clearwater.cases.delivery.signing import KEY_NAME, webhook_key
from clearwater.cases.exchange.partner_keys import (
    FOLDER,
    keep_partner_keys,
    new_secret,
    read_partner_keys,
)
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.backup_files import check_files
from clearwater.cases.store.restore import restore
from tests.helpers.stores import START_US, make_store


def names_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_receivers_know_a_restored_store_and_partners_keys_are_added_anew(tmp_path: Path) -> None:
    store = make_store(tmp_path / "cases.db", tmp_path / "files")
    ours, theirs = webhook_key(tmp_path / "files"), new_secret()
    keep_partner_keys(tmp_path / "files", "main", "shop-b", [theirs])
    back_up(store, tmp_path / "one", user="root", now_us=START_US, with_keys=True)
    store.close()
    assert check_files(tmp_path / "one.keys") == []
    assert not any(name.startswith("keys/") for name in names_below(tmp_path / "one"))
    assert KEY_NAME in names_below(tmp_path / "one.keys")
    assert not any(name.startswith(FOLDER) for name in names_below(tmp_path / "one.keys"))

    files = tmp_path / "new"
    restore(tmp_path / "one", tmp_path / "new.db", files, user="root", now_us=START_US)
    assert webhook_key(files).pem() == ours.pem()
    assert read_partner_keys(files, "main", "shop-b") == (), "one that was stolen stays away"
    assert (files / KEY_NAME).stat().st_mode & 0o077 == 0


def test_a_store_without_webhooks_has_no_key_for_them_to_keep(tmp_path: Path) -> None:
    store = make_store(tmp_path / "cases.db", tmp_path / "files")
    back_up(store, tmp_path / "one", user="root", now_us=START_US, with_keys=True)
    store.close()
    assert KEY_NAME not in names_below(tmp_path / "one.keys")
