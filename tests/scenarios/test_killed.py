"""Killed at random points of the life of cases: nothing is lost, nothing is done twice.

`bench/killed.py` does the same 200 times on each database. Here are a few kills, and for each rule
a store or deliverer that breaks it, which must be found.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.killed_lives import Outcome, many_kills, one_life
from tests.helpers.killed_wrongly import BETWEEN, BREAKS
from tests.helpers.killing import Nursery, nursery
from tests.helpers.postgresql import drop_database, new_database

Places = Callable[[], tuple[str, Path]]


@pytest.fixture(scope="module")
def children() -> Iterator[Nursery]:
    with nursery("tests.helpers.killed_life", "psycopg") as ready:
        yield ready


@pytest.fixture
def sqlite(tmp_path: Path) -> Places:
    numbers = itertools.count()

    def place() -> tuple[str, Path]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return str(folder / "cases.sqlite"), folder / "files"

    return place


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[Places]:
    made: list[str] = []

    def place() -> tuple[str, Path]:
        made.append(new_database())
        return made[-1], tmp_path / str(len(made))

    yield place
    for url in made:
        drop_database(url)


@pytest.mark.heavy
def test_on_sqlite_nothing_is_lost_and_nothing_is_done_twice(
    children: Nursery, sqlite: Places
) -> None:
    outcome = many_kills(children, sqlite, kills=10, seed=7, plans=(0, 2))
    assert outcome.faults == []
    assert outcome.killed >= 10
    assert outcome.lives >= 1


@pytest.mark.heavy
def test_on_postgresql_nothing_is_lost_and_nothing_is_done_twice(
    children: Nursery, postgresql: Places
) -> None:
    outcome = many_kills(children, postgresql, kills=3, seed=7, a_life=3, plans=(0,))
    assert outcome.faults == []
    assert outcome.killed >= 3


CAUGHT: dict[str, tuple[list[dict[str, Any]], str]] = {
    # Between the two transactions of the fifth act.
    "rows first": ([{"only": BETWEEN, "last": 5}], "altered row|row of no entry"),
    "entries first": ([{"only": BETWEEN, "last": 5}], "missing row"),
    "new ids": ([{"only": "after the connector", "last": 2}], "came twice"),
    # The last START is out, nobody knows, and an appeal takes everything back.
    "not begun": ([{"only": "after the connector", "last": 12}], "never taken back"),
}


@pytest.mark.heavy
@pytest.mark.parametrize("broken", sorted(BREAKS))
def test_what_is_done_wrong_is_found(children: Nursery, sqlite: Places, broken: str) -> None:
    kills, found = CAUGHT[broken]
    assert re.search(found, faults_of(children, sqlite, kills, broken))


@pytest.mark.heavy
def test_the_same_kills_do_no_harm_where_it_is_done_right(
    children: Nursery, sqlite: Places
) -> None:
    # Where nobody breaks a unit of work in two there is no point between its halves.
    kills = [kill for broken in sorted(BREAKS) for kill in CAUGHT[broken][0]]
    kills = [kill for kill in kills if kill["only"] != BETWEEN]
    assert faults_of(children, sqlite, kills, None) == ""


def faults_of(
    children: Nursery, place: Places, kills: list[dict[str, Any]], broken: str | None
) -> str:
    """Return what is found at the end of one case that is killed like this."""
    outcome, left = Outcome(), list(kills)

    def next_kill() -> dict[str, Any]:
        return left.pop(0) if left else {}

    one_life(children, place(), outcome, next_kill, plans=(0,), broken=broken)
    assert not left
    return "\n".join(outcome.faults)
