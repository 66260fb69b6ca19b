"""The choice null against its formula, written as loops over all events."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.choice_null import choice_p_values, expected_meetings, met, occasions
from clearwater.kernels.tails import poisson_tail
from tests.helpers.coded import int32, int64

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
FIRST, SECOND = 0, 1
LIKE, COMMENT = 0, 1


class Event(NamedTuple):
    object: int
    hour: int
    action: int = LIKE

    @property
    def key(self) -> int:
        return 2 * self.object + self.action


Touch = list[Event]
HOURS = st.one_of(st.integers(0, 9), st.integers(0, 60))
"""Often close together: touches of several acts, and meetings at any of them."""
EVENTS = st.lists(
    st.builds(Event, st.integers(0, 3), HOURS, st.sampled_from([LIKE, COMMENT])),
    min_size=1,
    max_size=12,
    unique=True,
).map(sorted)
PAIR = st.tuples(EVENTS, EVENTS)
CROWD = st.lists(EVENTS, max_size=3)
"""The events of each of the other accounts of the log."""
WINDOWS_H = st.sampled_from([0, 1, 4])


@dataclass(frozen=True)
class Views:
    """Two accounts as the kernel sees them, and the others of the log."""

    own: tuple[list[Event], list[Event]]
    others: list[list[Event]]
    window_h: int

    def meets(self, touch: Touch, events: list[Event]) -> bool:
        """Say whether any of `events` is of the same key as one of `touch`, within the window."""
        return any(
            a.key == b.key and abs(a.hour - b.hour) <= self.window_h for a in touch for b in events
        )

    def touches(self, account: int) -> list[Touch]:
        """Return the account's acts, split where the object changes or a break is too long."""
        listed: list[Touch] = [self.own[account][:1]]
        for last, event in pairwise(self.own[account]):
            if event.object != last.object or event.hour - last.hour > self.window_h:
                listed.append([])
            listed[-1].append(event)
        return listed

    def crowd(self, account: int) -> list[int]:
        """Return how many other accounts met each touch, where it begins; -1 elsewhere."""
        everybody = [self.own[1 - account], *self.others]
        return [
            sum(self.meets(touch, events) for events in everybody) if place == 0 else -1
            for touch in self.touches(account)
            for place in range(len(touch))
        ]

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return (starts, object, key, time, crowd)."""
        flat = [event for events in self.own for event in events]
        return (
            int64([0, len(self.own[FIRST]), len(flat)]),
            int32([event.object for event in flat]),
            int32([event.key for event in flat]),
            int64([event.hour * HOUR_US for event in flat]),
            int32(self.crowd(FIRST) + self.crowd(SECOND)),
        )


RATIOS = np.random.default_rng(0).uniform(0.5, 2.0, (2, 24)).astype(np.float32)
DAYS = np.random.default_rng(1).uniform(0.5, 2.0, (2, 3)).astype(np.float32)


def expected(views: Views, i: int, j: int, share: float) -> float:
    window = views.window_h * HOUR_US
    found = expected_meetings(i, j, *views.arrays(), share, RATIOS, DAYS, 0, DAY_US, window)
    return float(found)


def naive_expected(views: Views, i: int, j: int, share: float) -> float:
    exponent: dict[int, float] = defaultdict(float)
    for touch in views.touches(i):
        begin = touch[0]
        # Neither i nor j is among the others: the pair is left out of its own background.
        others = sum(views.meets(touch, events) for events in views.others)
        s = share * float(RATIOS[j, begin.hour % 24]) * float(DAYS[j, begin.hour // 24])
        exponent[begin.object] += others * s
    return sum(1 - math.exp(-x) for x in exponent.values())


STRETCH = st.lists(
    st.builds(Event, st.just(0), st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=6
).map(sorted)


@given(left=STRETCH, right=STRETCH, window_h=WINDOWS_H)
def test_who_did_the_same_within_the_window_met(
    left: list[Event], right: list[Event], window_h: int
) -> None:
    both = left + right
    key, time = int32([event.key for event in both]), int64([event.hour for event in both])
    found = met(0, len(left), len(left), len(both), key, time, window_h)
    assert found == Views((left, right), [], window_h).meets(left, right)


@given(own=PAIR, others=CROWD, window_h=WINDOWS_H)
def test_the_mean_is_the_formula(
    own: tuple[list[Event], list[Event]], others: list[list[Event]], window_h: int
) -> None:
    views = Views(own, others, window_h)
    assert expected(views, FIRST, SECOND, 0.03) == pytest.approx(
        naive_expected(views, FIRST, SECOND, 0.03)
    )
    assert expected(views, SECOND, FIRST, 0.2) == pytest.approx(
        naive_expected(views, SECOND, FIRST, 0.2)
    )


def test_the_pair_is_left_out_of_its_own_background() -> None:
    """However often j comes, it does not make j's coming more likely."""
    crowded = [Event(0, hour) for hour in range(20)]
    views = Views(([Event(0, 10)], crowded), others=[], window_h=4)
    assert expected(views, FIRST, SECOND, 0.5) == 0.0


