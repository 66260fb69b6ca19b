"""People who really log in: set-up, password, codes, the session's cookie and what goes with it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyotp
import pytest
from pyotp.totp import TOTP

from clearwater.app.identity.setup import issue_setup
from clearwater.app.identity.tokens import issue_token
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import Verb
from clearwater.web.boundary import SESSION_COOKIE
from clearwater.web.known_by_store import KnownByStore
from tests.helpers import web_cases as cases
from tests.helpers.web_requests import PASSWORD, added, gate_of, with_device, with_password
from tests.helpers.web_server import BY_ROLE, ELSEWHERE, Server, server_again, server_at

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a server that knows people by what the store keeps; everybody has a password."""
    first = server_at(tmp_path / "cases.db", tmp_path / "files")
    for user in ("ines", "rosa", "lea", "mia"):
        with_password(first, user)
    now = first.clock.now_us
    first.store.close()
    made = server_again(
        tmp_path / "cases.db",
        tmp_path / "files",
        lambda settings: replace(settings, identity=KnownByStore.of),
    )
    made.clock.now_us = now
    with made.client:
        yield made


def log_in(server: Server, user: str = "ines", organisation: str = "main", **more: Any) -> Any:
    said = {"organisation": organisation, "user": user, "password": PASSWORD} | more
    return server.post(None, "/sessions", said)


def csrf(answer: Any) -> dict[str, str]:
    return {"X-CSRF-Token": answer.json()["csrf"]}


def test_a_password_opens_a_session(server: Server) -> None:
    answer = log_in(server)
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert server.get(None, "/cases").status_code == 200
    assert server.get(None, "/me").json()["user"] == "ines"
    assert PASSWORD not in server.log.getvalue()


def test_a_cookie_alone_changes_nothing(server: Server) -> None:
    answer = log_in(server)
    clue = {"source": "patrol", "note": "见到"}
    for headers in ({}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": ""}):
        refused = server.post(None, "/clues", clue, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (
            403, "urn:clearwater:problem:csrf",
        )  # fmt: skip
    assert server.post(None, "/clues", clue, headers=csrf(answer)).status_code == 201
    server.client.cookies.clear()
    other = log_in(server, "mia", "华东")
    server.client.cookies.clear()
    log_in(server)
    assert server.post(None, "/clues", clue, headers=csrf(other)).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "x"}, {"user": "nobody"}, {"organisation": "nowhere"}, {"user": "mia"},
        {"organisation": "\x00"}, {"organisation": "华东"},
    ],
)  # fmt: skip
def test_every_failure_says_the_same(server: Server, wrong: dict[str, str]) -> None:
    answer = log_in(server, **{"user": "ines", "organisation": "main", **wrong})
    assert (answer.status_code, answer.json()["type"]) == (
        401, "urn:clearwater:problem:login-failed",
    )  # fmt: skip
    assert "set-cookie" not in answer.headers


def test_only_people_of_organisations_that_are_served_come_in(
    tmp_path: Path, server: Server
) -> None:
    session = log_in(server, "mia", ELSEWHERE)
    assert session.status_code == 201
    cookie = {"Cookie": session.headers["set-cookie"].partition(";")[0]}
    bearer = issue_token(server.desk("mia"), ["read"], 1).bearer
    new = added(server, "mia")
    setup = issue_setup(gate_of(server), server.desk("mia"), new).token
    said = {"organisation": ELSEWHERE, "user": new, "token": setup, "password": PASSWORD}
    fewer = server_again(
        tmp_path / "cases.db",
        tmp_path / "files",
        lambda usual: replace(usual, identity=KnownByStore.of, organisations=("main",)),
    )
    fewer.clock.now_us = server.clock.now_us
    with fewer.client:
        refused = log_in(fewer, "mia", ELSEWHERE)
        assert refused.json()["type"].endswith("login-failed")
        assert refused.json()["detail"] == log_in(fewer, "nobody").json()["detail"]
        assert fewer.get(None, "/me", headers=cookie).json()["type"].endswith("session-over")
        assert fewer.get(bearer, "/me").json()["type"].endswith("token-failed")
        late = fewer.post(None, "/set-ups", said)
        assert late.json()["type"].endswith("set-up-failed")
        assert log_in(fewer).status_code == 201


