"""The events of chosen accounts, and how active they are by hour and day."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.kernels.account_view import (
    MOST_DAYS,
    PSEUDO_EVENTS,
    AccountView,
    account_view,
    rates,
)
from tests.helpers.coded import Row, coded_log, events_table, int32, int64

HOUR_S, DAY_S = 3600.0, 86_400.0
HOUR_US = 3_600_000_000
LOG = coded_log(
    [("a", "x", 0), ("b", "x", 10), ("c", "x", 20), ("b", "y", 5), ("a", "y", 9), ("b", "x", 30)]
)


def view_of(log: CodedLog, *chosen: int, window_s: float = 1.0) -> AccountView:
    return account_view(int32(chosen), log, rates(log.time), round(window_s * 1e6))


def two_actions(likes: list[Row], comments: list[Row]) -> CodedLog:
    """Return a log of both; on each object the key of the comments comes first."""
    tables = [events_table(likes, "like"), events_table(comments, "comment")]
    return encode(pa.concat_tables(tables).to_batches())


def test_events_lie_account_by_account_in_the_order_of_the_log() -> None:
    view = view_of(LOG, 0, 1)
    assert view.starts.tolist() == [0, 2, 5]
    assert (view.key[:2].tolist(), view.key[2:].tolist()) == ([0, 1], [0, 0, 1])
    assert (view.time / 1e6).tolist() == [0.0, 9.0, 10.0, 30.0, 5.0]


def test_acts_on_one_object_are_in_order_of_time_whatever_was_done() -> None:
    log = two_actions([("a", "x", 0), ("a", "x", 20)], [("a", "x", 10), ("a", "w", 30)])
    view = view_of(log, 0)
    assert (view.time / 1e6).tolist() == [30.0, 0.0, 10.0, 20.0]
    assert view.object.tolist() == [0, 1, 1, 1]
    assert view.key.tolist() == [0, 2, 1, 2], "the like, the comment, the like"


ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 12)), max_size=15
)


@given(likes=ROWS, comments=ROWS, chosen=st.sets(st.integers(0, 2), min_size=1).map(sorted))
def test_a_view_holds_all_events_of_the_chosen_by_object_and_time(
    likes: list[Row], comments: list[Row], chosen: list[int]
) -> None:
    log = two_actions([("a", "x", 1), ("b", "y", 2), ("c", "z", 3), *likes], comments)
    view = view_of(log, *chosen)
    events = zip(log.actor, log.object_of_key[log.key], log.time, log.key, strict=True)
    own = sorted(tuple(map(int, event)) for event in events if event[0] in chosen)
    who = np.repeat(view.account, np.diff(view.starts))
    columns = (who, view.object, view.time, view.key)
    assert [tuple(map(int, event)) for event in zip(*columns, strict=True)] == own


@given(likes=ROWS, comments=ROWS, window=st.integers(0, 5))
def test_touches_begin_where_the_account_was_not_at_the_object_within_the_window(
    likes: list[Row], comments: list[Row], window: int
) -> None:
    log = two_actions([("a", "x", 1), ("b", "y", 2), *likes], [("c", "z", 3), *comments])
    view = view_of(log, 0, 1, 2, window_s=window)
    for low, high in itertools.pairwise(view.starts.tolist()):
        for e in range(low, high):
            before = view.time[low:e][view.object[low:e] == view.object[e]]
            recent = (view.time[e] - before <= window * 1_000_000).any()
            assert view.begins[e] == (not recent)


def test_an_account_like_the_log_has_ratios_of_one() -> None:
    log = coded_log([("a", "x", hour * HOUR_S) for hour in range(24 * 8)])
    view = view_of(log, 0)
    assert view.hour_ratio == pytest.approx(1.0)
    assert view.day_ratio == pytest.approx(1.0)


def test_shares_are_shrunk_towards_the_logs() -> None:
    """Two of the four events are a's; both at hour 0, where the log has half of its own."""
    log = coded_log(
        [("a", "x", 0), ("a", "y", 1), ("b", "x", 12 * HOUR_S), ("b", "y", 12.1 * HOUR_S)]
    )
    view = view_of(log, 0)
    smooth_own, smooth_log = 2 * 0.5, 2 * 0.5 / 4
    expected = (smooth_own + PSEUDO_EVENTS * smooth_log) / (2 + PSEUDO_EVENTS) / smooth_log
    assert view.hour_ratio[0, 0] == pytest.approx(expected)


def test_each_account_has_shares_of_its_own_days() -> None:
    """Account b is there on the second day only; half of the log's events are of that day."""
    log = coded_log([("a", "x", 0), ("a", "y", 1), ("b", "x", DAY_S), ("b", "y", DAY_S + 1)])
    ratio = view_of(log, 1).day_ratio[0]
    shares = [PSEUDO_EVENTS * 0.5, 2 + PSEUDO_EVENTS * 0.5]
    assert ratio == pytest.approx([share / (2 + PSEUDO_EVENTS) / 0.5 for share in shares])


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
