"""Logging in at a provider, against a small real one: what proves who somebody is, and what not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from clearwater.app.identity.login import LoggedIn
from clearwater.app.identity.oidc import (
    CameBack,
    begin_oidc,
    finish_oidc,
    link_login,
    unlink_login,
)
from clearwater.app.identity.present import session_of
from clearwater.app.identity.provider import provider_client
from clearwater.app.identity.provider_settings import Provider
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from tests.helpers.identity_gate import SECOND_US, Door
from tests.helpers.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, providing


class There:
    """A person before a browser, between our gate and the provider."""

    def __init__(self, door: Door, provider: OidcProvider, client: httpx.Client) -> None:
        self.door, self.provider, self.client = door, provider, client
        self.settings = Provider(provider.url, CLIENT_ID, "http://127.0.0.1/back", CLIENT_SECRET)

    def linked(self, user: str = "wang.fang", *roles: str) -> None:
        self.door.added(user, *(roles or ("investigator",)))
        issuer, subject = self.provider.url, self.provider.subject
        link_login(self.door.gate, self.door.desk("root"), user, issuer, subject)

    def came(self, *, fresh: bool = False) -> CameBack:
        begun = begin_oidc(
            self.door.gate, self.door.organisation, self.settings, self.client, fresh=fresh
        )
        back = self.provider.browse(begun.address)
        return CameBack(begun.held, back["state"], back["code"], back["iss"])

    def finish(self, came: CameBack) -> LoggedIn:
        return finish_oidc(self.door.gate, self.settings, self.client, came)

    def log_in(self, *, fresh: bool = False) -> LoggedIn:
        return self.finish(self.came(fresh=fresh))

    def unproved(self, came: CameBack | None = None) -> str:
        """Expect a refusal that says nothing, and return what the server's log is told."""
        with pytest.raises(RefusedError) as caught:
            self.finish(came or self.came())
        assert caught.value.code == "login failed"
        assert not caught.value.found
        return str(caught.value.__cause__)


@pytest.fixture
def there(store: SqlStore) -> Iterator[There]:
    door = Door(store)
    with providing(lambda: door.now_us // SECOND_US) as provider, provider_client() as client:
        yield There(door, provider, client)


def test_somebody_whom_a_lead_linked_is_let_in(there: There) -> None:
    there.linked()
    logged_in = there.log_in()
    present = session_of(there.door.gate, logged_in.cookie)
    assert (present.caller.user, present.needs) == ("wang.fang", "")
    assert logged_in.session.second_factor
    assert logged_in.session.proved_us == there.door.now_us - 20 * SECOND_US
    assert there.door.acts()[-1] == ("wang.fang", "logged in")
    (asked,) = there.provider.asked
    assert (asked["code_challenge_method"], asked["scope"]) == ("S256", "openid")


def test_nobody_is_let_in_whom_no_lead_linked(there: There) -> None:
    there.door.added("wang.fang", "investigator")
    assert "no user is linked" in there.unproved()
    there.linked()
    there.provider.subject = "somebody else"
    assert "no user is linked" in there.unproved()


def test_who_was_unlinked_or_has_left_is_out_with_every_session(there: There) -> None:
    there.linked()
    cookie = there.log_in().cookie
    there.door.left("wang.fang")
    assert "may not act" in there.unproved()
    there.door.added("wang.fang", "investigator")
    unlink_login(there.door.gate, there.door.desk("root"), "wang.fang")
    assert "no user is linked" in there.unproved()
    with pytest.raises(RefusedError) as caught:
        session_of(there.door.gate, cookie)
    assert caught.value.code == "session over"


def test_a_code_works_once(there: There) -> None:
    there.linked()
    came = there.came()
    assert there.finish(came)
    assert "invalid_grant" in there.unproved(came)
    assert there.provider.tokens_refused == ["code"]


def test_an_answer_counts_in_the_browser_that_began(there: There) -> None:
    there.linked()
    mine, other = there.came(), there.came()
    assert "another login" in there.unproved(replace(mine, held=other.held))
    assert "another login" in there.unproved(replace(mine, state="é\ud800"))
    assert "began no login" in there.unproved(replace(mine, held="made up"))
    cut = mine.held[:-4] + ("AAAA" if mine.held[-4:] != "AAAA" else "BBBB")
    assert "began no login" in there.unproved(replace(mine, held=cut))
    assert "another provider" in there.unproved(replace(mine, issuer="https://other.example"))
    # PKCE: a code that was stolen on its way does nothing for who did not begin.
    assert "invalid_grant" in there.unproved(replace(other, code=mine.code))
    assert there.provider.tokens_refused == ["verifier"]


def test_an_answer_that_comes_late_is_none(there: There) -> None:
    there.linked()
    came = there.came()
    there.door.wait(600)
    assert "too long ago" in there.unproved(came)


def test_a_fresh_proof_is_asked_for_and_seen(there: There) -> None:
    there.linked()
    assert there.log_in(fresh=True)
    assert (there.provider.asked[-1]["prompt"], there.provider.asked[-1]["max_age"]) == (
        "login",
        "0",
    )
    there.provider.claims = {"auth_time": there.door.now_us // SECOND_US - 901}
    assert "no fresh proof" in there.unproved(there.came(fresh=True))
    assert there.log_in().session.proved_us < there.door.now_us - 900 * SECOND_US
    there.provider.claims = {"auth_time": None}
    assert "no fresh proof" in there.unproved(there.came(fresh=True))
    assert there.log_in().session.proved_us == 0


def test_roles_that_need_a_second_factor_get_it_from_the_provider_or_show_a_code(
    there: There,
) -> None:
    there.linked("wang.fang", "lead")
    there.provider.claims = {"amr": ["pwd"]}
    logged_in = there.log_in()
    present = session_of(there.door.gate, logged_in.cookie)
    assert (present.needs, present.caller.scopes) == ("codes", frozenset())
    there.settings = replace(there.settings, second_factor=True)
    assert session_of(there.door.gate, there.log_in().cookie).needs == ""


def test_one_account_of_the_provider_is_one_user_and_no_lead_links_himself(there: There) -> None:
    there.linked()
    with pytest.raises(RefusedError) as caught:
        there.linked("li.wei")
    assert caught.value.code == "login linked"
    link = (there.provider.url, "another")
    with pytest.raises(RefusedError) as caught:
        link_login(there.door.gate, there.door.desk("root"), "root", *link)
    assert caught.value.code == "same person"
    with pytest.raises(RefusedError) as caught:
        link_login(there.door.gate, there.door.desk("root"), "nobody", *link)
    assert caught.value.code == "no such user"
