"""When the accounts of a view act: lags since objects appeared, clocks, and concentration."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.kernels.account_view import AccountView, account_view, rates
from clearwater.kernels.appearance import UNKNOWN, Appearance, appearance
from clearwater.kernels.habits import CLOCKS, PRIOR_LAGS
from clearwater.kernels.reactions import Reactions, reactions
from tests.helpers.coded import Row, coded_log, events_table, int32, int64, objects_table

SECOND_US = 1_000_000
DAY_S = 86_400.0
WINDOW_S = 1.0
BANDS_US = int64([10 * SECOND_US, 100 * SECOND_US])
LOG = coded_log(
    [("a", "x", 0), ("b", "x", 10), ("c", "x", 20), ("b", "y", 5), ("a", "y", 9), ("b", "x", 30)]
)


def appeared(log: CodedLog) -> Appearance:
    """Return when the objects of a log appeared, whatever was done to them."""
    by_object = np.lexsort((log.time, log.object_of_key[log.key]))
    return appearance(log.actor[by_object], log.time[by_object], log.object_starts, log.created)


def reactions_of(
    log: CodedLog, *chosen: int, window_s: float = WINDOW_S
) -> tuple[AccountView, Reactions]:
    window = round(window_s * SECOND_US)
    view = account_view(int32(chosen), log, rates(log.time), window)
    return view, reactions(view, appeared(log), window, BANDS_US)


def lag_seconds(log: CodedLog, account: int, *, window_s: float = WINDOW_S) -> list[float | None]:
    """Return the account's lags in the order of its events, None where there is none."""
    lag = reactions_of(log, account, window_s=window_s)[1].lag
    return [None if value == UNKNOWN else value / SECOND_US for value in lag.tolist()]


def two_actions(
    likes: list[Row], comments: list[Row], created: dict[str, float] | None = None
) -> CodedLog:
    tables = [events_table(likes, "like"), events_table(comments, "comment")]
    objects = None if created is None else objects_table(created)
    return encode(pa.concat_tables(tables).to_batches(), objects)


def test_lags_are_counted_from_the_first_act_of_somebody_else() -> None:
    assert lag_seconds(LOG, 1) == [10.0, 30.0, -4.0], "b came first on y; a followed 4 s later"


def test_lags_are_counted_from_the_first_act_whatever_was_done() -> None:
    log = two_actions(likes=[("a", "x", 50)], comments=[("b", "x", 20)])
    assert lag_seconds(log, 0) == [30.0]


def test_lags_are_counted_from_the_creation_where_it_is_known() -> None:
    log = coded_log([("a", "x", 50), ("b", "x", 20)], created={"x": 5.0})
    assert lag_seconds(log, 0) == [45.0]


def test_with_nobody_else_on_the_object_no_lag_is_known() -> None:
    log = coded_log([("a", "x", 50), ("a", "y", 60), ("b", "y", 20)])
    assert lag_seconds(log, 0) == [None, 40.0]


def test_each_touch_is_one_reaction() -> None:
    """A like and a comment in one visit, and a like much later."""
    log = two_actions([("b", "x", 0), ("a", "x", 40), ("a", "x", 90)], [("a", "x", 45)])
    assert lag_seconds(log, 0, window_s=5) == [40.0, None, 90.0]


def test_acts_after_a_longer_break_are_reactions_of_their_own() -> None:
    log = two_actions([("b", "x", 0), ("a", "x", 40), ("a", "x", 90)], [("a", "x", 45)])
    assert lag_seconds(log, 0, window_s=4) == [40.0, 45.0, 90.0]


ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 12)), max_size=15
)


