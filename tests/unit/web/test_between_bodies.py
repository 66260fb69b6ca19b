"""What passes between bodies has an address, and nobody answers what they have not seen."""

from __future__ import annotations

import pytest

from tests.helpers import web_cases as cases
from tests.helpers import web_requests_bodies as bodies
from tests.helpers.web_server import API, BELOW, Server

pytestmark = pytest.mark.slow


def test_what_is_made_has_an_address(server: Server) -> None:
    bodies.with_tree(server)
    offer = {"what": cases.a_clue(server), "to": BELOW, "why": cases.WHY}
    question = {"body": BELOW, "question": "同意吗？ Do you agree?"}
    week = {"platform": bodies.PLATFORM, "week": "2026-W09"}
    for path, said in (
        ("/handovers", offer),
        (f"/cases/{cases.in_review(server)}/invitations", question),
        ("/duties", week),
    ):
        made = server.post("lea", path, said)
        assert made.status_code == 201, made.text
        place = made.headers["location"].removeprefix(API)
        assert server.get("lea", place).json() == made.json()
        assert server.get("mia", place).status_code == 404


def test_an_offer_that_changed_is_another(server: Server) -> None:
    name = bodies.offered(server, by_us=False)
    path, why = f"/handovers/{name}", {"why": cases.WHY}
    etag = server.get("lea", path).headers["etag"]
    done = server.post("lea", f"{path}/returns", why, headers={"If-Match": etag})
    assert done.status_code == 200, done.text
    assert done.json()["state"] == "returned"
    assert done.headers["etag"] == server.get("lea", path).headers["etag"] != etag
    before = server.entries()
    late = server.post("max", f"{path}/returns", why, headers={"If-Match": etag})
    assert (late.status_code, late.headers["etag"]) == (412, done.headers["etag"])
    assert server.entries() == before


def test_each_side_of_a_part_sees_its_position(server: Server) -> None:
    name = bodies.invited(server, taking_part=True)
    path = f"/parts/{name}"
    etag = server.get("lea", path).headers["etag"]
    said = {"position": "disagrees", "why": "它们是同一所学校的学生 one school"}
    done = server.post("lea", f"{path}/positions", said, headers={"If-Match": etag})
    assert done.json()["position"] == "disagrees"
    for who in ("lea", "mei"):
        shown = server.get(who, path)
        assert shown.json()["position"] == "disagrees"
        assert "学校" not in shown.text
    again = server.post("lea", f"{path}/positions", said, headers={"If-Match": etag})
    assert again.status_code == 412


def test_a_duty_that_somebody_checked_is_another(server: Server) -> None:
    name = bodies.asked(server, received=True)
    path, said = f"/duties/{name}", {"found": [{"rule": "sum", "found": "13"}]}
    etag = server.get("ines", path).headers["etag"]
    done = server.post("ines", f"{path}/checks", said, headers={"If-Match": etag})
    assert done.json()["faults"] == 1
    stale = server.post("ines", f"{path}/checks", said, headers={"If-Match": etag})
    assert stale.status_code == 412
