"""Tokens of programs, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.identity.base import desk_of, require_fresh
from clearwater.app.identity.listing import tokens
from clearwater.app.identity.tokens import caller_of_token, issue_token, revoke_token
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.rights import Verb, may
from tests.helpers.identity_gate import Door

DAY_S = 86_400


@pytest.fixture
def door(store: SqlStore) -> Door:
    return Door(store)


def test_a_program_may_what_its_token_says_and_its_user_still_may(door: Door) -> None:
    door.set_up("wang.fang", "investigator", "reviewer")
    issued = issue_token(door.desk("wang.fang"), ["receive-clue", "read"], 30)
    present = caller_of_token(door.gate, issued.bearer)
    assert present.caller.scopes == frozenset({"read", "receive clue"})
    assert policy_in_force(desk_of(door.gate, present))
    with pytest.raises(RefusedError) as caught:
        change_policy(
            desk_of(door.gate, present),
            replace(policy_in_force(door.desk("root")), appeal_window_s=30 * DAY_S),
        )
    assert caught.value.code == "not allowed"
    with pytest.raises(RefusedError) as caught:
        issue_token(desk_of(door.gate, present), ["read"], 1)
    assert caught.value.code == "not allowed"
    with pytest.raises(RefusedError) as caught:
        require_fresh(door.gate, present, Verb.CHANGE_USERS)
    assert caught.value.code == "prove again"
    door.added("wang.fang", "appeals")
    caller = caller_of_token(door.gate, issued.bearer).caller
    assert "receive clue" in (caller.scopes or ())
    assert not may(caller, Verb.RECEIVE_CLUE), "his own right was taken away"
    assert may(caller, Verb.READ)
    door.left("wang.fang")
    with pytest.raises(RefusedError) as caught:
        caller_of_token(door.gate, issued.bearer)
    assert caught.value.code == "token failed"


@pytest.mark.parametrize(
    ("scopes", "days", "code"),
    [
        (["change users"], 30, "out of range"),
        (["decide"], 30, "out of range"),
        (["log in"], 30, "out of range"),
        (["reed"], 30, "out of range"),
        ([], 30, "out of range"),
        (["publish checkpoint"], 30, "not allowed"),
        (["read"], 366, "out of range"),
        (["read"], 0, "out of range"),
        (["read"], -1, "out of range"),
    ],
)
def test_a_token_that_may_not_be_is_refused(
    door: Door, scopes: list[str], days: int, code: str
) -> None:
    door.added("wang.fang", "investigator")
    with pytest.raises(RefusedError) as caught:
        issue_token(door.desk("wang.fang"), scopes, days)
    assert caught.value.code == code


def test_a_token_is_over_when_taken_back_and_after_its_time(door: Door) -> None:
    door.added("wang.fang", "investigator")
    door.added("li.wei", "investigator")
    one, two = (issue_token(door.desk("wang.fang"), ["read"], days) for days in (1, 365))
    with pytest.raises(RefusedError) as caught:
        revoke_token(door.desk("nobody.here"), "token-none")
    assert caught.value.code == "no such token"
    mine = door.gate.desk("li.wei", "main")
    with pytest.raises(RefusedError) as caught:
        revoke_token(mine, two.row.token)
    assert caught.value.code == "no such token"
    door.wait(DAY_S)
    revoke_token(door.gate.desk("wang.fang", "main"), two.row.token)
    swapped = f"{two.bearer[:-64]}{one.bearer[-64:]}"
    wrong = [one.bearer, two.bearer, swapped, "cw_aa_aa_" + "0" * 64, "", "cw_", "\0", "é" * 90]
    wrong.append(two.bearer.replace("cw_nvqws3q", "cw_aaaaaaa"))
    for bearer in wrong:
        with pytest.raises(RefusedError) as caught:
            caller_of_token(door.gate, bearer)
        assert str(caught.value) == "the token is not accepted"
    assert sorted(tokens(door.desk("root")).column("state").to_pylist()) == ["over", "revoked"]
    assert tokens(mine).num_rows == 0
