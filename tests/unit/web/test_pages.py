"""Lists a page at a time: whatever comes in meanwhile, nothing is missed or comes twice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.cases import acts
from clearwater.cases.records.case import Case, Clue
from clearwater.cases.workflow.base import Step
from tests.helpers import web_cases as cases
from tests.helpers.made_up_cases import made
from tests.helpers.stores import START_US, a_case, opening_of
from tests.helpers.web_server import Server, server_at

STATES = ("open", "in review", "proposed", "decided", "notified", "closed")


def walked(
    server: Server, path: str, items: str, *, between: Callable[[], None] = lambda: None
) -> list[Any]:
    """Return everything that a list gives, page by page."""
    found, cursor = [], ""
    while True:
        mark = "&" if "?" in path else "?"
        said = server.get("max", path + (f"{mark}cursor={quote(cursor)}" if cursor else ""))
        assert said.status_code == 200, said.text
        found += said.json()[items]
        cursor = said.json()["next"]
        if cursor is None:
            return found
        between()


@given(
    before=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(STATES)), max_size=12),
    meanwhile=st.lists(st.tuples(st.integers(-3, 12), st.sampled_from(STATES)), max_size=8),
    limit=st.integers(1, 5),
)
@settings(max_examples=25, deadline=None)
def test_the_queue_misses_nobody(
    before: list[tuple[int, str]], meanwhile: list[tuple[int, str]], limit: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as server:
        put(server, before, "case-b")
        coming = iter(enumerate(meanwhile))

        def between() -> None:
            for number, one in coming:
                put(server, [one], f"case-m{number}")
                return

        found = walked(server, f"/cases?limit={limit}", "cases", between=between)
        names = [one["case"] for one in found]
        assert len(set(names)) == len(names)
        open_before = {
            f"case-b-{place}" for place, (_, state) in enumerate(before) if state != "closed"
        }
        assert open_before <= set(names)
        ranks = dict(_ranks(server))
        assert [ranks[name] for name in names] == sorted(ranks[name] for name in names)


class _served:  # noqa: N801 - used as a function
    def __init__(self, folder: Path) -> None:
        self.server = server_at(folder / "cases.db", folder / "files")

    def __enter__(self) -> Server:
        self.server.client.__enter__()
        return self.server

    def __exit__(self, *_: object) -> None:
        self.server.client.__exit__(None, None, None)


def put(server: Server, given: list[tuple[int, str]], prefix: str) -> None:
    rows = [
        a_case(f"{prefix}-{place}", state=state, rank_us=START_US + rank)
        for place, (rank, state) in enumerate(given)
    ]
    with server.store.writing("main") as unit:
        unit.save([opening_of(row) for row in rows], "王芳", START_US)


def _ranks(server: Server) -> Iterator[tuple[str, tuple[int, str]]]:
    with server.store.reading("main") as unit:
        for row in unit.find(Case):
            yield row.case, (row.rank_us, row.case)


def test_clues_are_complete_while_they_come_in_again(server: Server) -> None:
    names = {cases.a_clue(server) for _ in range(7)}

    def again() -> None:
        with server.store.writing("main") as unit:
            new = made(
                *(Clue, "main"), clue=unit.fresh.name("clue"), source="patrol", state="waiting",
                fingerprint=unit.fresh.salt(), times=1, first_us=START_US, last_us=START_US,
            )  # fmt: skip
            unit.save([Step(acts.ClueReceived(None, new.clue, "patrol", 1), (new,))], "x", START_US)

    found = [one["clue"] for one in walked(server, "/clues?limit=2", "clues", between=again)]
    assert len(found) == len(set(found))
    assert names <= set(found)


@pytest.mark.parametrize(
    ("path", "items", "key"),
    [
        ("/users", "users", "user"),
        ("/ledger/entries", "entries", "number"),
        ("/cases/{case}/members", "items", "subject"),
        ("/cases/{case}/evidence", "items", "name"),
        ("/cases/{case}/measures", "items", "measure"),
        ("/cases/{case}/decisions", "items", "decision"),
    ],
)
def test_every_list_is_the_same_in_pages(shared: Server, path: str, items: str, key: str) -> None:
    path = path.format(case=cases.notified(shared))
    whole = [one[key] for one in walked(shared, f"{path}?limit=200", items)]
    assert whole
    assert len(set(whole)) == len(whole)
    for limit in (1, 2, 200):
        assert [one[key] for one in walked(shared, f"{path}?limit={limit}", items)] == whole


def test_restrictions_in_pages_name_each_account_once(server: Server) -> None:
    for _ in range(3):
        cases.notified(server)
    server.post("ines", "/deliveries")
    server.clock.now_us += 1_000_000
    found: list[str] = []
    cursor = None
    while True:
        asked = {"purpose": "enforcement", "limit": 2, "cursor": cursor}
        said = server.post("ada", "/restrictions/searches", asked).json()
        found += [one["account"] for one in said["restrictions"]]
        cursor = said["next"]
        if cursor is None:
            break
    whole = server.post("ada", "/restrictions/searches", {"purpose": "enforcement", "limit": 200})
    assert found == [one["account"] for one in whole.json()["restrictions"]]
    assert len(set(found)) == len(found) == 9


def test_a_cursor_continues_its_own_list_only(server: Server) -> None:
    put(server, [(number, "open") for number in range(3)], "case-b")
    cursor = server.get("max", "/cases?limit=1").json()["next"]
    assert server.get("max", f"/cases?limit=1&cursor={cursor}").status_code == 200
    for who, path in (
        ("max", "/cases?state=open"),
        ("max", "/clues?"),
        ("mia", "/cases?"),
        ("max", "/cases?assignee=ines"),
    ):
        answer = server.get(who, f"{path}&cursor={cursor}")
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:clearwater:problem:cursor")
    body, _, mark = cursor.partition(".")
    for other in (f"{body}=.{mark}", f"!{body}.{mark}", f"{body}.{mark}.", f"{body}.{mark}x"):
        assert server.get("max", "/cases?limit=1&cursor=" + quote(other)).status_code == 400
    for forged in (f"{body}.{mark[:-1]}", f"{body}x.{mark}", mark, ".", "💧", f"{body}.{'0' * 24}"):
        assert server.get("max", "/cases?cursor=" + quote(forged)).status_code == 400


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5", "9" * 30])
def test_limits_of_a_page(shared: Server, limit: str) -> None:
    assert shared.get("max", f"/cases?limit={limit}").status_code == 422
