"""Lists that are asked for a page at a time read a page: on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from clearwater.app.case.desk import Desk
from clearwater.app.case.opening import Told, receive_clue, set_aside_clue
from clearwater.app.intake import listing
from clearwater.app.org import duties, handing_over, joint, registers
from clearwater.cases.records.duties import Duty, DutyState
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.refusals import Code
from tests.helpers.bodies_life import (
    NATION,
    PLATFORM,
    PROVINCE,
    QUESTION,
    SIBLING,
    Bodies,
    refused,
)
from tests.helpers.counted_store import CountedStore
from tests.helpers.report_life import ReportLife

MANY = 24
After = Callable[[Desk, int, str | None], pa.Table]


@pytest.fixture
def bodies(store: SqlStore) -> Bodies:
    return Bodies(store).grow()


def _hand_overs(bodies: Bodies) -> None:
    for number in range(MANY):
        told = Told("patrol", f"路过{number}", None, None)
        clue = receive_clue(bodies.desk(NATION), told).clue
        handing_over.hand_over(bodies.desk(NATION), clue, to=PROVINCE, why="属地管辖")


def _parts(bodies: Bodies) -> None:
    for number in range(MANY):
        case = bodies.opened(PROVINCE, [f"账号{number}甲", f"账号{number}乙"])
        joint.invite(bodies.desk(PROVINCE), case, SIBLING, question=QUESTION)


def _duties(bodies: Bodies) -> None:
    for number in range(MANY):
        duties.ask(bodies.desk(NATION), PLATFORM, f"2026-W{10 + number}")


def _creators(bodies: Bodies) -> None:
    for number in range(MANY):
        said = registers.CreatorSaid(f"主播{number}", 1_000 + number)
        registers.change_creator(bodies.desk(NATION), said)


LISTS: dict[str, tuple[str, Callable[[Bodies], None], After, Callable[[Desk], pa.Table], int]] = {
    # Who sees it, how many are made, a page, everything, rows of each one shown.
    "hand-overs": (NATION, _hand_overs, handing_over.handovers_after, handing_over.handovers, 1),
    # Title and participation.
    "parts": (PROVINCE, _parts, joint.parts_after, joint.parts, 2),
    "duties": (NATION, _duties, duties.duties_after, duties.duties, 1),
    "creators": (NATION, _creators, registers.creators_after, registers.creators, 1),
}
BESIDES = 12
"""The tree, the person, the policy."""


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
def test_a_page_of_a_list_reads_a_page(bodies: Bodies, name: str) -> None:
    body, make, after, whole, each = LISTS[name]
    make(bodies)
    counted = CountedStore(bodies.store)
    desk = replace(bodies.desk(body), store=counted)  # type: ignore[arg-type]  # a fake
    expected = sorted(whole(bodies.desk(body)).to_pylist(), key=lambda row: str(_name(row)))
    found: list[dict[str, Any]] = []
    while len(found) < MANY:
        counted.rows = counted.entries = 0
        page = after(desk, 5, str(_name(found[-1])) if found else None)
        assert counted.rows <= BESIDES + each * 5
        assert counted.entries == 0
        found += page.to_pylist()
    assert found == expected
    assert after(desk, 5, str(_name(found[-1]))).num_rows == 0


def _name(row: dict[str, Any]) -> Any:
    return next(iter(row.values()))


@pytest.mark.slow
def test_overdue_duties_are_found_among_those_that_came(bodies: Bodies) -> None:
    _duties(bodies)
    bodies.wait(days=120)
    with bodies.store.reading(NATION) as unit:
        due = {one.duty for one in unit.find(Duty, state=str(DutyState.ASKED))}
    desk, found = bodies.desk(NATION), set[str]()
    after = None
    while True:
        page = duties.duties_after(desk, 5, after, platform=PLATFORM, only_overdue=True)
        found |= set(page["duty"].to_pylist())
        if page.num_rows < 5:
            break
        after = page["duty"].to_pylist()[-1]
    overdue = duties.duties(desk, only_overdue=True)["duty"].to_pylist()
    assert found == set(overdue) <= due
    assert 0 < len(found) < MANY
    assert duties.duties_after(desk, 5, None, platform="别的").num_rows == 0


# Reports by users ------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_page_of_reports_reads_a_page_and_nothing_of_the_ledger(store: SqlStore) -> None:
    life = ReportLife(store).begin()
    for number in range(MANY):
        clue = life.report(f"r{number}", account=f"账号{number}").report.clue
        if number % 3 == 0:
            set_aside_clue(life.desk("ines"), clue, "无关 unrelated")
    counted = CountedStore(store)
    desk = replace(life.desk("lea"), store=counted)  # type: ignore[arg-type]  # a fake
    whole = listing.reports(desk, limit=10_000).to_pylist()
    whole.sort(key=lambda row: str(row["report"]))
    for outcome in (None, "not effective"):
        found: list[dict[str, Any]] = []
        while True:
            counted.rows = counted.entries = 0
            after = str(found[-1]["report"]) if found else None
            page = listing.reports_after(desk, 5, after, outcome=outcome).to_pylist()
            assert counted.entries == 0
            assert outcome is not None or counted.rows <= BESIDES + 5 * 3
            found += page
            if len(page) < 5:
                break
        assert found == [row for row in whole if outcome in {None, row["outcome"]}]
    counted.rows = counted.entries = 0
    listing.reports(desk, limit=5)
    assert counted.rows <= BESIDES + MANY + 5 * 3, "outcomes of those that are shown"
    assert counted.entries == 0


def test_whoever_may_not_read_reports_gets_no_page(store: SqlStore) -> None:
    life = ReportLife(store).begin()
    life.report("r1")
    with refused(Code.NOT_ALLOWED):
        listing.reports_after(life.desk("rosa"), 5, None)
