"""Logging in, and what becomes of who tries in vain, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from clearwater.app.identity.base import BEAT_S, Gate
from clearwater.app.identity.hashing import Hashing
from clearwater.app.identity.listing import credentials
from clearwater.app.identity.present import session_of
from clearwater.app.identity.setup import (
    issue_setup,
    use_setup,
)
from clearwater.app.identity.tokens import caller_of_token, issue_token
from clearwater.cases.records.identity import ApiToken, Credential
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from tests.helpers.identity_gate import CHEAP, GOOD, OTHER, Door, refused


@pytest.fixture
def door(store: SqlStore) -> Door:
    return Door(store)


def test_who_has_left_can_do_nothing_at_once(door: Door) -> None:
    cookie = door.set_up("wang.fang", "investigator").cookie
    issued = issue_setup(door.gate, door.desk("root"), "wang.fang")
    door.left("wang.fang")
    refused("login failed", door, "wang.fang", GOOD)
    with pytest.raises(RefusedError) as caught:
        session_of(door.gate, cookie)
    assert caught.value.code == "session over"
    with pytest.raises(RefusedError) as caught:
        use_setup(door.gate, "main", "wang.fang", issued.token, OTHER)
    assert caught.value.code == "set-up failed"


def test_nothing_tells_whether_a_login_exists(door: Door) -> None:
    with_device, device = door.with_device(door.set_up("zhang.min", "lead"))
    door.set_up("wang.fang", "investigator")
    door.added("li.wei", "investigator")
    tries = [
        ("wang.fang", OTHER),
        ("nobody", GOOD),
        ("li.wei", GOOD),
        ("no login\0", GOOD),
        ("clearwater", GOOD),
        ("zhang.min", GOOD, "000000"),
        ("zhang.min", GOOD),
        ("zhang.min", OTHER, device.code(1)),
    ]
    told = set()
    for words in tries:
        with pytest.raises(RefusedError) as caught:
            door.log_in(*words)
        told.add(str(caught.value))
    assert len(told) == 1
    beats = {round((waited + 0.01) / BEAT_S, 6) for waited in door.waited_s}
    assert len(door.waited_s) == len(tries)
    assert beats == {1.0}, "each answered at a beat"
    assert with_device.session.second_factor


def test_a_lock_grows_holds_against_the_right_password_and_writes_no_more(door: Door) -> None:
    door.set_up("wang.fang", "investigator")
    for _ in range(5):
        refused("login failed", door, "wang.fang", OTHER)
    before = len(door.acts())
    for _ in range(3):
        refused("login failed", door, "wang.fang", GOOD)
        refused("login failed", door, "wang.fang", OTHER)
    assert len(door.acts()) == before
    assert door.acts()[-1] == ("clearwater", "login locked")
    door.wait(29)
    refused("login failed", door, "wang.fang", GOOD)
    door.wait(1)
    refused("login failed", door, "wang.fang", OTHER)
    door.wait(59)
    refused("login failed", door, "wang.fang", GOOD)
    door.wait(1)
    assert door.log_in("wang.fang")
    for _ in range(4):
        refused("login failed", door, "wang.fang", OTHER)
    assert door.log_in("wang.fang"), "the count began anew"


def test_guesses_at_the_same_time_are_no_more_than_one_after_the_other(door: Door) -> None:
    door.set_up("wang.fang", "investigator")
    together = threading.Barrier(8)

    def guess(word: str) -> str:
        together.wait(30)
        try:
            return door.log_in("wang.fang", word).session.user
        except RefusedError as error:
            return str(error.code)

    with ThreadPoolExecutor(8) as people:
        told = list(people.map(guess, [OTHER] * 8))
    assert told == ["login failed"] * 8
    acts = [act for _, act in door.acts()]
    assert acts.count("login failed") + acts.count("login locked") == 5
    refused("login failed", door, "wang.fang", GOOD)


def test_one_code_at_the_same_time_lets_one_in(door: Door) -> None:
    _, device = door.with_device(door.set_up("zhang.min", "lead"))
    door.wait(60)
    code, together = device.code(), threading.Barrier(4)

    def enter(_: int) -> bool:
        together.wait(30)
        try:
            door.log_in("zhang.min", GOOD, code)
        except RefusedError:
            return False
        return True

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(enter, range(4))) == [False, False, False, True]


def test_a_code_works_once_and_one_step_early_or_late(door: Door) -> None:
    _, device = door.with_device(door.set_up("zhang.min", "lead"))
    refused("login failed", door, "zhang.min", GOOD, device.code())
    door.wait(60)
    code = device.code(-1)
    assert door.log_in("zhang.min", GOOD, code)
    refused("login failed", door, "zhang.min", GOOD, code)
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in device.code())
    assert door.log_in("zhang.min", GOOD, f"{full_width[:3]} {full_width[3:]}")
    assert door.log_in("zhang.min", GOOD, device.code(1))
    refused("login failed", door, "zhang.min", GOOD, device.code())
    door.wait(120)
    refused("login failed", door, "zhang.min", GOOD, device.code(-2))
    refused("login failed", door, "zhang.min", GOOD, device.code(2))
    assert door.log_in("zhang.min", GOOD, device.code())


def test_a_hash_is_made_anew_when_parameters_change(door: Door) -> None:
    door.set_up("wang.fang", "investigator")
    door.gate = Gate(door.store, door.gate.clock_us, Hashing(2, 128, 1), door.gate.waiting)
    refused("login failed", door, "wang.fang", OTHER)
    door.log_in("wang.fang")
    with door.store.reading("main") as unit:
        row = unit.get(Credential, "main", "wang.fang")
    assert row is not None
    assert "m=128,t=2,p=1" in str(row.password)
    assert door.log_in("wang.fang")
    door.gate = Gate(door.store, door.gate.clock_us, CHEAP, door.gate.waiting)


def test_organisations_know_nothing_of_each_other(store: SqlStore) -> None:
    here, there = Door(store), Door(store, "华东")
    here.set_up("wang.fang", "investigator")
    there.added("wang.fang", "investigator")
    refused("login failed", there, "wang.fang", GOOD)
    logged_in = there.set_up("wang.fang", "reviewer", "lead", password=OTHER)
    assert there.present(logged_in).caller.organisation == "华东"
    refused("login failed", here, "wang.fang", OTHER)
    bearer = issue_token(there.desk("wang.fang"), ["read"], 1).bearer
    assert caller_of_token(here.gate, bearer).caller.organisation == "华东"
    with store.reading("main") as unit:
        assert unit.find(ApiToken) == ()


def test_what_is_listed_is_ones_own_or_a_leads(door: Door) -> None:
    door.set_up("wang.fang", "investigator")
    door.set_up("li.wei", "lead")
    listed = credentials(door.gate, door.desk("root"))
    assert listed.column("user").to_pylist() == ["li.wei", "wang.fang"]
    assert listed.column("password").to_pylist() == [True, True]
    mine = credentials(door.gate, door.gate.desk("wang.fang", "main"))
    assert mine.column("user").to_pylist() == ["wang.fang"]
