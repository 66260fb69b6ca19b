"""Weeks side by side: the report of one, the difference to the one before; what is over."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.publish.weekly import weekly
from clearwater.cases.figures.base import Unit
from clearwater.cases.figures.periods import Period, period, quarter_of, week_of
from clearwater.cases.figures.registry import FIGURES
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError

Document = dict[str, Any]
MOST_WEEKS = 52
MOST_QUARTERS = 12
_COUNTS = frozenset({Unit.COUNT, Unit.DISTINCT})


@dataclass(frozen=True)
class Difference:
    """One count of two weeks."""

    figure: str
    now: int
    before: int


@dataclass(frozen=True)
class TwoWeeks:
    """The report of a week, and what the one before says."""

    document: Document
    before: Document
    differences: tuple[Difference, ...]
    """Of counts only, in the order of the report: shares and times of two weeks are two samples,
    and their difference alone would say more than they do."""


def weeks_over(desk: Desk) -> tuple[str, ...]:
    """Return the weeks that are over and in which the organisation had a ledger, newest first.

    Raises
    ------
    RefusedError
        If the person may not read.
    """
    first_us, now_us, offset_min = _ledger_time(desk, Verb.READ)
    oldest = week_of(first_us, offset_min).first
    found: list[str] = []
    day = week_of(now_us, offset_min).first
    while len(found) < MOST_WEEKS and day > oldest:
        day -= timedelta(days=7)
        year, week, _ = day.isocalendar()
        found.append(f"{year:04d}-W{week:02d}")
    return tuple(found)


def quarters_over(desk: Desk) -> tuple[str, ...]:
    """Return the quarters that are over and in which the organisation had a ledger, newest first.

    Raises
    ------
    RefusedError
        If the person may not publish figures: nobody else asks.
    """
    first_us, now_us, offset_min = _ledger_time(desk, Verb.PUBLISH_FIGURES)
    found: list[str] = []
    quarter = quarter_of(now_us, offset_min)
    while len(found) < MOST_QUARTERS and quarter.start_us > first_us:
        quarter = quarter_of(quarter.start_us - 1, offset_min)
        found.append(quarter.name)
    return tuple(found)


def _ledger_time(desk: Desk, verb: Verb) -> tuple[int, int, int]:
    """Return when the ledger begins, what time it is, and the offset of reports from UTC."""
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, verb)
        with closing(unit.entries()) as entries:  # type: ignore[type-var]  # a generator
            first_us = next((entry.time_us for entry in entries), context.now_us)
    return first_us, context.now_us, context.policy.publishing.offset_min


def week_before(named: str) -> str:
    """Return the week before one.

    Raises
    ------
    ParameterError
        If there is no such week.
    """
    day = _week(named).first - timedelta(days=7)
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_with_the_one_before(desk: Desk, named: str, *, below: bool = False) -> TwoWeeks:
    """Return the report of a week beside that of the week before.

    Raises
    ------
    RefusedError
        If the person may not read the figures.
    ParameterError
        If it is no week, or not over.
    """
    _week(named)
    document = weekly(desk, named, below=below)
    before = weekly(desk, week_before(named))
    return TwoWeeks(document, before, differences(document, before))


def differences(now: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return the counts of two reports side by side, where one of them is not nought."""
    earlier = {one["id"]: one["total"] for one in before["figures"]}
    counts = {one.id for one in FIGURES if one.unit in _COUNTS}
    pairs = (
        Difference(one["id"], int(one["total"]["value"]), int(earlier[one["id"]]["value"]))
        for one in now["figures"]
        if one["id"] in counts and one["id"] in earlier
    )
    return tuple(one for one in pairs if one.now or one.before)


def _week(named: str) -> Period:
    found = period(named)
    if found.kind != "week":
        raise ParameterError("not a week", expected="such as 2026-W10", found=repr(named))
    return found
