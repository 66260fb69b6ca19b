"""A column for each body below: their small counts are kept back, one's own are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from clearwater.app.org import tree as org_tree
from clearwater.app.publish.below import cut
from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.weekly import weekly
from clearwater.cases.figures.base import Unit
from clearwater.cases.figures.facts import Facts
from clearwater.cases.figures.periods import period
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.figures.values import Stated, Value, stated
from tests.helpers.bodies_quarter import province_of
from tests.helpers.quarter import Quarter

pytestmark = pytest.mark.slow
WEEK = "2026-W03"
SMALLEST = 5


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    made = province_of(tmp_path_factory.mktemp("below"))
    yield made
    made.store.close()


def document(province: Quarter) -> dict[str, Any]:
    return dict(weekly(province.desk(), WEEK, below=True))


def test_bodies_stand_side_by_side_without_platforms(province: Quarter) -> None:
    below = document(province)["below"]
    assert [one["body"] for one in below["bodies"]] == ["nj", "sz", "yz"]


def test_no_small_count_of_another_body_is_shown(province: Quarter) -> None:
    shown = kept = 0
    for one in document(province)["below"]["figures"]:
        for row in one["rows"]:
            for value in row["bodies"]:
                kept += value is None
                count = 0 if value is None else value.get("value", value.get("count"))
                shown += count >= SMALLEST
                assert count == 0 or count >= SMALLEST or one["unit"] == "share", (one["id"], row)
    assert shown, "else nothing would be tested"
    assert kept, "else nothing would be tested"


def a_week(**counts: int) -> tuple[Stated, ...]:
    """Return the figures of a body in which nothing was done but this (``cases_opened=1``)."""
    nothing = Facts("nj", period(WEEK))
    made = []
    for one in FIGURES:
        found, count = stated(one, nothing), counts.get(one.id.replace(".", "_"))
        if count is not None:
            cells = (((tuple("x" for _ in one.by)), Value(value=count)),) if one.by else ()
            name = "count" if one.unit == Unit.HOURS else "value"
            found = replace(found, total={**found.total, name: count}, cells=cells)
        made.append(found)
    return tuple(made)


def test_what_the_report_of_the_week_before_says_gives_nothing_away() -> None:
    """Seven were open, and last week's report says so: then eight open would say that one came."""
    stated = {
        "nj": a_week(cases_opened=1, cases_open=8),
        "sz": a_week(cases_opened=20, cases_closed=10, cases_open=30),
        "yz": a_week(cases_opened=30, cases_closed=10, cases_open=30),
    }
    cells = cut(stated, SMALLEST)
    assert cells.shown("cases.opened", body="nj") is None
    assert cells.shown("cases.closed", body="nj") == 0
    assert cells.shown("cases.open", body="nj") is None
    # Nor by the sums over all bodies.
    assert None in {
        cells.shown("cases.open"),
        *(cells.shown("cases.open", body=one) for one in stated if one != "nj"),
    }


def test_answers_that_are_kept_back_are_not_counted_by_the_times_they_took() -> None:
    """Two figures count the same answers: both are kept back, or neither."""
    for many in (2, 7, 30):
        stated = {
            "nj": a_week(appeals_resolved=2, times_to_answer=2, appeals_filed=2),
            "sz": a_week(appeals_resolved=many, times_to_answer=many, appeals_open=9),
            "yz": a_week(appeals_resolved=9, times_to_answer=9, appeals_filed=9),
        }
        cells = cut(stated, SMALLEST)
        for body in stated:
            one, other = (
                cells.shown(name, body=body) for name in ("appeals.resolved", "times.to_answer")
            )
            assert (one is None) == (other is None), (many, body)


def test_ones_own_counts_stand_in_full(province: Quarter) -> None:
    said = document(province)
    alone = weekly(province.desk(), WEEK)
    own = {one["id"]: one["total"] for one in said["figures"]}
    assert own == {one["id"]: one["total"] for one in alone["figures"]}  # type: ignore[attr-defined]
    assert any(0 < total.get("value", 0) < SMALLEST for total in own.values())


def test_what_is_shown_of_a_body_is_what_it_says_itself(province: Quarter) -> None:
    below = document(province)["below"]
    for place, body in enumerate(("nj", "sz", "yz")):
        there = Quarter(province.store, body, clock=province.clock)
        said = {
            one["id"]: one["total"]
            for one in weekly(there.desk(), WEEK)["figures"]  # type: ignore[attr-defined]
        }
        for one in below["figures"]:
            shown = next(row for row in one["rows"] if not row["by"])["bodies"][place]
            assert shown is None or shown == said[one["id"]], (body, one["id"])


def test_columns_add_up_where_all_of_them_are_shown(province: Quarter) -> None:
    added = 0
    for one in document(province)["below"]["figures"]:
        for row in one["rows"]:
            if "total" in row and row["total"] is not None and None not in row["bodies"]:
                assert row["total"] == sum(value["value"] for value in row["bodies"])
                added += bool(row["total"])
    assert added


def test_a_platform_that_owes_a_report_is_overdue(province: Quarter) -> None:
    (one,) = (one for one in document(province)["figures"] if one["id"] == "platforms.overdue")
    assert one["cells"] == [{"by": {"platform": "video"}, "value": 1}]
    (asked,) = (
        one
        for one in weekly(province.desk(), "2026-W02")["figures"]  # type: ignore[attr-defined]
        if one["id"] == "platforms.asked"
    )
    assert asked["total"] == {"value": 1}


def test_the_same_bytes_again_and_a_body_that_moves_later_changes_nothing(
    province: Quarter,
) -> None:
    before = canonical_bytes(document(province))
    assert period(WEEK).end_us < province.clock.now_us
    org_tree.move(province.desk(), "yz", parent="nj")
    assert canonical_bytes(document(province)) == before
