"""The scan against a loop over all pairs of events."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.co_action import (
    COUNT_MASK,
    most_repeats,
    own_events,
    scan_actors,
    window_bounds,
)
from clearwater.kernels.ordering import group_starts
from tests.helpers.coded import int32, int64

ACCOUNTS = 5
OBJECT_OF_KEY = int32([0, 0, 1, 2])
"""Two things can be done to object 0."""
Pairs = dict[tuple[int, int], int]


class Event(NamedTuple):
    key: int
    time: int
    actor: int


EVENTS = st.lists(
    st.builds(Event, st.integers(0, 3), st.integers(0, 9), st.integers(0, ACCOUNTS - 1)),
    max_size=40,
    unique=True,
).map(sorted)


class Walk:
    """The kernel's arguments for a list of sorted events."""

    def __init__(self, events: list[Event], window: int) -> None:
        self.key = int32([e.key for e in events])
        self.actor = int32([e.actor for e in events])
        time = int64([e.time for e in events])
        keys = np.arange(max(self.key, default=0) + 2)
        self.lo, self.hi = np.empty(self.key.size, np.int32), np.empty(self.key.size, np.int32)
        window_bounds(np.searchsorted(self.key, keys), time, window, self.lo, self.hi)
        self.starts = group_starts(self.actor, ACCOUNTS)
        self.own = np.empty((self.key.size, 3), np.int32)
        own_events(self.starts, self.actor, self.key, OBJECT_OF_KEY, self.lo, self.hi, self.own)
        self.repeats = np.empty(ACCOUNTS)
        most_repeats(self.starts, self.own, self.repeats)
        self.acc = np.zeros(ACCOUNTS, np.int32)

    def pairs(self, *, least: int = 1, capacity: int = 99, ceiling: float = np.inf) -> Pairs:
        """Return the pairs, walked in as many calls as the capacity asks for."""
        found: Pairs = {}
        resume = int32([0])
        while resume[0] < ACCOUNTS:
            left, right, count = (np.empty(capacity, np.int32) for _ in range(3))
            before = int(resume[0])
            n = scan_actors(
                before,
                ACCOUNTS,
                self.starts,
                self.own,
                self.actor,
                np.diff(self.starts).astype(float),
                self.repeats,
                float(self.key.size),
                least,
                np.full(COUNT_MASK + 1, ceiling),
                self.acc,
                np.empty(ACCOUNTS, np.int32),
                left,
                right,
                count,
                resume,
            )
            assert n or resume[0] > before, "it goes on"
            for k in range(n):
                pair = int(left[k]), int(right[k])
                assert pair not in found, "each pair once"
                found[pair] = int(count[k])
        return found


def naive(events: list[Event], window: int) -> Pairs:
    """Return how many objects each pair met on: the same was done, within the window."""
    objects: dict[tuple[int, int], set[int]] = defaultdict(set)
    for a in events:
        for b in events:
            if a.key == b.key and a.actor < b.actor and abs(a.time - b.time) <= window:
                objects[a.actor, b.actor].add(int(OBJECT_OF_KEY[a.key]))
    return {pair: len(met) for pair, met in objects.items()}


@settings(print_blob=True)
@given(events=EVENTS, window=st.sampled_from([0, 1, 3, 20]))
def test_a_pair_counts_the_distinct_objects_on_which_it_met(
    events: list[Event], window: int
) -> None:
    assert Walk(events, window).pairs() == naive(events, window)


def test_who_meets_twice_on_one_object_met_on_one_object() -> None:
    """Both like (key 0) and comment (key 1), each time together."""
    events = [Event(key, 5, actor) for key in (0, 1) for actor in (0, 1)]
    assert Walk(events, 1).pairs() == {(0, 1): 1}


def test_different_acts_on_one_object_are_no_meeting() -> None:
    assert Walk([Event(0, 5, 0), Event(1, 5, 1)], 1).pairs() == {}


@settings(print_blob=True)
@given(events=EVENTS)
def test_own_events_are_those_of_each_actor_by_object(events: list[Event]) -> None:
    walk = Walk(events, 1)
    for actor, (low, high) in enumerate(itertools.pairwise(walk.starts.tolist())):
        rows = [row for row, event in enumerate(events) if event.actor == actor]
        expected = [[OBJECT_OF_KEY[walk.key[r]], walk.lo[r], walk.hi[r]] for r in rows]
        assert walk.own[low:high].tolist() == expected


@given(events=EVENTS, least=st.integers(1, 4))
def test_pairs_with_too_few_objects_are_left_out(events: list[Event], least: int) -> None:
    wanted = {pair: n for pair, n in naive(events, 2).items() if n >= least}
    assert Walk(events, 2).pairs(least=least) == wanted


@given(events=EVENTS)
def test_a_full_buffer_loses_nothing(events: list[Event]) -> None:
    assert Walk(events, 3).pairs(capacity=ACCOUNTS) == naive(events, 3)


@given(events=EVENTS)
def test_the_accumulator_is_left_empty(events: list[Event]) -> None:
    walk = Walk(events, 3)
    walk.pairs(least=2, capacity=ACCOUNTS)
    assert not walk.acc.any()


def test_a_leftover_in_the_accumulator_would_be_seen() -> None:
    """Without this, the test above could pass on a kernel that never reads it."""
    walk = Walk([Event(0, 0, 0), Event(0, 0, 1)], 0)
    walk.acc[1] = (9 << 11) | 5
    assert walk.pairs() != {(0, 1): 1}


@pytest.mark.parametrize(("window", "met"), [(9, {}), (10, {(0, 1): 1})])
def test_both_ends_of_the_window_belong_to_it(window: int, met: Pairs) -> None:
    assert Walk([Event(0, 0, 0), Event(0, 10, 1)], window).pairs() == met
    assert Walk([Event(0, 0, 1), Event(0, 10, 0)], window).pairs() == met


def test_the_prefilter_compares_the_crude_mean_with_the_ceiling() -> None:
    """Account 0 sees a crowd of 1 once: (1 - 1) * 1 / 2 = 0 stays; at a ceiling below it goes."""
    walk = Walk([Event(0, 0, 0), Event(0, 0, 1)], 0)
    assert walk.pairs(ceiling=0.0) == {(0, 1): 1}
    assert walk.pairs(ceiling=-1.0) == {}


@given(events=EVENTS)
def test_repeats_are_the_most_events_of_an_actor_on_one_object(events: list[Event]) -> None:
    counts = Counter((e.actor, int(OBJECT_OF_KEY[e.key])) for e in events)
    most = [max(counts[actor, object_] for object_ in range(3)) for actor in range(ACCOUNTS)]
    assert Walk(events, 1).repeats.tolist() == most


def test_a_like_and_a_comment_on_one_object_are_repeats() -> None:
    """Actor 1 acts thrice on object 0, in two ways, and once on object 1; actor 2 once on two."""
    rows = [(0, 1, 1), (0, 2, 1), (1, 3, 1), (2, 1, 1), (2, 1, 2), (3, 9, 2)]
    assert Walk([Event(*row) for row in rows], 1).repeats.tolist()[:3] == [0.0, 3.0, 1.0]
