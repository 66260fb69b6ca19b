"""How likely an account's own habits bring it near a moment, against loops over its events."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.habits import (
    CLOCKS,
    MOST_OF_VISIT,
    PRIOR_LAGS,
    PRIOR_LOG,
    clock_count,
    concentration,
    innocent_chances,
    lag_chances,
    raise_to_clock,
    visit,
)
from tests.helpers.coded import int64

LAGS = st.lists(st.integers(0, 200), max_size=15).map(sorted)
WINDOW = 3
BANDS = [30, 150]
FLAT = [WINDOW / band for band in BANDS]
HOURLY, DAILY, WEEKLY = 1, 2, 3
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US


def within(values: list[int], centre: int, reach: int) -> int:
    return sum(abs(value - centre) <= reach for value in values)


def both_orders(lags: list[int]) -> np.ndarray:
    """Return the lags sorted, and as they are: in the order of time."""
    return np.array([sorted(lags), lags], np.int64).reshape(2, len(lags))


def shrunk(values: list[int], centre: int, window: int, band: int, prior: float) -> float:
    """Return the share of those within the band that lie within the window, shrunk to `prior`."""
    near, wide = within(values, centre, window), within(values, centre, band)
    return (near + PRIOR_LAGS * prior) / (wide + PRIOR_LAGS)


def log_prior(log: list[int], lag: int, window: int, band: int) -> float:
    near, wide = within(log, lag, window), within(log, lag, band)
    return (near + PRIOR_LOG * window / band) / (wide + PRIOR_LOG)


def lag_chances_of(
    lag: int,
    lags: list[int],
    *,
    time: list[int],
    act: int,
    log: list[int],
    same: tuple[int, int] = (0, 0),
) -> list[float]:
    """Return the chance at each band for acts by time, of which a stretch is on the object."""
    out = np.full(len(BANDS), np.nan)
    lag_chances(
        lag, act, WINDOW, int64(BANDS), both_orders(lags), np.array([time], np.int64), 0,
        len(lags), int64(log), int64(lags), int64(time), *same, out,
    )  # fmt: skip
    listed: list[float] = out.tolist()
    return listed


# An act: its lag, and how many visits after the first it lies; visits are a day apart. An act that
# begins no touch has no lag of its own.
ACTS = st.lists(
    st.tuples(st.one_of(st.integers(0, 200), st.just(UNKNOWN)), st.integers(0, 4)),
    min_size=1,
    max_size=15,
).map(lambda acts: sorted(acts, key=lambda act: act[1]))


@given(lag=st.integers(0, 200), acts=ACTS, log=LAGS, same=st.integers(0, 3), data=st.data())
def test_lag_chances_are_the_shrunk_shares_of_the_lags_of_other_visits_and_objects(
    lag: int, acts: list[tuple[int, int]], log: list[int], same: int, data: st.DataObject
) -> None:
    now = data.draw(st.sampled_from([day for _, day in acts]))
    others = [own for k, (own, day) in enumerate(acts) if day != now and k >= same]
    expected = [
        shrunk(others, lag, WINDOW, band, log_prior(log, lag, WINDOW, band)) for band in BANDS
    ]
    found = lag_chances_of(
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
    assert min(lag_chances_of(40, [40] * 50, time=days(50), act=0, log=[])) > 0.95


def test_who_likes_and_comments_on_one_post_does_not_explain_itself() -> None:
    """Two acts of one visit have one lag; with nothing else known, the flat chance is left."""
    time = [0, 3_000_000]
    assert lag_chances_of(40, [40, 40], time=time, act=0, log=[]) == pytest.approx(FLAT)


def test_an_account_with_nothing_but_this_object_falls_back_on_the_log() -> None:
    found = lag_chances_of(40, [40, 40], time=days(2), act=0, log=[], same=(0, 2))
    assert found == pytest.approx(FLAT)


def test_a_lag_that_is_not_known_counts_for_nothing() -> None:
    found = lag_chances_of(0, [UNKNOWN, 0, 0], time=[0, 1, DAY_US], act=1, log=[])
    assert found == pytest.approx([(1 + PRIOR_LAGS * flat) / (1 + PRIOR_LAGS) for flat in FLAT])


def test_an_act_on_the_object_without_a_lag_is_not_left_out_twice() -> None:
    """On the fourth day the account only went on with its touch of the object in question."""
    known = lag_chances_of(0, [0, 0, 0], time=days(3), act=0, log=[])
    lags = [0, 0, 0, UNKNOWN]
    assert lag_chances_of(0, lags, time=days(4), act=0, log=[], same=(3, 4)) == known


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
    out = np.zeros(1)
    raise_to_clock(moment, MINUTE_US, int64([band]), clocks_of(times), row, 0, len(times), out)
    return float(out[0])


def clock_distances(times: list[int], at: int, row: int) -> list[int]:
    """Return how far from `at` on a clock the events lie that are not of its neighbourhood."""
    period, apart = CLOCKS[row - 1]
    far = [abs(time - at) % period for time in times if abs(time - at) >= apart]
    return [min(distance, period - distance) for distance in far]


def clock_chance(times: list[int], at: int, window: int, band: int, row: int) -> float:
    """Return the shrunk share of the phases: within the window, of those within the band."""
    reach = min(band, CLOCKS[row - 1][0] // 2)
    distances = clock_distances(times, at, row)
    inside = shrunk(distances, 0, window, reach, min(1.0, window / reach))
    return inside * min(1.0, reach / band)


TIMES = st.lists(st.integers(0, 20 * DAY_US), max_size=12).map(sorted)
"""Times anywhere, of which few share a minute of anything."""
SLOTS = st.lists(
    st.builds(
        lambda day, hour, second: day * DAY_US + hour * HOUR_US + second * 1_000_000,
        st.integers(0, 20),
        st.integers(0, 2),
        st.integers(0, 90),
    ),
    max_size=12,
).map(sorted)
"""Times in the same minutes of the same hours."""


@given(
    times=st.one_of(TIMES, SLOTS),
    at=st.integers(0, 8 * DAY_US),
    share=st.floats(0.0, 0.5),
    row=st.integers(1, len(CLOCKS)),
)
def test_a_clock_counts_the_phases_within_reach(
    times: list[int], at: int, share: float, row: int
) -> None:
    period, apart = CLOCKS[row - 1]
    reach = round(share * period)
    found = clock_count(at, reach, clocks_of(times), row, 0, len(times), period, apart)
    assert found == within(clock_distances(times, at, row), 0, reach)


@pytest.mark.parametrize(("early_us", "count"), [(0, 1), (1, 0)])
def test_an_event_counts_from_so_far_on_as_its_clock_says(early_us: int, count: int) -> None:
    """Half a day away on the clock of days: opposite the moment, and within reach of all."""
    period, apart = CLOCKS[DAILY - 1]
    time = [apart - early_us]
    assert clock_count(0, period // 2, clocks_of(time), DAILY, 0, 1, period, apart) == count


@given(
    times=st.one_of(TIMES, SLOTS),
    day=st.integers(0, 8),
    second=st.integers(0, 3_600),
    row=st.integers(1, len(CLOCKS)),
    least=st.sampled_from([0.0, 0.3]),
)
def test_a_clock_with_events_in_the_window_raises_to_the_shrunk_shares_of_the_phases(
    times: list[int], day: int, second: int, row: int, least: float
) -> None:
    at, bands = day * DAY_US + second * 1_000_000, [10 * MINUTE_US, 100 * MINUTE_US, 4 * DAY_US]
    out = np.full(len(bands), least)
    raise_to_clock(at, MINUTE_US, int64(bands), clocks_of(times), row, 0, len(times), out)
    expected = [max(least, clock_chance(times, at, MINUTE_US, band, row)) for band in bands]
    alone = within(clock_distances(times, at, row), 0, MINUTE_US) == 0
    assert out.tolist() == pytest.approx([least] * len(bands) if alone else expected)


def test_the_same_minute_on_other_days_explains_a_meeting() -> None:
    assert clock(0, [day * DAY_US for day in range(1, 41)], band=100 * MINUTE_US) > 0.9


def test_the_same_minute_in_other_weeks_explains_a_meeting() -> None:
    """A lesson on Mondays; on the other days the account comes at any time."""
    weeks = [week * 7 * DAY_US for week in range(1, 41)]
    daily = [day * DAY_US + day * 37 * MINUTE_US for day in range(1, 280) if day % 7]
    assert clock(0, sorted(weeks + daily), band=100 * MINUTE_US, row=WEEKLY) > 0.8


def test_the_moments_own_day_does_not_explain_it() -> None:
    assert clock(0, [0, 10, 1_000], band=10 * MINUTE_US) == 0.0


def test_times_spread_over_the_day_explain_no_more_than_chance() -> None:
    times = [day * DAY_US + day * MINUTE_US for day in range(1, 1000)]
    assert clock(0, times, band=10 * MINUTE_US) < 0.2


def test_a_band_beyond_half_the_period_is_shared_out() -> None:
    """Given that it came within two hours, the minute of the hour says little."""
    times = [hour * HOUR_US for hour in range(1, 101)]
    assert clock(0, times, band=2 * HOUR_US, row=HOURLY) == pytest.approx(0.25, abs=0.01)


@given(accounts=st.lists(ACTS, min_size=1, max_size=3))
def test_concentration_is_the_mean_of_the_accounts_own_chances(
    accounts: list[list[tuple[int, int]]],
) -> None:
    """Over the acts whose lag is known; with none, it is the flat chance."""
    starts = np.cumsum([0, *map(len, accounts)])
    lags = np.concatenate([both_orders([own for own, _ in acts]) for acts in accounts], axis=1)
    time = np.array([[day * DAY_US for acts in accounts for _, day in acts]], np.int64)
    out = np.empty((len(accounts), len(BANDS)))
    concentration(starts, time, lags, WINDOW, int64(BANDS), out)
    for acts, found in zip(accounts, out.tolist(), strict=True):
        chances = [
            [shrunk([x for x, d in acts if d != day], lag, WINDOW, band, WINDOW / band)
             for lag, day in acts if lag != UNKNOWN]
            for band in BANDS
        ]  # fmt: skip
        assert found == pytest.approx([np.mean(c) if c else FLAT[w] for w, c in enumerate(chances)])


def innocents(
    moment: int,
    lags: list[int],
    times: list[int],
    *,
    window: int = MINUTE_US,
    wrong: float = 1.0,
    habit: float = 0.0,
) -> list[float]:
    """Return the chances for an account whose lags and times have nothing to do with each other."""
    bands = int64([window * width for width in (10, 100)])
    out = np.full(bands.size, np.nan)
    innocent_chances(
        moment, moment, 0, window, bands, 0, len(lags), 0, 0, int64([]), int64([]),
        both_orders(lags), int64([]), clocks_of(times), wrong, np.array([habit, habit / 2]), out,
    )  # fmt: skip
    listed: list[float] = out.tolist()
    return listed


@given(
    times=st.one_of(TIMES, SLOTS),
    hours=st.lists(st.integers(0, 40), min_size=12, max_size=12),
    second=st.integers(0, 3_600),
    window=st.sampled_from([MINUTE_US, 20 * MINUTE_US, 7 * HOUR_US]),
    wrong=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_the_largest_chance_of_lag_habit_and_clock_counts(
    times: list[int], hours: list[int], second: int, window: int, wrong: float
) -> None:
    """A clock is asked only where its period is at least four windows long."""
    moment, lags = DAY_US + second * 1_000_000, [hour * HOUR_US for hour in hours[: len(times)]]
    visit_us = max(HOUR_US, 2 * window)
    others = [lag for lag, time in zip(lags, times, strict=True) if abs(time - moment) > visit_us]
    rows = [row for row, (period, _) in enumerate(CLOCKS, 1) if window * 4 <= period]
    expected = []
    for band, habit in ((10 * window, 0.4), (100 * window, 0.2)):
        flat = window / band
        clocks = [clock_chance(times, moment, window, band, row) for row in rows]
        own_lag = shrunk(others, moment, window, band, flat)
        expected.append(min(1.0, max(flat, wrong * habit, own_lag, *clocks)))
    found = innocents(moment, lags, times, window=window, wrong=wrong, habit=0.4)
    assert found == pytest.approx(expected)


def test_the_most_innocent_habit_counts() -> None:
    moment = 5 * DAY_US + HOUR_US
    lags, times = [moment] * 30, [day * DAY_US + HOUR_US for day in range(30)]
    nowhere = [k * 7 * HOUR_US + k * 61_000_000 for k in range(30)]
    far = 1
    assert innocents(moment, [0] * 30, nowhere)[far] < 0.2
    assert innocents(moment, lags, nowhere)[far] > 0.9, "own lags"
    assert innocents(moment, [0] * 30, times)[far] > 0.9, "own clock"
    assert innocents(moment, [0] * 30, nowhere, habit=1.6)[far] == pytest.approx(0.8), "own habit"


def test_a_habit_counts_as_far_as_the_appearance_may_be_wrong() -> None:
    assert innocents(5 * DAY_US, [], [], wrong=0.5, habit=0.8) == pytest.approx([0.4, 0.2])
