"""Passwords, devices, sessions and tokens are the same after a restore, as the keys came along."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearwater.app.identity.present import session_of
from clearwater.app.identity.tokens import caller_of_token, issue_token
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.restore import restore
from clearwater.cases.store.sql import SqlStore
from tests.helpers.identity_gate import GOOD, Device, Door, refused
from tests.helpers.stores import START_US, make_store


def test_everybody_can_log_in_as_before(opened: SqlStore, tmp_path: Path) -> None:
    before = Door(opened)
    logged_in, device = before.with_device(before.set_up("zhang.min", "lead", "investigator"))
    bearer = issue_token(before.desk("zhang.min"), ["read"], 1).bearer
    back_up(opened, tmp_path / "backup", user="root", now_us=START_US, with_keys=True)
    url, files = tmp_path / "new.db", tmp_path / "new files"
    restore(tmp_path / "backup", url, files, user="root", now_us=START_US)
    store = open_store(url, files, create=False)
    after = Door(store)
    assert session_of(after.gate, logged_in.cookie).caller.user == "zhang.min"
    assert caller_of_token(after.gate, bearer).caller.user == "zhang.min"
    after.wait(60)
    assert after.log_in("zhang.min", GOOD, Device(device.secret, after).code())
    store.close()


def test_another_store_knows_none_of_it(opened: SqlStore, tmp_path: Path) -> None:
    here = Door(opened)
    cookie = here.set_up("wang.fang", "investigator").cookie
    bearer = issue_token(here.desk("wang.fang"), ["read"], 1).bearer
    other = make_store(tmp_path / "other.db", tmp_path / "other files", "别处")
    there = Door(other)
    there.set_up("wang.fang", "investigator", password=GOOD)
    with pytest.raises(RefusedError):
        session_of(there.gate, cookie)
    with pytest.raises(RefusedError):
        caller_of_token(there.gate, bearer)
    refused("login failed", there, "wang.fang", GOOD + "!")
    other.close()
