"""From a set-up token to a session and a program's token, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.identity.base import BEAT_S, Gate, desk_of, require_fresh
from clearwater.app.identity.hashing import Hashing
from clearwater.app.identity.listing import credentials, tokens
from clearwater.app.identity.login import end_sessions, prove_again
from clearwater.app.identity.present import second_factor_error, session_of
from clearwater.app.identity.setup import (
    change_password,
    confirm_totp,
    enrol_totp,
    issue_setup,
    use_setup,
)
from clearwater.app.identity.sources import (
    NoIdentitySourceError,
    identity_sources,
    require_identity_source,
)
from clearwater.app.identity.tokens import caller_of_token, issue_token, revoke_token
from clearwater.cases.records.identity import ApiToken, Credential
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.rights import Verb, may
from tests.helpers.identity_gate import CHEAP, GOOD, OTHER, Door, refused

DAY_S = 86_400


@pytest.fixture
def door(store: SqlStore) -> Door:
    return Door(store)


def code_of(caught: pytest.ExceptionInfo[RefusedError]) -> str:
    return str(caught.value.code)


def test_a_new_user_sets_a_password_with_a_token_that_works_once(door: Door) -> None:
    door.added("wang.fang", "investigator")
    issued = issue_setup(door.gate, door.desk("root"), "wang.fang")
    refused("login failed", door, "wang.fang", GOOD)
    present = door.present(use_setup(door.gate, "main", "wang.fang", f" {issued.token}\n", GOOD))
    assert (present.caller.user, present.needs) == ("wang.fang", "")
    assert door.log_in("wang.fang").session.user == "wang.fang"
    with pytest.raises(RefusedError) as caught:
        use_setup(door.gate, "main", "wang.fang", issued.token, OTHER)
    assert code_of(caught) == "set-up failed"
    assert door.log_in("wang.fang"), "and the password is what it was"
    assert door.acts()[-4:-1] == [
        ("root", "set-up issued"),
        ("wang.fang", "password set"),
        ("wang.fang", "logged in"),
    ]


def test_a_setup_token_is_over_after_three_days_and_is_of_one_user(door: Door) -> None:
    door.added("wang.fang", "investigator")
    door.added("li.wei", "investigator")
    issued = issue_setup(door.gate, door.desk("root"), "wang.fang")
    tries = [
        ("main", "li.wei", issued.token),
        ("main", "nobody", issued.token),
        ("elsewhere", "wang.fang", issued.token),
        ("main", "wang.fang", issued.token[:-1]),
        ("main", "wang.fang\0", issued.token),
        ("\0", "wang.fang", issued.token),
    ]
    told = set()
    for organisation, user, token in tries:
        with pytest.raises(RefusedError) as caught:
            use_setup(door.gate, organisation, user, token, GOOD)
        told.add(str(caught.value))
    door.wait(3 * DAY_S)
    with pytest.raises(RefusedError) as caught:
        use_setup(door.gate, "main", "wang.fang", issued.token, GOOD)
    assert {str(caught.value)} == told, "one sentence for all of them"


def test_who_has_left_can_do_nothing_at_once(door: Door) -> None:
    cookie = door.set_up("wang.fang", "investigator").cookie
    issued = issue_setup(door.gate, door.desk("root"), "wang.fang")
    door.left("wang.fang")
    refused("login failed", door, "wang.fang", GOOD)
    with pytest.raises(RefusedError) as caught:
        session_of(door.gate, cookie)
    assert code_of(caught) == "session over"
    with pytest.raises(RefusedError) as caught:
        use_setup(door.gate, "main", "wang.fang", issued.token, OTHER)
    assert code_of(caught) == "set-up failed"


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


def test_roles_that_need_codes_can_do_nothing_before(door: Door) -> None:
    logged_in = door.set_up("zhang.min", "lead", "investigator")
    present = door.present(logged_in)
    assert present.needs == "codes"
    error = second_factor_error(door.gate, present)
    assert error is not None
    assert error.code == "second factor"
    with pytest.raises(RefusedError) as caught:
        policy_in_force(desk_of(door.gate, present))
    assert code_of(caught) == "not allowed"
    after, _ = door.with_device(logged_in)
    present = door.present(after)
    assert policy_in_force(desk_of(door.gate, present))
    assert second_factor_error(door.gate, present) is None
    with pytest.raises(RefusedError) as caught:
        session_of(door.gate, logged_in.cookie)
    assert code_of(caught) == "session over"


def test_a_device_shows_a_code_before_it_counts(door: Door) -> None:
    present = door.present(door.set_up("wang.fang", "investigator"))
    enrolling = enrol_totp(door.gate, present)
    for ticket, code in ((enrolling.ticket, "000000"), ("made up", "000000")):
        with pytest.raises(RefusedError) as caught:
            confirm_totp(door.gate, present, ticket, code)
        assert code_of(caught) == "code wrong"
    other = door.present(door.set_up("li.wei", "investigator"))
    with pytest.raises(RefusedError) as caught:
        confirm_totp(door.gate, other, enrolling.ticket, "000000")
    assert code_of(caught) == "code wrong"
    assert door.log_in("wang.fang"), "nothing was kept"


def test_a_set_up_begins_anew_for_who_lost_a_telephone(door: Door) -> None:
    _, device = door.with_device(door.set_up("wang.fang", "investigator"))
    issued = issue_setup(door.gate, door.desk("root"), "wang.fang")
    door.wait(60)
    assert door.log_in("wang.fang", GOOD, device.code()), "until it is used, all is as before"
    use_setup(door.gate, "main", "wang.fang", issued.token, OTHER)
    assert door.log_in("wang.fang", OTHER)
    refused("login failed", door, "wang.fang", GOOD, device.code(1))


def test_a_password_is_changed_by_who_knows_it_and_ends_other_sessions(door: Door) -> None:
    cookie = door.set_up("wang.fang", "investigator").cookie
    words = (door.gate, "main", "wang.fang")
    with pytest.raises(RefusedError) as caught:
        change_password(*words, OTHER, "六张旧船票夹在一本书里面")
    assert code_of(caught) == "login failed"
    with pytest.raises(RefusedError) as caught:
        change_password(*words, GOOD, "password1234")
    assert code_of(caught) == "weak password"
    after = change_password(*words, GOOD, OTHER)
    assert door.present(after)
    with pytest.raises(RefusedError):
        session_of(door.gate, cookie)
    refused("login failed", door, "wang.fang", GOOD)


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
    assert code_of(caught) == "not allowed"
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
        assert code_of(caught) == "session over"
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
    assert code_of(caught) == "prove again"
    assert present.session is not None
    again = prove_again(door.gate, present.session, GOOD, device.code())
    assert again.session.began_us == present.session.began_us
    require_fresh(door.gate, door.present(again), Verb.CHANGE_USERS)


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


def test_a_lead_may_begin_alone_and_never_again(door: Door) -> None:
    door.added("zhang.min", "lead")
    issued = issue_setup(door.gate, door.desk("zhang.min"), "zhang.min")
    use_setup(door.gate, "main", "zhang.min", issued.token, GOOD)
    with pytest.raises(RefusedError) as caught:
        issue_setup(door.gate, door.desk("zhang.min"), "zhang.min")
    assert code_of(caught) == "own set-up"
    with pytest.raises(RefusedError) as caught:
        issue_setup(door.gate, door.desk("zhang.min"), "nobody")
    assert code_of(caught) == "no such user"


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
    assert code_of(caught) == "not allowed"
    with pytest.raises(RefusedError) as caught:
        issue_token(desk_of(door.gate, present), ["read"], 1)
    assert code_of(caught) == "not allowed"
    with pytest.raises(RefusedError) as caught:
        require_fresh(door.gate, present, Verb.CHANGE_USERS)
    assert code_of(caught) == "prove again"
    door.added("wang.fang", "appeals")
    caller = caller_of_token(door.gate, issued.bearer).caller
    assert "receive clue" in (caller.scopes or ())
    assert not may(caller, Verb.RECEIVE_CLUE), "his own right was taken away"
    assert may(caller, Verb.READ)
    door.left("wang.fang")
    with pytest.raises(RefusedError) as caught:
        caller_of_token(door.gate, issued.bearer)
    assert code_of(caught) == "token failed"


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
    assert code_of(caught) == code


def test_a_token_is_over_when_taken_back_and_after_its_time(door: Door) -> None:
    door.added("wang.fang", "investigator")
    door.added("li.wei", "investigator")
    one, two = (issue_token(door.desk("wang.fang"), ["read"], days) for days in (1, 365))
    with pytest.raises(RefusedError) as caught:
        revoke_token(door.desk("nobody.here"), "token-none")
    assert code_of(caught) == "no such token"
    mine = door.gate.desk("li.wei", "main")
    with pytest.raises(RefusedError) as caught:
        revoke_token(mine, two.row.token)
    assert code_of(caught) == "no such token"
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


def test_without_a_source_of_identity_nothing_is_served(door: Door) -> None:
    with pytest.raises(NoIdentitySourceError) as caught:
        require_identity_source(door.gate, ["main", "华东"])
    assert "identity set-up" in caught.value.next_step
    door.added("wang.fang", "investigator")
    issued = issue_setup(door.gate, door.desk("root"), "wang.fang")
    assert identity_sources(door.gate, ["main"]).set_ups == 1
    assert require_identity_source(door.gate, ["main"]).any
    door.wait(3 * DAY_S)
    assert not identity_sources(door.gate, ["main"]).any
    door.wait(-1)
    use_setup(door.gate, "main", "wang.fang", issued.token, GOOD)
    assert identity_sources(door.gate, ["main"]).passwords == 1
    door.left("wang.fang")
    assert not identity_sources(door.gate, ["main"]).any


def test_what_is_listed_is_ones_own_or_a_leads(door: Door) -> None:
    door.set_up("wang.fang", "investigator")
    door.set_up("li.wei", "lead")
    listed = credentials(door.gate, door.desk("root"))
    assert listed.column("user").to_pylist() == ["li.wei", "wang.fang"]
    assert listed.column("password").to_pylist() == [True, True]
    mine = credentials(door.gate, door.gate.desk("wang.fang", "main"))
    assert mine.column("user").to_pylist() == ["wang.fang"]


def test_no_secret_is_kept_and_everything_verifies(door: Door) -> None:
    logged_in, device = door.with_device(door.set_up("wang.fang", "investigator"))
    bearer = issue_token(door.desk("wang.fang"), ["read"], 1).bearer
    token = issue_setup(door.gate, door.desk("root"), "wang.fang").token
    with door.store.reading("main") as unit:
        rows = [*unit.find(Credential), *unit.find(ApiToken)]
        kept = " ".join([*(str(row.row()) for row in rows), *(str(e) for e in unit.entries())])
    for secret in (GOOD, device.secret, bearer[-64:], token, logged_in.cookie):
        assert secret not in kept
    assert door.store.check() == []
