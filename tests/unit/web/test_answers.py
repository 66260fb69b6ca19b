"""The same request with the same key is done once and answered twice, also at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from clearwater.app.answering import DAY_US, forget_answers
from clearwater.cases.records.case import Clue
from clearwater.cases.records.request import Answer
from tests.helpers import web_cases as cases
from tests.helpers.web_server import Server

SAID = {"source": "patrol", "account": "小红 red", "note": "刷单 · brushing"}
KEY = {"Idempotency-Key": "k-1"}


def answers_of(server: Server) -> tuple[Answer, ...]:
    with server.store.reading("main") as unit:
        return unit.find(Answer)


def test_the_same_again_does_nothing_and_says_the_same(server: Server) -> None:
    first = server.post("ines", "/clues", SAID, headers=KEY)
    entries = server.entries()
    again = server.post("ines", "/clues", SAID, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert server.entries() == entries
    assert server.get("ines", f"/clues/{first.json()['clue']}").json()["times"] == 1


def test_without_a_key_it_is_done_again(server: Server) -> None:
    once = server.post("ines", "/clues", SAID).json()
    assert server.post("ines", "/clues", SAID).json() == once | {
        "times": 2,
        "last": server.get("ines", f"/clues/{once['clue']}").json()["last"],
    }


@pytest.mark.parametrize(
    "other",
    [{"note": "something else"}, {"account": None, "note": SAID["note"]}],
)
def test_the_key_for_something_else_is_a_mistake(
    server: Server, other: dict[str, str | None]
) -> None:
    server.post("ines", "/clues", SAID, headers=KEY)
    entries = server.entries()
    answer = server.post("ines", "/clues", SAID | other, headers=KEY)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:clearwater:problem:key-used"
    assert server.entries() == entries


def test_a_key_is_somebody_s_own(server: Server) -> None:
    mine = server.post("ines", "/clues", SAID, headers=KEY).json()
    his = server.post("ivo", "/clues", {"source": "patrol", "note": "anders"}, headers=KEY)
    hers = server.post("mia", "/clues", {"source": "patrol", "note": "dort"}, headers=KEY)
    assert {his.status_code, hers.status_code} == {201}
    assert len({mine["clue"], his.json()["clue"], hers.json()["clue"]}) == 3


def test_at_the_same_moment_it_is_done_once(server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: server.post("ines", "/clues", SAID, headers=KEY), range(8)))
    assert {one.status_code for one in found} == {201}
    assert len({one.content for one in found}) == 1
    assert sum("idempotency-replayed" in one.headers for one in found) == 7
    with server.store.reading("main") as unit:
        assert [one.times for one in unit.find(Clue)] == [1]


def test_a_refusal_is_not_kept(server: Server) -> None:
    case = cases.opened(server)
    decision = {"measure": "mute", "reason_code": "coordinated engagement", "why": "节奏一致"}
    path = f"/cases/{case}/decisions"
    assert server.post("ivo", path, decision, headers=KEY).status_code == 409
    server.post("ivo", f"/cases/{case}/assignments", {"to": "ivo"})
    assert server.post("ivo", path, decision, headers=KEY).status_code == 200


def test_what_fails_on_the_way_out_is_not_done(server: Server) -> None:
    """The answer is saved with the act: if it cannot be, nothing was done."""
    case = cases.opened(server)
    entries = server.entries()
    wrong = {"If-Match": '"another"', **KEY}
    path = f"/cases/{case}/assignments"
    assert server.post("ivo", path, {"to": "ivo"}, headers=wrong).status_code == 412
    assert server.entries() == entries
    assert not answers_of(server)


def test_nobody_is_named_in_what_is_kept(server: Server) -> None:
    case = cases.opened(server)
    server.post("ines", "/clues", SAID, headers=KEY)
    read = {"purpose": "case work"}
    path = f"/cases/{case}/readings"
    first = server.post("ines", path, read, headers={"Idempotency-Key": "k-2"})
    entries = server.entries()
    again = server.post("ines", path, read, headers={"Idempotency-Key": "k-2"})
    assert "用户_" in first.text
    assert again.json()["members"] == first.json()["members"]
    assert server.entries() == entries + 1, "to be shown people again is on record again"
    other = server.post("ines", path, {"purpose": "appeal"}, headers={"Idempotency-Key": "k-2"})
    assert other.status_code == 422
    for row in answers_of(server):
        kept = f"{row.body} {row.place} {row.request} {row.answer}"
        assert not any(word in kept for word in ("小红", "刷单", "用户_", "k-1", "k-2", "ines"))


def test_after_a_day_the_key_is_new_and_the_answer_forgotten(server: Server) -> None:
    server.post("ines", "/clues", SAID, headers=KEY)
    server.clock.now_us += DAY_US
    entries = server.entries()
    again = server.post("ines", "/clues", SAID, headers=KEY)
    assert again.json()["times"] == 2
    assert "idempotency-replayed" not in again.headers
    assert server.entries() > entries
    server.clock.now_us += 2 * DAY_US
    assert forget_answers(server.store, "main", server.clock.us()) == 1
    (row,) = answers_of(server)
    assert (row.body, row.place, row.day) == (None, None, None)
    assert forget_answers(server.store, "main", server.clock.us()) == 0
    assert not server.store.check()


def test_whoever_lost_the_right_is_not_answered_either(server: Server) -> None:
    assert server.post("ivo", "/clues", SAID, headers=KEY).status_code == 201
    etag = server.get("lea", "/users/ivo").headers["etag"]
    said = {"roles": ["auditor"]}
    server.ask("PUT", "lea", "/users/ivo", json=said, headers={"If-Match": etag})
    assert server.post("ivo", "/clues", SAID, headers=KEY).status_code == 403


@pytest.mark.parametrize("key", ["", "with blank", "键", "x" * 201])
def test_what_is_no_key(server: Server, key: str) -> None:
    answer = server.post("ines", "/clues", SAID, headers={"Idempotency-Key": key.encode()})
    assert answer.status_code == 422