@given(likes=ROWS, comments=ROWS, window=st.integers(0, 4))
def test_a_lag_is_the_time_since_the_first_act_of_another_at_the_begin_of_a_touch(
    likes: list[Row], comments: list[Row], window: int
) -> None:
    log = two_actions([("a", "x", 1), ("b", "y", 2), *likes], [("c", "z", 3), *comments])
    view, own = reactions_of(log, 0, 1, 2, window_s=window)
    object_ = log.object_of_key[log.key]
    who = np.repeat(view.account, np.diff(view.starts))
    for e, lag in enumerate(own.lag.tolist()):
        others = log.time[(object_ == view.object[e]) & (log.actor != who[e])].tolist()
        known = view.begins[e] and others
        assert lag == (view.time[e] - min(others) if known else UNKNOWN)


def test_sorted_columns_are_sorted_within_each_account() -> None:
    view, own = reactions_of(LOG, 0, 1, 2)
    for low, high in pairwise(view.starts.tolist()):
        for column in (*own.clocks, own.lags[0]):
            assert column[low:high].tolist() == sorted(column[low:high].tolist())


def test_sorted_lags_are_the_lags() -> None:
    view, own = reactions_of(LOG, 0, 1, 2)
    for low, high in pairwise(view.starts.tolist()):
        assert own.lags[0, low:high].tolist() == sorted(own.lag[low:high].tolist())


def test_lags_come_in_the_order_of_time_too() -> None:
    view, own = reactions_of(LOG, 1)
    by_time = sorted(zip(view.time.tolist(), own.lag.tolist(), strict=True))
    assert own.lags[1].tolist() == [lag for _, lag in by_time]


def test_clocks_are_the_times_and_their_phases() -> None:
    view, own = reactions_of(LOG, 0, 1)
    for row, period in enumerate([10**18, *(period for period, _ in CLOCKS)]):
        assert sorted((view.time[2:] % period).tolist()) == own.clocks[row, 2:].tolist()


def followers(lags_s: list[float], *, comment: bool) -> CodedLog:
    """Return a log of an object a day: account b is there at once, a likes it after each lag.

    Account a comments half a second after it liked, where it comments at all. Creation is known:
    of so few acts a like and a comment are half, and would be taken for the onset.
    """
    start = [day * DAY_S for day in range(len(lags_s))]
    likes = [("b", f"{day:03}", at) for day, at in enumerate(start)]
    own = [("a", f"{day:03}", at + lags_s[day]) for day, at in enumerate(start)]
    comments = [(who, object_, at + 0.5) for who, object_, at in own] if comment else []
    return two_actions(likes + own, comments, {object_: at for _, object_, at in likes})


def habit_of(log: CodedLog) -> list[float]:
    """Return the concentration of account a at each band."""
    found: list[float] = reactions_of(log, 0)[1].habit[0].tolist()
    return found


def test_who_always_reacts_alike_is_concentrated() -> None:
    """Of the 39 lags on other days all lie within the window."""
    expected = [(39 + PRIOR_LAGS * share) / (39 + PRIOR_LAGS) for share in (0.1, 0.01)]
    assert habit_of(followers([40.0] * 40, comment=False)) == pytest.approx(expected)


def test_who_reacts_at_any_time_is_not_concentrated() -> None:
    """No two lags lie within the far band of each other: the flat chance is left."""
    anywhere = followers([40.0 + 300.0 * day for day in range(40)], comment=False)
    assert habit_of(anywhere) == pytest.approx([0.1, 0.01])


def test_a_comment_with_each_like_changes_no_habit() -> None:
    lags = [40.0 + 3.0 * (day % 7) for day in range(40)]
    assert habit_of(followers(lags, comment=True)) == habit_of(followers(lags, comment=False))


def test_habits_are_counted_from_the_onset_and_not_from_a_stray_act() -> None:
    """Account c was on every object at a time of its own before the crowd; a follows the crowd."""
    rows: list[Row] = []
    for day in range(1, 20):
        at = day * DAY_S
        rows += [("a", f"{day}", at + 40.0), ("c", f"{day}", at - 500.0 * day)]
        rows += [(f"crowd {k}", f"{day}", at + k) for k in range(20)]
    assert min(habit_of(coded_log(rows))) > 0.85
