"""Sessions: when they end, what they need besides, and what is none, on both databases."""

from __future__ import annotations

import pytest

from clearwater.app.identity.base import desk_of, require_fresh
from clearwater.app.identity.login import end_sessions, prove_again
from clearwater.app.identity.present import session_of
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.rights import Verb
from tests.helpers.identity_gate import GOOD, Door


@pytest.fixture
def door(store: SqlStore) -> Door:
    return Door(store)


def test_a_session_ends_by_itself_and_by_hand(door: Door) -> None:
    door.set_up("wang.fang", "investigator")
    cookie = door.log_in("wang.fang").cookie
    door.wait(30 * 60)
    renewed = session_of(door.gate, cookie).renewed
    assert renewed is not None
    door.wait(1)
    with pytest.raises(RefusedError):
        session_of(door.gate, cookie)
    assert session_of(door.gate, renewed).renewed is None
    for _ in range(24):
        door.wait(28 * 60)
        renewed = session_of(door.gate, renewed).renewed or renewed
    door.wait(20 * 60)
    with pytest.raises(RefusedError):
        session_of(door.gate, renewed)
    one, two = door.log_in("wang.fang").cookie, door.log_in("wang.fang").cookie
    end_sessions(desk_of(door.gate, session_of(door.gate, one)), "wang.fang")
    for cookie in (one, two):
        with pytest.raises(RefusedError):
            session_of(door.gate, cookie)


def test_only_a_lead_ends_the_sessions_of_others(door: Door) -> None:
    cookie = door.set_up("wang.fang", "investigator").cookie
    mine = desk_of(door.gate, door.present(door.set_up("li.wei", "investigator")))
    with pytest.raises(RefusedError) as caught:
        end_sessions(mine, "wang.fang")
    assert caught.value.code == "not allowed"
    assert session_of(door.gate, cookie)
    end_sessions(door.desk("root"), "wang.fang")
    with pytest.raises(RefusedError):
        session_of(door.gate, cookie)


def test_what_was_not_signed_here_is_no_session(door: Door) -> None:
    cookie = door.set_up("wang.fang", "investigator").cookie
    header, claims, signature = cookie.split(".")
    made_up = ["", "a", "a.b.c", cookie + "x" * 5_000, f"{header}.{claims}.", "é.é.é", "\0"]
    made_up.append(f"{header}.{claims[:-2]}QQ.{signature}")
    for text in made_up:
        with pytest.raises(RefusedError) as caught:
            session_of(door.gate, text)
        assert caught.value.code == "session over"
    assert session_of(door.gate, cookie)


def test_what_cannot_be_undone_needs_a_fresh_proof(door: Door) -> None:
    logged_in, device = door.with_device(door.set_up("zhang.min", "lead"))
    present = door.present(logged_in)
    require_fresh(door.gate, present, Verb.CHANGE_USERS)
    door.wait(15 * 60 + 1)
    present = door.present(logged_in)
    require_fresh(door.gate, present, Verb.READ)
    with pytest.raises(RefusedError) as caught:
        require_fresh(door.gate, present, Verb.CHANGE_USERS)
    assert caught.value.code == "prove again"
    assert present.session is not None
    again = prove_again(door.gate, present.session, GOOD, device.code())
    assert again.session.began_us == present.session.began_us
    require_fresh(door.gate, door.present(again), Verb.CHANGE_USERS)
