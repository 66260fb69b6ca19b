"""From a set-up token to a password and a device for codes, on both databases."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from clearwater.app.case.organisation import policy_in_force
from clearwater.app.identity.base import desk_of
from clearwater.app.identity.oidc import link_login
from clearwater.app.identity.present import second_factor_error, session_of
from clearwater.app.identity.provider_settings import SETTINGS_NAME
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
from clearwater.app.identity.tokens import issue_token
from clearwater.cases.records.identity import ApiToken, Credential
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from tests.helpers.identity_gate import GOOD, OTHER, Door, refused

DAY_S = 86_400


@pytest.fixture
def door(store: SqlStore) -> Door:
    return Door(store)


def test_a_new_user_sets_a_password_with_a_token_that_works_once(door: Door) -> None:
    door.added("wang.fang", "investigator")
    issued = issue_setup(door.gate, door.desk("root"), "wang.fang")
    refused("login failed", door, "wang.fang", GOOD)
    present = door.present(use_setup(door.gate, "main", "wang.fang", f" {issued.token}\n", GOOD))
    assert (present.caller.user, present.needs) == ("wang.fang", "")
    assert door.log_in("wang.fang").session.user == "wang.fang"
    with pytest.raises(RefusedError) as caught:
        use_setup(door.gate, "main", "wang.fang", issued.token, OTHER)
    assert caught.value.code == "set-up failed"
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


def test_one_token_shown_by_two_at_once_sets_one_password(door: Door) -> None:
    door.added("wang.fang", "investigator")
    token = issue_setup(door.gate, door.desk("root"), "wang.fang").token
    together = threading.Barrier(2)

    def use(password: str) -> str | None:
        together.wait(30)
        try:
            use_setup(door.gate, "main", "wang.fang", token, password)
        except RefusedError as error:
            return str(error.code)
        return None

    with ThreadPoolExecutor(2) as people:
        told = dict(zip((GOOD, OTHER), people.map(use, (GOOD, OTHER)), strict=True))
    assert sorted(map(str, told.values())) == ["None", "set-up failed"]
    (first,) = (word for word, failed in told.items() if failed is None)
    assert door.log_in("wang.fang", first)
    refused("login failed", door, "wang.fang", GOOD if first == OTHER else OTHER)


def test_a_lead_may_begin_alone_and_never_again(door: Door) -> None:
    door.added("zhang.min", "lead")
    issued = issue_setup(door.gate, door.desk("zhang.min"), "zhang.min")
    use_setup(door.gate, "main", "zhang.min", issued.token, GOOD)
    with pytest.raises(RefusedError) as caught:
        issue_setup(door.gate, door.desk("zhang.min"), "zhang.min")
    assert caught.value.code == "own set-up"
    with pytest.raises(RefusedError) as caught:
        issue_setup(door.gate, door.desk("zhang.min"), "nobody")
    assert caught.value.code == "no such user"


def test_roles_that_need_codes_can_do_nothing_before(door: Door) -> None:
    logged_in = door.set_up("zhang.min", "lead", "investigator")
    present = door.present(logged_in)
    assert present.needs == "codes"
    error = second_factor_error(door.gate, present)
    assert error is not None
    assert error.code == "second factor"
    with pytest.raises(RefusedError) as caught:
        policy_in_force(desk_of(door.gate, present))
    assert caught.value.code == "not allowed"
    after, _ = door.with_device(logged_in)
    present = door.present(after)
    assert policy_in_force(desk_of(door.gate, present))
    assert second_factor_error(door.gate, present) is None
    with pytest.raises(RefusedError) as caught:
        session_of(door.gate, logged_in.cookie)
    assert caught.value.code == "session over"


def test_a_device_shows_a_code_before_it_counts(door: Door) -> None:
    present = door.present(door.set_up("wang.fang", "investigator"))
    enrolling = enrol_totp(door.gate, present)
    for ticket, code in ((enrolling.ticket, "000000"), ("made up", "000000")):
        with pytest.raises(RefusedError) as caught:
            confirm_totp(door.gate, present, ticket, code)
        assert caught.value.code == "code wrong"
    other = door.present(door.set_up("li.wei", "investigator"))
    with pytest.raises(RefusedError) as caught:
        confirm_totp(door.gate, other, enrolling.ticket, "000000")
    assert caught.value.code == "code wrong"
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
    assert caught.value.code == "login failed"
    with pytest.raises(RefusedError) as caught:
        change_password(*words, GOOD, "password1234")
    assert caught.value.code == "weak password"
    after = change_password(*words, GOOD, OTHER)
    assert door.present(after)
    with pytest.raises(RefusedError):
        session_of(door.gate, cookie)
    refused("login failed", door, "wang.fang", GOOD)


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


def test_a_provider_at_which_nobody_is_known_is_no_source(door: Door) -> None:
    said = {
        "issuer": "https://login.example",
        "client_id": "clearwater",
        "redirect_uri": "https://clearwater.example/api/v1/provider/returns",
    }
    settings = door.store.files / SETTINGS_NAME
    settings.write_text(json.dumps(said))
    settings.chmod(0o600)
    with pytest.raises(NoIdentitySourceError):
        require_identity_source(door.gate, ["main"])
    door.added("wang.fang", "investigator")
    for issuer in ("https://other.example", "https://login.example"):
        assert not identity_sources(door.gate, ["main"]).any
        link_login(door.gate, door.desk("root"), "wang.fang", issuer, "24400320")
    assert require_identity_source(door.gate, ["main"]).linked == 1


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
