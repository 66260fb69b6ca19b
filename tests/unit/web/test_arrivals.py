"""Webhooks of partners: signed, or nothing happens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

import pytest

from tests.helpers.web_requests_bodies import a_flag
from tests.helpers.web_server import API, ELSEWHERE, Server

BODY = a_flag(7).encode()


def a_secret(server: Server) -> bytes:
    said = {"partner": "social", "sends": ["flags", "clues"], "make_secret": True}
    made = server.post("lea", "/partners", said)
    assert made.status_code == 200, made.text
    assert made.json()["secret"] not in server.get("lea", "/partners").text
    return base64.b64decode(str(made.json()["secret"]).removeprefix("whsec_"))


def signed(secret: bytes, body: bytes, *, at_s: float | None = None) -> dict[str, str]:
    stamp = str(int(time.time() if at_s is None else at_s))
    said = b".".join((b"msg_1", stamp.encode(), body))
    mark = base64.b64encode(hmac.digest(secret, said, hashlib.sha256)).decode()
    return {
        "webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": f"v1,{mark}",
        "content-type": "application/activity+json",
    }  # fmt: skip


def sent(server: Server, headers: dict[str, str], where: str = "main/social") -> tuple[int, str]:
    answer = server.client.post(f"{API}/arrivals/{where}", content=BODY, headers=headers)
    return answer.status_code, answer.text


def test_a_signed_flag_is_a_clue_once(server: Server) -> None:
    headers = signed(a_secret(server), BODY)
    status, text = sent(server, headers)
    assert status == 200, text
    assert '"again":false' in text
    assert '"again":true' in sent(server, headers)[1]
    assert len(server.get("ines", "/clues").json()["clues"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,AAAA"}, {"webhook-id": "msg_2"}, {"webhook-timestamp": "1"},
        {"webhook-signature": ""},
    ],
)  # fmt: skip
def test_what_nobody_signed_does_nothing(server: Server, change: dict[str, str]) -> None:
    headers = signed(a_secret(server), BODY)
    before = server.entries()
    status, text = sent(server, headers | change)
    assert (status, "not-genuine" in text) == (401, True)
    assert server.entries() == before


def test_strangers_and_other_organisations_are_told_the_same(server: Server) -> None:
    headers = signed(a_secret(server), BODY)
    for where in (f"{ELSEWHERE}/social", "main/nobody", "nowhere/social"):
        assert sent(server, headers, where)[0] == 401
    assert sent(server, {"content-type": "application/json"})[0] == 401
