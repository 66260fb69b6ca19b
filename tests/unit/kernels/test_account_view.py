"""The events of chosen accounts, and how active they are by hour and day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.account_view import (
    MOST_DAYS,
    PSEUDO_EVENTS,
    AccountView,
    account_view,
    own_company,
    rates,
)
from clearwater.kernels.appearance import appearance
from clearwater.kernels.habits import CLOCKS
from tests.helpers.coded import coded_log, int32, int64

HOUR_S, DAY_S = 3600.0, 86_400.0
HOUR_US = 3_600_000_000
LOG = coded_log(
    [("a", "x", 0), ("b", "x", 10), ("c", "x", 20), ("b", "y", 5), ("a", "y", 9), ("b", "x", 30)]
)


def view_of(*chosen: int) -> AccountView:
    appeared = appearance(LOG.actor, LOG.time, LOG.starts, LOG.created)
    return account_view(int32(chosen), LOG.actor, LOG.key, LOG.time, appeared, rates(LOG.time))


def test_events_lie_account_by_account_in_the_order_of_the_log() -> None:
    view = view_of(0, 1)
    assert view.starts.tolist() == [0, 2, 5]
    assert (view.key[:2].tolist(), view.key[2:].tolist()) == ([0, 1], [0, 0, 1])
    assert (LOG.time[view.row] == view.time).all()


def test_lags_are_counted_from_the_first_act_of_somebody_else() -> None:
    seconds = (view_of(1).lag / 1e6).tolist()
    assert seconds == [10.0, 30.0, -4.0], "b came first on y; a followed 4 s later"


def test_sorted_columns_are_sorted_within_each_account() -> None:
    view = view_of(0, 1, 2)
    for low, high in zip(view.starts[:-1], view.starts[1:], strict=True):
        for column in (*view.clocks, view.lags[0], view.onset_lags[0]):
            assert column[low:high].tolist() == sorted(column[low:high].tolist())


def test_lags_come_in_the_order_of_time_too() -> None:
    view = view_of(1)
    by_time = sorted(zip(view.time.tolist(), view.lag.tolist(), strict=True))
    assert view.lags[1].tolist() == [lag for _, lag in by_time]


def test_clocks_are_the_times_and_their_phases() -> None:
    view = view_of(0, 1)
    for row, period in enumerate([10**18, *(period for period, _ in CLOCKS)]):
        assert sorted((view.time[2:] % period).tolist()) == view.clocks[row, 2:].tolist()


def test_an_account_like_the_log_has_ratios_of_one() -> None:
    time = np.arange(24 * 8, dtype=np.int64) * HOUR_US
    log_rates = rates(time)
    zeros = np.zeros(time.size, np.int32)
    appeared = appearance(zeros, time, int64([0, time.size]), int64([0]))
    view = account_view(int32([0]), zeros, zeros, time, appeared, log_rates)
    assert view.hour_ratio == pytest.approx(1.0)
    assert view.day_ratio == pytest.approx(1.0)


def test_shares_are_shrunk_towards_the_logs() -> None:
    """Two of the four events are a's; both at hour 0, where the log has half of its own."""
    log = coded_log(
        [("a", "x", 0), ("a", "y", 1), ("b", "x", 12 * HOUR_S), ("b", "y", 12.1 * HOUR_S)]
    )
    appeared = appearance(log.actor, log.time, log.starts, log.created)
    view = account_view(int32([0]), log.actor, log.key, log.time, appeared, rates(log.time))
    smooth_own, smooth_log = 2 * 0.5, 2 * 0.5 / 4
    expected = (smooth_own + PSEUDO_EVENTS * smooth_log) / (2 + PSEUDO_EVENTS) / smooth_log
    assert view.hour_ratio[0, 0] == pytest.approx(expected)


def test_rates_are_shares_of_the_log() -> None:
    found = rates(int64([0, HOUR_US, 25 * HOUR_US]))
    assert found.hour_share.sum() == pytest.approx(1.0)
    assert found.hour_share[1] == pytest.approx((2 * 0.5 + 1 * 0.25) / 3)
    assert found.day_share == pytest.approx([2 / 3, 1 / 3])


def test_times_before_1970_have_hours_and_days_too() -> None:
    found = rates(int64([-HOUR_US, HOUR_US]))
    assert found.day_share == pytest.approx([0.5, 0.5])
    assert found.hour_share[23] == pytest.approx(0.5 * 0.5)


def test_a_long_log_is_counted_in_several_days_at_once() -> None:
    found = rates(int64([0, 3 * MOST_DAYS * 24 * HOUR_US]))
    assert found.day_share.size <= MOST_DAYS


def naive_company(key: list[int], time: list[int], window: int) -> list[int]:
    events = list(zip(key, time, strict=True))
    return [sum(k == key_ and abs(t - t_) <= window for k, t in events) - 1 for key_, t_ in events]


@settings(deadline=None)
@given(
    events=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12)), max_size=20).map(sorted),
    window=st.integers(0, 5),
)
def test_own_company_counts_the_accounts_own_neighbours(
    events: list[tuple[int, int]], window: int
) -> None:
    key, time = [k for k, _ in events], [t for _, t in events]
    out = np.full(len(events), -1, np.int32)
    own_company(int64([0, len(events)]), int32(key), int64(time), window, out)
    assert out.tolist() == naive_company(key, time, window)


def test_own_company_stays_within_the_account() -> None:
    out = np.zeros(4, np.int32)
    own_company(int64([0, 2, 4]), int32([0, 0, 0, 0]), int64([1, 2, 1, 2]), 5, out)
    assert out.tolist() == [1, 1, 1, 1]
