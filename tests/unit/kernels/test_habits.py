"""How likely an account's own habits bring it near a moment, against loops over its events."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.habits import (
    CLOCKS,
    MOST_OF_VISIT,
    PRIOR_LAGS,
    PRIOR_LOG,
    clock_chance,
    concentration,
    innocent_chance,
    lag_chance,
    visit,
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


def both_orders(lags: list[int]) -> np.ndarray:
    """Return the lags sorted, and as they are: in the order of time."""
    return np.array([sorted(lags), lags], np.int64).reshape(2, len(lags))


def lag_chance_of(
    lag: int,
    lags: list[int],
    *,
    time: list[int],
    act: int,
    log: list[int],
    same: tuple[int, int] = (0, 0),
) -> float:
    """Return the chance for acts in the order of time, of which a stretch is on the key."""
    found = lag_chance(
        lag, act, WINDOW, BAND, both_orders(lags), np.array([time], np.int64), 0, len(lags),
        int64(log), int64(lags), int64(time), *same,
    )  # fmt: skip
    return float(found)


# An act: its lag, and how many visits after the first it lies; visits are a day apart.
ACTS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 4)), min_size=1, max_size=15).map(
    lambda acts: sorted(acts, key=lambda act: act[1])
)


@settings(deadline=None)
@given(lag=st.integers(0, 200), acts=ACTS, log=LAGS, same=st.integers(0, 3), data=st.data())
def test_lag_chance_is_the_shrunk_share_of_the_lags_of_other_visits_and_keys(
    lag: int, acts: list[tuple[int, int]], log: list[int], same: int, data: st.DataObject
) -> None:
    now = data.draw(st.sampled_from([day for _, day in acts]))
    others = [own for k, (own, day) in enumerate(acts) if day != now and k >= same]
    prior = (within(log, lag, WINDOW) + PRIOR_LOG * WINDOW / BAND) / (
        within(log, lag, BAND) + PRIOR_LOG
    )
    expected = (within(others, lag, WINDOW) + PRIOR_LAGS * prior) / (
        within(others, lag, BAND) + PRIOR_LAGS
    )
    found = lag_chance_of(
        lag,
        [own for own, _ in acts],
        time=[day * DAY_US for _, day in acts],
        act=now * DAY_US,
        log=log,
        same=(0, min(same, len(acts))),
    )
    assert found == pytest.approx(expected)


def days(count: int) -> list[int]:
    return [day * DAY_US for day in range(count)]


def test_an_account_that_always_reacts_alike_is_explained_by_itself() -> None:
    assert lag_chance_of(40, [40] * 50, time=days(50), act=0, log=[]) > 0.95


def test_who_likes_and_comments_on_one_post_does_not_explain_itself() -> None:
    """Two acts of one visit have one lag; with nothing else known, the flat chance is left."""
    time = [0, 3_000_000]
    assert lag_chance_of(40, [40, 40], time=time, act=0, log=[]) == pytest.approx(WINDOW / BAND)


def test_an_account_with_nothing_but_this_object_falls_back_on_the_log() -> None:
    flat = WINDOW / BAND
    found = lag_chance_of(40, [40, 40], time=days(2), act=0, log=[], same=(0, 2))
    assert found == pytest.approx(flat)


def test_a_lag_that_is_not_known_counts_for_nothing() -> None:
    found = lag_chance_of(0, [UNKNOWN, 0, 0], time=[0, 1, DAY_US], act=1, log=[])
    assert found == pytest.approx((1 + PRIOR_LAGS * WINDOW / BAND) / (1 + PRIOR_LAGS))


def test_a_visit_reaches_from_before_to_after_its_moment() -> None:
    assert visit(int64([0, 5, 10, 15, 21]), 0, 5, 10, 5) == (1, 4)


def test_a_visit_of_a_program_is_cut_on_both_sides() -> None:
    times = np.arange(4 * MOST_OF_VISIT)
    middle = 2 * MOST_OF_VISIT
    found = visit(times, 0, times.size, middle, times.size)
    assert found == (middle - MOST_OF_VISIT, middle + MOST_OF_VISIT)


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
@given(accounts=st.lists(ACTS, min_size=1, max_size=3), unknown=st.integers(0, 2))
def test_concentration_is_the_mean_of_the_accounts_own_chances(
    accounts: list[list[tuple[int, int]]], unknown: int
) -> None:
    """Acts whose lag is not known come first, on visits of their own."""
    listed = [[(UNKNOWN, -1 - k) for k in range(unknown)] + acts for acts in accounts]
    starts = np.cumsum([0, *map(len, listed)])
    lags = np.concatenate([both_orders([own for own, _ in acts]) for acts in listed], axis=1)
    time = np.array([[day * DAY_US for acts in listed for _, day in acts]], np.int64)
    out = np.empty((len(listed), 1))
    concentration(starts, time, lags, WINDOW, int64([BAND]), out)
    for row, acts in enumerate(accounts):
        chances = []
        for lag, day in acts:
            others = [own for own, day_ in acts if day_ != day]
            near, wide = within(others, lag, WINDOW), within(others, lag, BAND)
            chances.append((near + PRIOR_LAGS * WINDOW / BAND) / (wide + PRIOR_LAGS))
        assert out[row, 0] == pytest.approx(np.mean(chances))


def innocent(moment: int, lags: list[int], times: list[int], habit: float = 0.0) -> float:
    """Return the chance for an account whose lags and times have nothing to do with each other."""
    found = innocent_chance(
        moment, moment, 0, MINUTE_US, 100 * MINUTE_US, 0, len(lags), 0, 0, int64([]), int64([]),
        both_orders(lags), int64([]), clocks_of(times), habit,
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