@pytest.mark.parametrize("action", [LIKE, COMMENT])
def test_a_partner_met_at_any_act_of_a_touch_is_left_out(action: int) -> None:
    """Account i likes at 10 and comments at 12; nobody but j met it, at either."""
    own = [Event(0, 10), Event(0, 12, COMMENT)]
    views = Views((own, [Event(0, 11 + 2 * action, action)]), others=[], window_h=2)
    assert expected(views, FIRST, SECOND, 0.5) == 0.0


def test_who_likes_and_comments_does_not_expect_twice_as_much() -> None:
    """The crowd likes and comments too: three accounts are three, whatever they do."""
    like, both = [Event(0, 10)], [Event(0, 10), Event(0, 10, COMMENT)]
    once = Views((like, like), others=[like] * 3, window_h=1)
    twice = Views((both, both), others=[both] * 3, window_h=1)
    assert expected(twice, FIRST, SECOND, 0.01) == expected(once, FIRST, SECOND, 0.01) > 0.0


def test_each_touch_of_an_object_is_one_more_way_to_meet() -> None:
    """Two touches, hours apart, each met by one other account."""
    views = Views(([Event(0, 10), Event(0, 20)], [Event(1, 0)]), [[Event(0, 10), Event(0, 20)]], 1)
    one, two = (0.01 * float(RATIOS[SECOND, hour] * DAYS[SECOND, 0]) for hour in (10, 20))
    assert expected(views, FIRST, SECOND, 0.01) == pytest.approx(1 - math.exp(-one - two))


def naive_occasions(views: Views, gap_h: int) -> int:
    """Return how many meetings are left when those less than the gap after one are dropped."""
    first_met: dict[int, int] = {}
    for event in views.own[FIRST]:
        if event.object not in first_met and views.meets([event], views.own[SECOND]):
            first_met[event.object] = event.hour
    count, last = 0, -(10**9)
    for hour in sorted(first_met.values()):
        if hour - last >= gap_h:
            count, last = count + 1, hour
    return count


def found_occasions(views: Views, gap_h: int) -> int:
    starts, object_, key, time, _ = views.arrays()
    window, gap = views.window_h * HOUR_US, gap_h * HOUR_US
    moments = np.empty(99, np.int64)
    return int(occasions(FIRST, SECOND, starts, object_, key, time, window, gap, moments))


@given(own=PAIR, window_h=WINDOWS_H, gap_h=st.sampled_from([1, 3, 24]))
def test_occasions_are_distinct_objects_merged_where_close(
    own: tuple[list[Event], list[Event]], window_h: int, gap_h: int
) -> None:
    views = Views(own, [], window_h)
    assert found_occasions(views, gap_h) == naive_occasions(views, gap_h)


def test_one_visit_is_one_occasion_however_much_is_clicked() -> None:
    visit = [Event(object_, 5) for object_ in range(4)]
    assert found_occasions(Views((visit, visit), [], 0), gap_h=1) == 1


def test_one_object_is_one_occasion_however_often_it_is_met_on() -> None:
    days = [Event(0, 0), Event(0, 24, COMMENT), Event(0, 48)]
    assert found_occasions(Views((days, days), [], 0), gap_h=1) == 1


def test_a_like_and_a_comment_are_no_meeting() -> None:
    views = Views(([Event(0, 5)], [Event(0, 5, COMMENT)]), [], 1)
    assert found_occasions(views, gap_h=1) == 0


def test_p_is_the_tail_at_the_larger_of_the_two_means() -> None:
    own = [Event(0, 1), Event(1, 9), Event(2, 20)]
    views = Views((own, own), others=[[Event(0, 1)], [Event(0, 2)], [Event(1, 9)]], window_h=1)
    starts, object_, key, time, crowd = views.arrays()
    share = np.array([0.01, 0.2])
    meetings, mean, p = np.zeros(1, np.int32), np.zeros(1), np.zeros(1)
    choice_p_values(
        0, 1, int32([FIRST]), int32([SECOND]), starts, object_, key, time, crowd, share, RATIOS,
        DAYS, 0, DAY_US, HOUR_US, HOUR_US, meetings, mean, p,
    )  # fmt: skip
    larger = max(
        naive_expected(views, FIRST, SECOND, 0.2), naive_expected(views, SECOND, FIRST, 0.01)
    )
    assert (meetings[0], mean[0]) == (3, pytest.approx(larger))
    assert p[0] == pytest.approx(poisson_tail(larger, 3))
