from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.intake.windows import window_start_us
from clearwater.cases.organisations.weeks import week_of_us, week_start_us

WEEK_S = 7 * 86_400
TIMES = st.integers(0, 4_000_000_000_000_000)


@given(TIMES)
def test_windows_of_seven_days_are_the_weeks_of_iso_8601(time_us: int) -> None:
    assert window_start_us(time_us, WEEK_S) == week_start_us(week_of_us(time_us))


@given(TIMES, st.integers(86_400, 30 * 86_400))
def test_a_moment_lies_in_its_window(time_us: int, window_s: int) -> None:
    start_us = window_start_us(time_us, window_s)
    assert start_us <= time_us < start_us + window_s * 1_000_000
    assert window_start_us(start_us, window_s) == start_us


def test_a_week_begins_on_monday_at_midnight_utc() -> None:
    monday = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * 1_000_000
    assert window_start_us(monday, WEEK_S) == monday
    assert window_start_us(monday - 1, WEEK_S) == monday - WEEK_S * 1_000_000
