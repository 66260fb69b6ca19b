"""Touches against loops over all acts, and by examples that can be read."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.touches import company, earliest_near, first_of_touch, touch_end, touches_of
from tests.helpers.coded import int32, int64

ACCOUNTS, OBJECTS, ACTIONS = 4, 3, 2
LIKE, COMMENT = 0, 1


class Act(NamedTuple):
    object: int
    time: int
    action: int
    account: int

    @property
    def key(self) -> int:
        return ACTIONS * self.object + self.action


ACTS = st.lists(
    st.builds(
        Act,
        st.integers(0, OBJECTS - 1),
        st.integers(0, 25),
        st.sampled_from([LIKE, COMMENT]),
        st.integers(0, ACCOUNTS - 1),
    ),
    max_size=25,
    unique=True,
).map(sorted)
"""In (object, time) order."""
WINDOWS = st.sampled_from([0, 1, 3, 50])


def starts_of(codes: list[int], groups: int) -> np.ndarray:
    """Return where each code begins; the codes are sorted."""
    return np.searchsorted(codes, np.arange(groups + 1)).astype(np.int64)


def naive_touches(acts: list[Act], account: int, window: int) -> list[list[Act]]:
    """Return one account's acts, split into touches: object by object, break by break."""
    by_object: dict[int, list[Act]] = defaultdict(list)
    for act in acts:
        if act.account == account:
            by_object[act.object].append(act)
    found = []
    for _, own in sorted(by_object.items()):
        breaks = [b.time - a.time > window for a, b in pairwise(own)]
        place = list(accumulate(breaks, initial=0))
        touches = range(place[-1] + 1)
        found += [[a for a, p in zip(own, place, strict=True) if p == t] for t in touches]
    return found


def counted(acts: list[Act], window: int) -> list[float]:
    starts = starts_of([act.object for act in acts], OBJECTS)
    actor, time = int32([act.account for act in acts]), int64([act.time for act in acts])
    found: list[float] = touches_of(starts, actor, time, window, ACCOUNTS).tolist()
    return found


def begun(acts: list[Act], window: int) -> list[bool]:
    """Return which acts begin a touch; the acts account by account."""
    out = np.ones(len(acts), bool)
    starts = starts_of([act.account for act in acts], ACCOUNTS)
    object_, time = int32([act.object for act in acts]), int64([act.time for act in acts])
    first_of_touch(starts, object_, time, window, out)
    listed: list[bool] = out.tolist()
    return listed


def by_account(acts: list[Act]) -> list[Act]:
    return sorted(acts, key=lambda act: act.account)


def one_account(*acts: tuple[int, int, int]) -> list[Act]:
    """Return the acts (object, time, action) of account 0."""
    return [Act(*act, 0) for act in acts]


@settings(print_blob=True)
@given(acts=ACTS, window=WINDOWS)
def test_touches_are_counted_account_by_account(acts: list[Act], window: int) -> None:
    expected = [len(naive_touches(acts, account, window)) for account in range(ACCOUNTS)]
    assert counted(acts, window) == expected


@settings(print_blob=True)
@given(acts=ACTS, window=WINDOWS)
def test_a_touch_begins_after_a_longer_break_and_on_each_object(
    acts: list[Act], window: int
) -> None:
    expected = [
        place == 0
        for account in range(ACCOUNTS)
        for touch in naive_touches(acts, account, window)
        for place in range(len(touch))
    ]
    assert begun(by_account(acts), window) == expected


@settings(print_blob=True)
@given(
    times=st.lists(st.integers(0, 25), min_size=1, max_size=10).map(sorted),
    window=WINDOWS,
    data=st.data(),
)
def test_a_touch_ends_at_the_first_longer_break(
    times: list[int], window: int, data: st.DataObject
) -> None:
    begin = data.draw(st.integers(0, len(times) - 1))
    end = data.draw(st.integers(begin + 1, len(times)))
    breaks = [k for k in range(begin + 1, end) if times[k] - times[k - 1] > window]
    assert touch_end(int64(times), begin, end, window) == min([*breaks, end])


def test_who_likes_and_comments_within_the_window_touches_once() -> None:
    assert counted(one_account((0, 0, LIKE), (0, 10, COMMENT)), 10)[0] == 1.0


def test_who_comments_after_a_longer_break_touches_twice() -> None:
    assert counted(one_account((0, 0, LIKE), (0, 11, COMMENT)), 10)[0] == 2.0


def test_a_touch_goes_on_as_long_as_no_break_is_longer_than_the_window() -> None:
    acts = one_account(*((0, 9 * k, LIKE) for k in range(5)))
    assert begun(acts, 10) == [True, False, False, False, False]


def test_one_visit_to_two_objects_is_two_touches() -> None:
    assert begun(one_account((0, 5, LIKE), (1, 5, LIKE)), 10) == [True, True]


def test_acts_of_others_in_between_do_not_end_a_touch() -> None:
    acts = [Act(0, 0, LIKE, 0), Act(0, 4, LIKE, 1), Act(0, 8, COMMENT, 0)]
    assert counted(acts, 10)[:2] == [1.0, 1.0]


