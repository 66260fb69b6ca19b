"""What a server promises, on both databases: the life of a case, keys, conditions, tenants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clearwater.app.case.organisation import change_user
from clearwater.cases.records.case import Clue
from clearwater.cases.store.opening import open_store
from clearwater.web.models.cases import CaseStanding
from tests.contracts.conftest import Where
from tests.helpers import web_cases as cases
from tests.helpers.web_requests_bodies import with_tree
from tests.helpers.web_server import BELOW, ELSEWHERE, PEOPLE, Server, server_at

pytestmark = pytest.mark.slow
WHY = "同一批设备，同一节奏"


@pytest.fixture
def server(where: Where) -> Iterator[Server]:
    made = server_at(where.url, where.files)
    with made.client:
        yield made


def test_the_life_of_a_case(server: Server) -> None:
    case = cases.opened(server)
    one = f"/cases/{case}"
    assert server.post("ivo", f"{one}/assignments", {"to": "ivo"}).json()["state"] == "in review"
    (first, *rest) = cases.subjects_of(server, case)
    server.post("ivo", f"{one}/exclusions", {"subject": first, "why": "被盗号"})
    seen = server.post("ivo", f"{one}/previews").json()
    assert seen["accounts"] == len(rest)
    decision = {
        "measure": "suspend", "reason_code": "coordinated engagement", "why": WHY,
        "previewed": seen["members"],
    }  # fmt: skip
    assert server.post("ivo", f"{one}/decisions", decision).json()["state"] == "proposed"
    alone = server.post("max", f"{one}/approvals")
    assert alone.json()["state"] == "decided"
    told = server.post("ivo", f"{one}/notices").json()
    assert told["notices"] == 2 * len(rest)
    assert server.post("lea", "/deliveries").json()["delivered"] == 4
    server.clock.now_us += 1_000_000
    held = server.post("ada", "/restrictions/searches", {"purpose": "enforcement"}).json()
    assert {row["measure"] for row in held["restrictions"]} == {"suspend"}
    server.post("ines", f"{one}/appeals", {"statement": "我们是同学", "subjects": rest[:1]})
    (appeal,) = server.get("abel", f"{one}/appeals").json()["appeals"]
    assert [who["subject"] for who in appeal["appellants"]] == rest[:1]
    answer = {"outcome": "overturned", "why": "课表证明", "subjects": rest[:1]}
    path = f"{one}/appeals/{appeal['appeal']}/answers"
    assert server.post("max", path, answer).json()["type"].endswith("had-part")
    answered = server.post("abel", path, answer)
    assert answered.status_code == 200, answered.text
    server.post("lea", "/deliveries")
    closed = server.post("lea", f"{one}/closings", {"why": "办结"}).json()
    assert CaseStanding(**closed).outcome == "measures"
    assert not server.store.check()
    verified = server.post("ada", "/ledger/verifications").json()
    assert verified["verified"] is True


def test_one_key_at_the_same_moment(server: Server) -> None:
    said, headers = {"source": "patrol", "account": "小红"}, {"Idempotency-Key": "k"}
    with ThreadPoolExecutor(6) as pool:
        found = list(
            pool.map(lambda _: server.post("ines", "/clues", said, headers=headers), range(6))
        )
    assert {one.content for one in found} == {found[0].content}
    with server.store.reading("main") as unit:
        assert [one.times for one in unit.find(Clue)] == [1]
    assert not server.store.check()


def test_of_many_who_saw_the_same_one_replaces_it(server: Server) -> None:
    etag = server.get("lea", "/users/ivo").headers["etag"]
    ready = threading.Barrier(4)

    def put(role: str) -> int:
        ready.wait()
        said, headers = {"roles": [role]}, {"If-Match": etag}
        return int(server.ask("PUT", "lea", "/users/ivo", json=said, headers=headers).status_code)

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(put, ("auditor", "reviewer", "lead", "appeals")))
    assert found == [200, 412, 412, 412]


def test_two_organisations_see_nothing_of_each_other(server: Server) -> None:
    case, clue = cases.opened(server), cases.a_clue(server)
    for path in (f"/cases/{case}", f"/cases/{case}/members", f"/clues/{clue}", "/users/ines"):
        assert server.get("max", path).status_code == 200
        assert server.get("mia", path).status_code == 404
    assert server.get("mia", "/cases").json()["cases"] == []
    there = {line["user"] for line in server.get("mia", "/ledger/entries").json()["entries"]}
    assert there == {"root"}
    assert {one["user"] for one in server.get("mia", "/users").json()["users"]} == {
        login for login, (whose, _) in PEOPLE.items() if whose == ELSEWHERE
    }


def test_what_passes_between_bodies_is_one_transaction(server: Server) -> None:
    with_tree(server)
    said = {"what": cases.opened(server), "to": BELOW, "why": "属地管辖"}
    name = server.post("lea", "/handovers", said, headers={"Idempotency-Key": "k"}).json()[
        "handover"
    ]
    taken = server.post("mei", f"/handovers/{name}/acceptances", headers={"Idempotency-Key": "k"})
    assert taken.status_code == 200, taken.text
    again = server.post("mei", f"/handovers/{name}/acceptances", headers={"Idempotency-Key": "k"})
    assert again.json() == taken.json()
    assert not server.store.check()


def test_a_right_that_somebody_lost_elsewhere_is_lost_here(server: Server, where: Where) -> None:
    """What a server remembers of who may what is of one state of the ledger, whoever writes it."""
    assert server.get("ivo", "/cases").status_code == 200
    other = open_store(where.url, Path(where.files), create=False)
    try:
        elsewhere = Server(other, None, server.client, server.clock, server.log)
        change_user(elsewhere.desk("lea"), "ivo", (), active=False)
    finally:
        other.close()
    assert server.get("ivo", "/cases").status_code == 403
