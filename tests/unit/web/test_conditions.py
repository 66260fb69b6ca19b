"""ETags: what is the same is not sent again, and nobody replaces what they have not seen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.helpers import web_cases as cases
from tests.helpers.web_description import description
from tests.helpers.web_etags import FROM_RUNS, check_etag
from tests.helpers.web_requests import REQUESTS
from tests.helpers.web_server import API, Server

SINGLE = sorted(
    f"GET {path.removeprefix(API)}"
    for path, operations in description()["paths"].items()
    if "304" in operations.get("get", {}).get("responses", {})
)


@pytest.mark.parametrize("operation", [one for one in SINGLE if one not in FROM_RUNS])
def test_what_is_the_same_is_not_sent_again(shared: Server, operation: str) -> None:
    check_etag(shared, "max", REQUESTS[operation](shared, "max").path)


def test_every_single_thing_has_an_etag() -> None:
    paths = description()["paths"]
    single = {
        f"GET {path.removeprefix(API)}"
        for path, operations in paths.items()
        if "get" in operations and path.endswith("}")
    }
    assert single <= set(SINGLE)


def test_a_case_that_changed_is_another(server: Server) -> None:
    case = cases.opened(server)
    etag = server.get("ines", f"/cases/{case}").headers["etag"]
    path = f"/cases/{case}/assignments"
    done = server.post("ines", path, {"to": "ines"}, headers={"If-Match": etag})
    assert done.status_code == 200
    assert done.headers["etag"] == server.get("ines", f"/cases/{case}").headers["etag"] != etag
    late = server.post("ivo", path, {"to": "ivo"}, headers={"If-Match": etag})
    assert late.status_code == 412
    assert late.headers["etag"] == done.headers["etag"]


def policy(server: Server, days: int) -> dict[str, object]:
    said: dict[str, object] = json.loads(server.get("lea", "/policy").text)
    return said | {"appeal_window_s": days * 86_400}


def test_nobody_replaces_unseen(server: Server) -> None:
    answer = server.ask("PUT", "lea", "/policy", json=policy(server, 40))
    assert answer.status_code == 428
    stale = {"If-Match": '"0123"'}
    assert (
        server.ask("PUT", "lea", "/policy", json=policy(server, 40), headers=stale).status_code
        == 412
    )
    new = {"If-None-Match": "*"}
    assert (
        server.ask("PUT", "lea", "/policy", json=policy(server, 40), headers=new).status_code == 412
    )
    assert (
        server.ask("PUT", "lea", "/users/nina", json={"roles": ["lead"]}, headers=stale).status_code
        == 412
    )


def test_of_two_who_saw_the_same_one_is_late(server: Server) -> None:
    etag = server.get("lea", "/policy").headers["etag"]
    wanted = [policy(server, 40 + number) for number in range(6)]

    def put(said: dict[str, object]) -> int:
        headers = {"If-Match": etag}
        return int(server.ask("PUT", "lea", "/policy", json=said, headers=headers).status_code)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(put, wanted)) == [200, *[412] * 5]


def test_a_user_comes_changes_and_leaves(server: Server) -> None:
    new = {"If-None-Match": "*"}
    path = "/users/小王"
    made = server.ask("PUT", "lea", path, json={"roles": ["reviewer"]}, headers=new)
    assert made.status_code == 201
    assert made.json()["roles"] == ["reviewer"]
    assert server.ask("PUT", "lea", path, json={"roles": ["lead"]}, headers=new).status_code == 412
    left = server.ask(
        "PUT", "lea", path, json={"roles": [], "active": False},
        headers={"If-Match": made.headers["etag"]},
    )  # fmt: skip
    assert (left.json()["roles"], left.json()["state"]) == ([], "left")
    own = server.get("lea", "/users/lea").headers["etag"]
    alone = server.ask(
        "PUT", "lea", "/users/lea", json={"roles": ["lead"]}, headers={"If-Match": own}
    )
    assert (alone.status_code, alone.json()["type"]) == (409, "urn:clearwater:problem:same-person")