class View:
    """The acts of some accounts of a log, account by account, as `company` takes them."""

    def __init__(self, acts: list[Act], chosen: list[int], window: int) -> None:
        self.window = window
        self.chosen = chosen
        self.acts = acts
        self.log = sorted(acts, key=lambda act: (act.key, act.time, act.account))
        self.log_starts = starts_of([act.key for act in self.log], ACTIONS * OBJECTS)
        self.log_actor = int32([act.account for act in self.log])
        self.log_time = int64([act.time for act in self.log])
        self.touches = [naive_touches(acts, account, window) for account in chosen]
        self.sizes = [sum(map(len, touches)) for touches in self.touches]

    @property
    def own(self) -> list[Act]:
        """The acts of the chosen accounts, touch by touch."""
        return [act for touches in self.touches for touch in touches for act in touch]

    def earliest(self) -> list[int]:
        """Return what `earliest_near` fills for the acts of the view."""
        place = np.full(len(self.log), -1, np.int32)
        place[[self.log.index(act) for act in self.own]] = np.arange(len(self.own))
        out = np.full(len(self.own), 99, np.int32)
        earliest_near(self.log_starts, self.log_time, self.window, place, out)
        listed: list[int] = out.tolist()
        return listed

    def company(self, *, shards: int = 1) -> list[int]:
        """Return what the kernel fills, asked for the accounts in so many parts."""
        own = self.own
        begins = [
            k == 0 for touches in self.touches for touch in touches for k, _ in enumerate(touch)
        ]
        out = np.full(len(own), 99, np.int32)
        edges = np.linspace(0, len(self.chosen), shards + 1).astype(int).tolist()
        for first, end in pairwise(edges):
            company(
                first, end, int32(self.chosen), int64([0, *accumulate(self.sizes)]),
                int32([act.key for act in own]), int64([act.time for act in own]),
                np.array(begins, bool), int32(self.earliest()), self.log_starts, self.log_actor,
                self.log_time, self.window, np.zeros(ACCOUNTS, np.int32), out,
            )  # fmt: skip
        listed: list[int] = out.tolist()
        return listed

    def naive(self) -> list[int]:
        """Return the number of other accounts at the first act of each touch, -1 at the others."""
        return [
            self._others(account, touch) if place == 0 else -1
            for account, touches in zip(self.chosen, self.touches, strict=True)
            for touch in touches
            for place in range(len(touch))
        ]

    def _others(self, account: int, touch: list[Act]) -> int:
        there = {
            other.account
            for own in touch
            for other in self.acts
            if other.key == own.key and abs(other.time - own.time) <= self.window
        }
        return len(there - {account})


CHOSEN = st.sets(st.integers(0, ACCOUNTS - 1), min_size=1).map(sorted)


@settings(print_blob=True)
@given(acts=ACTS, chosen=CHOSEN, window=WINDOWS)
def test_company_is_the_number_of_others_who_met_the_touch(
    acts: list[Act], chosen: list[int], window: int
) -> None:
    view = View(acts, chosen, window)
    assert view.company() == view.naive()


@settings(print_blob=True)
@given(acts=ACTS, chosen=CHOSEN, window=WINDOWS)
def test_the_earliest_near_is_the_first_on_the_key_within_the_window(
    acts: list[Act], chosen: list[int], window: int
) -> None:
    view = View(acts, chosen, window)
    expected = [
        next(
            place
            for place, other in enumerate(view.log)
            if other.key == act.key and act.time - other.time <= window
        )
        for act in view.own
    ]
    assert view.earliest() == expected


@settings(print_blob=True)
@given(acts=ACTS, chosen=CHOSEN, window=WINDOWS)
def test_company_is_the_same_asked_in_parts(
    acts: list[Act], chosen: list[int], window: int
) -> None:
    view = View(acts, chosen, window)
    assert view.company(shards=len(chosen)) == view.company()


def company_of_the_first(window: int, *acts: tuple[int, int, int, int]) -> list[int]:
    """Return the company of account 0."""
    return View(sorted(Act(*act) for act in acts), [0], window).company()


def test_company_counts_another_account_once_however_often_it_acts() -> None:
    visits = [(0, 1, LIKE, 1), (0, 2, LIKE, 1), (0, 3, COMMENT, 1)]
    assert company_of_the_first(5, (0, 0, LIKE, 0), (0, 3, COMMENT, 0), *visits) == [1, -1]


def test_company_at_any_act_of_a_touch_stands_at_its_begin() -> None:
    """One account met the like and another the comment: two met the touch."""
    other = [(0, 1, LIKE, 1), (0, 9, COMMENT, 2)]
    assert company_of_the_first(5, (0, 0, LIKE, 0), (0, 5, COMMENT, 0), *other) == [2, -1]


def test_each_touch_has_company_of_its_own() -> None:
    acts = [(0, 0, LIKE, 0), (0, 20, LIKE, 0)]
    assert company_of_the_first(5, *acts, (0, 1, LIKE, 1), (0, 19, LIKE, 1)) == [1, 1]


def test_who_does_something_else_to_the_object_is_no_company() -> None:
    assert company_of_the_first(5, (0, 0, LIKE, 0), (0, 0, COMMENT, 1)) == [0]


def test_the_same_on_another_object_is_no_company() -> None:
    assert company_of_the_first(5, (0, 0, LIKE, 0), (1, 0, LIKE, 1)) == [0]


def test_an_accounts_own_acts_are_no_company() -> None:
    assert company_of_the_first(5, (0, 0, LIKE, 0), (0, 1, LIKE, 0)) == [0, -1]


@pytest.mark.parametrize("when", [5, 15])
def test_both_ends_of_the_window_are_company(when: int) -> None:
    assert company_of_the_first(5, (0, 10, LIKE, 0), (0, when, LIKE, 1)) == [1]


@pytest.mark.parametrize("when", [4, 16])
def test_a_moment_more_is_none(when: int) -> None:
    assert company_of_the_first(5, (0, 10, LIKE, 0), (0, when, LIKE, 1)) == [0]