def test_what_was_made_up_is_no_session_and_no_fault(server: Server) -> None:
    heads: list[object] = [
        [], 1, None, {"alg": ["HS256"]}, {"alg": "HS256", "crit": 7},
        {"alg": "HS256", "crit": ["b64"], "b64": False}, {"alg": "HS256", "kid": [1]},
        {"alg": "dir", "enc": "A128GCM"},
    ]  # fmt: skip
    coded = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode() for one in heads]
    for head in coded:
        for cookie in (f"{head.rstrip('=')}.e30.Ingi", head.rstrip("=") + "...."):
            headers = {"Cookie": f"{SESSION_COOKIE}={cookie}"}
            assert server.get(None, "/me", headers=headers).status_code == 401, head


def test_whoever_takes_reports_in_sees_their_own_and_knows_the_words(server: Server) -> None:
    with_password(server, BY_ROLE[Role.INTAKE])
    answer = log_in(server, BY_ROLE[Role.INTAKE])
    said = {"scopes": ["receive user report"], "days": 1}
    made = server.post(None, "/tokens", said, headers=csrf(answer))
    assert made.status_code == 201, made.text
    assert [one["token"] for one in server.get(None, "/tokens").json()["tokens"]] == [
        made.json()["token"]
    ]
    (mine,) = server.get(None, "/logins").json()["logins"]
    assert mine["user"] == BY_ROLE[Role.INTAKE]
    me = server.get(None, "/me").json()
    report = {"reporter": "小红", "account": "小明", "category": me["categories"][0]}
    name = server.post(None, "/user-reports", report, headers=csrf(answer)).json()["report"]
    purpose = {"purpose": me["purposes"][0]}
    shown = server.post(None, f"/user-reports/{name}/readings", purpose, headers=csrf(answer))
    assert shown.status_code == 200, shown.text
    assert server.get(None, "/cases").status_code == 403


