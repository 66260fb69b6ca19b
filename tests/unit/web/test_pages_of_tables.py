"""Lists that use-cases return whole, in pages: nothing is missed while their order changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clearwater.app.org import handing_over, registers
from tests.helpers import web_cases as cases
from tests.helpers import web_requests_bodies as bodies
from tests.helpers.web_server import BELOW, Server
from tests.unit.web.test_pages import walked

pytestmark = pytest.mark.slow


def _part(server: Server) -> None:
    bodies.invited(server)


def _creator(server: Server) -> None:
    number = bodies.a_body(server)
    registers.change_agency(server.desk("lea"), f"机构 {number}")
    said = registers.CreatorSaid(f"主播 {number}", 1_000, f"机构 {number}")
    registers.change_creator(server.desk("lea"), said)


LISTS: dict[str, tuple[str, Callable[[Server], object]]] = {
    "/handovers": ("handover", lambda server: bodies.offered(server, by_us=True)),
    "/parts": ("participation", _part),
    "/duties": ("duty", bodies.asked),
    "/agencies": ("agency", _creator),
    "/creators": ("creator", _creator),
    "/user-reports": ("report", bodies.a_report),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_table_is_the_same_in_pages(server: Server, path: str) -> None:
    bodies.with_tree(server)
    key, make = LISTS[path]
    for _ in range(5):
        make(server)
    whole = [one[key] for one in walked(server, f"{path}?limit=200", "items")]
    assert len(set(whole)) == len(whole) == 5
    for limit in (1, 2, 5, 200):
        assert [one[key] for one in walked(server, f"{path}?limit={limit}", "items")] == whole
    cursor = server.get("max", f"{path}?limit=2").json()["next"]
    for other in LISTS:
        wanted = 200 if other == path else 400
        assert server.get("max", f"{other}?limit=2&cursor={cursor}").status_code == wanted


def test_what_is_answered_between_two_pages_is_not_missed(server: Server) -> None:
    """People read what waits first; a page ends at a name, which no answer moves."""
    names = {bodies.offered(server, by_us=False) for _ in range(4)}

    def answered() -> None:
        waiting = [
            one["handover"]
            for one in server.get("max", "/handovers").json()["items"]
            if one["state"] == "offered"
        ]
        if waiting:
            handing_over.send_back(server.desk("lea"), waiting[0], cases.WHY)

    found = [
        one["handover"] for one in walked(server, "/handovers?limit=1", "items", between=answered)
    ]
    assert set(found) == names
    assert len(found) == 4


def test_each_side_of_a_hand_over_has_its_own_row(server: Server) -> None:
    name = bodies.offered(server, by_us=True)
    ours, theirs = (server.get(who, "/handovers").json()["items"] for who in ("lea", "mei"))
    assert [one["handover"] for one in (*ours, *theirs)] == [name, name]
    assert ours[0]["ours"] == theirs[0]["theirs"] is not None
    assert (ours[0]["receiver"], ours[0]["why"], theirs[0]["why"]) == (BELOW, None, None)
    assert server.get("mia", "/handovers").status_code in {200, 404}
    assert name not in server.get("mia", "/handovers").text
