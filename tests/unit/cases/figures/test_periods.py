from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.figures.periods import months_of, period, quarter_of, week_of, weeks_within
from clearwater.cases.organisations.weeks import week_end_us, week_start_us
from clearwater.errors import ParameterError

OFFSETS = st.integers(-840, 840)
TIMES = st.integers(0, 4_000_000_000_000_000)


@given(TIMES, OFFSETS)
def test_a_moment_lies_in_its_week_and_in_no_other(time_us: int, offset: int) -> None:
    week = week_of(time_us, offset)
    assert week.has(time_us)
    assert not period(week_of(week.end_us, offset).name, offset).has(time_us)
    assert week.end_us - week.start_us == 7 * 86_400_000_000
    zone = timezone(timedelta(minutes=offset))
    first = datetime.fromtimestamp(week.start_us // 1_000_000, zone)
    assert (first.isoweekday(), first.hour, first.minute, first.second) == (1, 0, 0, 0)


@given(TIMES)
def test_without_an_offset_weeks_are_those_of_the_platforms_reports(time_us: int) -> None:
    week = week_of(time_us)
    assert (week.start_us, week.end_us) == (week_start_us(week.name), week_end_us(week.name))


def test_months_make_up_their_quarter() -> None:
    for name in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2024-Q1"):
        quarter = period(name, 480)
        months = months_of(quarter)
        assert [months[0].start_us, months[-1].end_us] == [quarter.start_us, quarter.end_us]
        assert [one.end_us for one in months[:-1]] == [one.start_us for one in months[1:]]


def test_weeks_within_a_quarter_lie_in_it_whole() -> None:
    weeks = weeks_within(period("2026-Q1"))
    assert [weeks[0].name, weeks[-1].name, len(weeks)] == ["2026-W02", "2026-W13", 12]


def test_a_week_in_china_begins_eight_hours_before_that_of_utc() -> None:
    assert period("2026-W10").start_us - period("2026-W10", 480).start_us == 8 * 3_600_000_000


@pytest.mark.parametrize(
    "name",
    [
        *("2025-W53", "2026-W00", "2026-13", "2026-Q5", "2026", "W10", "２０２６-W10", "0000-Q1"),
        # Fourteen hours ahead of UTC they would begin before the first year.
        *("0001-W01", "0001-01", "0001-Q1", "9999-Q4"),
    ],
)
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ParameterError, match="no such period"):
        period(name)


@given(TIMES, OFFSETS)
def test_a_moment_lies_in_its_quarter_and_in_no_other(time_us: int, offset: int) -> None:
    quarter = quarter_of(time_us, offset)
    assert quarter.has(time_us)
    assert quarter_of(quarter.end_us - 1, offset) == quarter
    assert quarter_of(quarter.end_us, offset).start_us == quarter.end_us