def test_behind_tls_no_other_host_can_set_the_session(tmp_path: Path) -> None:
    first = server_at(tmp_path / "t.db", tmp_path / "t")
    with_password(first, "ines")
    now = first.clock.now_us
    first.store.close()
    server = server_again(
        tmp_path / "t.db",
        tmp_path / "t",
        lambda usual: replace(usual, identity=KnownByStore.of, tls=True),
    )
    server.clock.now_us = now
    with server.client:
        cookie = log_in(server).headers["set-cookie"]
        assert cookie.startswith("__Host-clearwater_session=")
        assert {"Secure", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        pair = cookie.partition(";")[0]
        server.client.cookies.clear()
        assert server.get(None, "/me", headers={"Cookie": pair}).status_code == 200
        plain = {"Cookie": pair.removeprefix("__Host-")}
        assert server.get(None, "/me", headers=plain).status_code == 401


def test_a_forged_cookie_is_none(server: Server) -> None:
    answer = log_in(server)
    name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
    server.client.cookies.clear()
    for forged in (value[:-2] + "xx", "x", "", value.replace(".", "!"), "💧"):
        headers = {"Cookie": f"{name}={forged}".encode()}
        assert server.get(None, "/cases", headers=headers).status_code == 401


def test_logging_out_ends_it(server: Server) -> None:
    answer = log_in(server)
    value = answer.headers["set-cookie"].partition(";")[0]
    out = server.ask("DELETE", None, "/sessions/current", headers=csrf(answer))
    assert out.status_code == 200
    assert "Max-Age=0" in out.headers["set-cookie"]
    server.client.cookies.clear()
    late = server.get(None, "/cases", headers={"Cookie": value})
    assert (late.status_code, late.json()["type"]) == (401, "urn:clearwater:problem:session-over")


def test_an_idle_session_is_over_and_a_used_one_is_renewed(server: Server) -> None:
    log_in(server)
    server.clock.now_us += 2 * 60_000_000
    renewed = server.get(None, "/me")
    assert "set-cookie" in renewed.headers
    server.clock.now_us += 30 * 86_400_000_000
    assert server.get(None, "/me").status_code == 401


def test_what_takes_effect_needs_a_fresh_proof(server: Server) -> None:
    case = cases.decided(server, by="ines")
    answer = log_in(server)
    server.clock.now_us += 20 * 60_000_000
    path = f"/cases/{case}/notices"
    refused = server.post(None, path, headers=csrf(answer))
    assert (refused.status_code, refused.json()["type"]) == (
        403, "urn:clearwater:problem:prove-again",
    )  # fmt: skip
    proof = server.post(
        None, "/sessions/current/proofs", {"password": PASSWORD}, headers=csrf(answer)
    )
    assert proof.status_code == 200, proof.text
    assert server.post(None, path, headers=csrf(proof)).status_code == 200


def test_a_lead_shows_codes_before_anything_else(server: Server) -> None:
    answer = log_in(server, "lea")
    assert answer.json()["second_factor"] is False
    refused = server.get(None, "/cases")
    assert (refused.status_code, refused.json()["type"]) == (
        403, "urn:clearwater:problem:second-factor",
    )  # fmt: skip
    assert server.get(None, "/sessions/current").json()["needs"] == "codes"
    begun = server.post(None, "/me/devices", headers=csrf(answer))
    assert begun.status_code == 200, begun.text
    device = begun.json()
    codes = pyotp.parse_uri(device["address"])
    assert isinstance(codes, TOTP)
    said = {"ticket": device["ticket"], "code": codes.at(server.clock.us() // 1_000_000)}
    confirmed = server.post(None, "/me/devices/confirmations", said, headers=csrf(answer))
    assert confirmed.json()["second_factor"] is True
    assert server.get(None, "/cases").status_code == 200
    server.client.cookies.clear()
    assert log_in(server, "lea").status_code == 401
    server.clock.now_us += 60_000_000
    code = codes.at(server.clock.us() // 1_000_000)
    assert log_in(server, "lea", code=code).status_code == 201


def test_a_set_up_token_sets_a_password_once(server: Server) -> None:
    device = with_device(server, "lea")
    del device
    token = issue_setup(gate_of(server), server.desk("lea"), "ivo").token
    said = {
        "organisation": "main", "user": "ivo", "token": token, "password": "纸鹤-turnip-5512-窗台",
    }  # fmt: skip
    weak = server.post(None, "/set-ups", said | {"password": "ivo"})
    assert (weak.status_code, weak.json()["type"]) == (422, "urn:clearwater:problem:weak-password")
    assert server.post(None, "/set-ups", said).status_code == 201
    assert server.get(None, "/me").json()["user"] == "ivo"
    server.client.cookies.clear()
    again = server.post(None, "/set-ups", said)
    assert (again.status_code, again.json()["type"]) == (
        401,
        "urn:clearwater:problem:set-up-failed",
    )


def test_a_program_works_within_its_scopes(server: Server) -> None:
    answer = log_in(server)
    made = server.post(
        None, "/tokens", {"scopes": ["read", "receive clue"], "days": 7}, headers=csrf(answer)
    )
    assert made.status_code == 201, made.text
    bearer = made.json()["bearer"]
    assert bearer not in server.log.getvalue()
    server.client.cookies.clear()
    assert server.get(bearer, "/cases").status_code == 200
    assert server.post(bearer, "/clues", {"source": "patrol", "note": "x"}).status_code == 201
    refused = server.get(bearer, "/ledger")
    assert (refused.status_code, refused.json()["expected"]) == (403, "the scope verify")
    more = server.post(bearer, "/tokens", {"scopes": ["verify"], "days": 7})
    assert more.status_code == 403
    answer = log_in(server)
    name = made.json()["token"]
    listed = server.get(None, "/tokens").json()["tokens"]
    assert [one["token"] for one in listed] == [name]
    assert bearer not in str(listed)
    gone = server.ask("DELETE", None, f"/tokens/{name}", headers=csrf(answer))
    assert gone.json()["state"] == "revoked"
    server.client.cookies.clear()
    late = server.get(bearer, "/cases")
    assert (late.status_code, late.json()["type"]) == (401, "urn:clearwater:problem:token-failed")


def test_no_program_is_given_what_a_person_decides(server: Server) -> None:
    answer = log_in(server)
    for verb in (Verb.DECIDE, Verb.ISSUE_TOKEN):
        refused = server.post(
            None, "/tokens", {"scopes": [str(verb)], "days": 7}, headers=csrf(answer)
        )
        assert refused.status_code in {403, 422}, refused.text


def test_no_provider(server: Server) -> None:
    assert server.get(None, "/provider/logins?organisation=main").status_code == 404
    assert server.get(None, "/provider/returns?state=a&code=b").status_code == 404
