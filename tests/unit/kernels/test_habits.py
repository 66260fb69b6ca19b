"""How likely an account's own habits bring it near a moment, against loops over its events."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.habits import (
    CLOCKS,
    PRIOR_LAGS,
    PRIOR_LOG,
    clock_chance,
    concentration,
    innocent_chance,
    lag_chance,
)
from tests.helpers.coded import int64

LAGS = st.lists(st.integers(0, 200), max_size=15).map(sorted)
WINDOW, BAND = 3, 30
HOURLY, DAILY, WEEKLY = 1, 2, 3
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US


def within(values: list[int], centre: int, reach: int) -> int:
    return sum(abs(value - centre) <= reach for value in values)


def lag_chance_of(lag: int, lags: list[int], log: list[int], same: list[int]) -> float:
    return float(
        lag_chance(
            lag, WINDOW, BAND, int64(lags), 0, len(lags), int64(log), int64(same), 0, len(same)
        )
    )


@settings(deadline=None)
@given(lag=st.integers(0, 200), other=LAGS, same=LAGS, log=LAGS)
def test_lag_chance_is_the_shrunk_share_of_the_lags_on_other_objects(
    lag: int, other: list[int], same: list[int], log: list[int]
) -> None:
    prior = (within(log, lag, WINDOW) + PRIOR_LOG * WINDOW / BAND) / (
        within(log, lag, BAND) + PRIOR_LOG
    )
    expected = (within(other, lag, WINDOW) + PRIOR_LAGS * prior) / (
        within(other, lag, BAND) + PRIOR_LAGS
    )
    assert lag_chance_of(lag, sorted(other + same), log, same) == pytest.approx(expected)


def test_an_account_that_always_reacts_alike_is_explained_by_itself() -> None:
    assert lag_chance_of(40, [40] * 50, [], []) > 0.95


def test_an_account_with_nothing_but_this_object_falls_back_on_the_log() -> None:
    assert lag_chance_of(40, [40, 40], [], [40, 40]) == pytest.approx(WINDOW / BAND)


def clocks_of(times: list[int]) -> np.ndarray:
    """Return the account's sorted times and, a row a clock, their sorted phases."""
    rows = [times, *([time % period for time in times] for period, _ in CLOCKS)]
    return np.array([sorted(row) for row in rows], np.int64).reshape(len(rows), len(times))


def clock(moment: int, times: list[int], *, band: int, row: int = DAILY) -> float:
    period, apart = CLOCKS[row - 1]
    found = clock_chance(
        moment, MINUTE_US, band, clocks_of(times), row, 0, len(times), period, apart
    )
    return float(found)


@settings(deadline=None)
@given(
    times=st.lists(st.integers(0, 20 * DAY_US), max_size=12).map(sorted),
    at=st.integers(0, 8 * DAY_US),
    band=st.sampled_from([10 * MINUTE_US, 100 * MINUTE_US, 4 * DAY_US]),
    row=st.integers(1, len(CLOCKS)),
)
def test_clock_chance_is_the_shrunk_share_of_the_phases(
    times: list[int], at: int, band: int, row: int
) -> None:
    period, apart = CLOCKS[row - 1]
    reach = min(band, period // 2)
    far = [abs(time - at) % period for time in times if abs(time - at) >= apart]
    phases = [min(distance, period - distance) for distance in far]
    near, wide = within(phases, 0, MINUTE_US), within(phases, 0, reach)
    inside = (near + PRIOR_LAGS * min(1.0, MINUTE_US / reach)) / (wide + PRIOR_LAGS)
    expected = inside * min(1.0, reach / band)
    assert clock(at, times, band=band, row=row) == pytest.approx(expected)


def test_the_same_minute_on_other_days_explains_a_meeting() -> None:
    assert clock(0, [day * DAY_US for day in range(1, 41)], band=100 * MINUTE_US) > 0.9


def test_the_same_minute_in_other_weeks_explains_a_meeting() -> None:
    """A lesson on Mondays; on the other days the account comes at any time."""
    weeks = [week * 7 * DAY_US for week in range(1, 41)]
    daily = [day * DAY_US + day * 37 * MINUTE_US for day in range(1, 280) if day % 7]
    assert clock(0, sorted(weeks + daily), band=100 * MINUTE_US, row=WEEKLY) > 0.8


def test_the_moments_own_day_does_not_explain_it() -> None:
    assert clock(0, [0, 10, 1_000], band=10 * MINUTE_US) == pytest.approx(0.1)


def test_times_spread_over_the_day_explain_no_more_than_chance() -> None:
    times = [day * DAY_US + day * MINUTE_US for day in range(1, 1000)]
    assert clock(0, times, band=10 * MINUTE_US) < 0.2


def test_a_band_beyond_half_the_period_is_shared_out() -> None:
    """Given that it came within two hours, the minute of the hour says little."""
    times = [hour * HOUR_US for hour in range(1, 101)]
    assert clock(0, times, band=2 * HOUR_US, row=HOURLY) == pytest.approx(0.25, abs=0.01)


@settings(deadline=None)
@given(accounts=st.lists(LAGS, min_size=1, max_size=3), unknown=st.integers(0, 2))
def test_concentration_is_the_mean_of_the_accounts_own_chances(
    accounts: list[list[int]], unknown: int
) -> None:
    listed = [[UNKNOWN] * unknown + lags for lags in accounts]
    starts = np.cumsum([0, *map(len, listed)])
    out = np.empty((len(listed), 1))
    flat = int64([lag for lags in listed for lag in lags])
    concentration(starts, flat, WINDOW, int64([BAND]), out)
    for row, lags in enumerate(accounts):
        chances = [
            (within(lags, lag, WINDOW) - 1 + PRIOR_LAGS * WINDOW / BAND)
            / (within(lags, lag, BAND) - 1 + PRIOR_LAGS)
            for lag in lags
        ]
        assert out[row, 0] == pytest.approx(np.mean(chances) if chances else WINDOW / BAND)


def innocent(moment: int, lags: list[int], times: list[int], habit: float = 0.0) -> float:
    window, band = MINUTE_US, 100 * MINUTE_US
    found = innocent_chance(
        moment, 0, window, int64([]), 0, len(lags), 0, 0, band, int64(lags), int64([]),
        clocks_of(times), habit,
    )  # fmt: skip
    return float(found)


def test_the_most_innocent_habit_counts() -> None:
    moment = 5 * DAY_US + HOUR_US
    lags, times = [moment] * 30, [day * DAY_US + HOUR_US for day in range(30)]
    nowhere = [k * 7 * HOUR_US + k * 61_000_000 for k in range(30)]
    assert innocent(moment, [0] * 30, nowhere) < 0.2
    assert innocent(moment, lags, nowhere) > 0.9, "own lags"
    assert innocent(moment, [0] * 30, times) > 0.9, "own clock"
    assert innocent(moment, [0] * 30, nowhere, habit=0.8) == pytest.approx(0.8), "own habit"
