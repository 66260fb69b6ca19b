"""People who really log in: set-up, password, codes, the session's cookie and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyotp
import pytest
from pyotp.totp import TOTP

from clearwater.app.identity.setup import issue_setup
from clearwater.cases.workflow.rights import Verb
from clearwater.web.known_by_store import KnownByStore
from tests.helpers import web_cases as cases
from tests.helpers.web_requests import PASSWORD, gate_of, with_device, with_password
from tests.helpers.web_server import Server, server_again, server_at

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
