"""The choice null against its formula, written as loops over all events."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.choice_null import choice_p_values, expected_meetings, occasions
from clearwater.kernels.tails import poisson_tail
from tests.helpers.coded import int32, int64

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
FIRST, SECOND = 0, 1
Event = tuple[int, int]
"""(key, hour)."""

EVENTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 60)), min_size=1, max_size=12, unique=True
).map(sorted)
WINDOWS_H = st.sampled_from([0, 1, 4])


@dataclass(frozen=True)
class Views:
    """Two accounts as the kernel sees them; the crowd is that of the whole log."""

    own: list[list[Event]]
    others: list[Event]
    window_h: int

    def near(self, event: Event, events: list[Event]) -> int:
        """Return how many of `events` lie on the event's key within the window."""
        return sum(k == event[0] and abs(h - event[1]) <= self.window_h for k, h in events)

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return (starts, key, time, crowd without the account's own)."""
        flat = [event for events in self.own for event in events]
        crowd = [
            self.near(event, self.others)
            + sum(self.near(event, o) for o in self.own if o is not own)
            for own in self.own
            for event in own
        ]
        starts = int64([0, len(self.own[0]), len(flat)])
        return (
            starts,
            int32([k for k, _ in flat]),
            int64([h * HOUR_US for _, h in flat]),
            int32(crowd),
        )


RATIOS = np.random.default_rng(0).uniform(0.5, 2.0, (2, 24)).astype(np.float32)
DAYS = np.random.default_rng(1).uniform(0.5, 2.0, (2, 3)).astype(np.float32)


def expected(views: Views, i: int, j: int, share: float) -> float:
    starts, key, time, crowd = views.arrays()
    window = views.window_h * HOUR_US
    found = expected_meetings(
        i, j, starts, key, time, crowd, share, RATIOS, DAYS, 0, DAY_US, window
    )
    return float(found)


def naive_expected(views: Views, i: int, j: int, share: float) -> float:
    exponent: dict[int, float] = defaultdict(float)
    for event in views.own[i]:
        key, hour = event
        others = views.near(event, views.others)  # neither i's own nor j's: the pair is left out
        s = share * float(RATIOS[j, hour % 24]) * float(DAYS[j, hour // 24])
        exponent[key] += others * s
    return sum(1 - math.exp(-x) for x in exponent.values())


@settings(deadline=None)
@given(own=st.tuples(EVENTS, EVENTS), others=EVENTS, window_h=WINDOWS_H)
def test_the_mean_is_the_formula(
    own: tuple[list[Event], list[Event]], others: list[Event], window_h: int
) -> None:
    views = Views(list(own), others, window_h)
    assert expected(views, FIRST, SECOND, 0.03) == pytest.approx(
        naive_expected(views, FIRST, SECOND, 0.03)
    )
    assert expected(views, SECOND, FIRST, 0.2) == pytest.approx(
        naive_expected(views, SECOND, FIRST, 0.2)
    )


def test_the_pair_is_left_out_of_its_own_background() -> None:
    """However often j comes, it does not make j's coming more likely."""
    crowded = [(0, h) for h in range(20)]
    views = Views([[(0, 10)], crowded], others=[], window_h=4)
    assert expected(views, FIRST, SECOND, 0.5) == 0.0


def naive_occasions(views: Views, gap_h: int) -> int:
    """Return how many meetings are left when those less than the gap after one are dropped."""
    met: dict[int, int] = {}
    for key, hour in views.own[FIRST]:
        if key not in met and views.near((key, hour), views.own[SECOND]):
            met[key] = hour
    count, last = 0, -(10**9)
    for hour in sorted(met.values()):
        if hour - last >= gap_h:
            count, last = count + 1, hour
    return count


def found_occasions(views: Views, gap_h: int) -> int:
    starts, key, time, _ = views.arrays()
    window, gap = views.window_h * HOUR_US, gap_h * HOUR_US
    return int(occasions(FIRST, SECOND, starts, key, time, window, gap, np.empty(99, np.int64)))


@settings(deadline=None)
@given(own=st.tuples(EVENTS, EVENTS), window_h=WINDOWS_H, gap_h=st.sampled_from([1, 3, 24]))
def test_occasions_are_distinct_keys_merged_where_close(
    own: tuple[list[Event], list[Event]], window_h: int, gap_h: int
) -> None:
    views = Views(list(own), [], window_h)
    assert found_occasions(views, gap_h) == naive_occasions(views, gap_h)


def test_one_visit_is_one_occasion_however_much_is_clicked() -> None:
    visit = [(key, 5) for key in range(4)]
    assert found_occasions(Views([visit, visit], [], 0), gap_h=1) == 1


def test_p_is_the_tail_at_the_larger_of_the_two_means() -> None:
    own = [[(0, 1), (1, 9), (2, 20)], [(0, 1), (1, 9), (2, 20)]]
    views = Views(own, others=[(0, 1), (0, 2), (1, 9)], window_h=1)
    starts, key, time, crowd = views.arrays()
    share = np.array([0.01, 0.2])
    meetings, mean, p = np.zeros(1, np.int32), np.zeros(1), np.zeros(1)
    choice_p_values(
        0, 1, int32([FIRST]), int32([SECOND]), starts, key, time, crowd, share, RATIOS, DAYS,
        0, DAY_US, HOUR_US, HOUR_US, meetings, mean, p,
    )  # fmt: skip
    larger = max(
        naive_expected(views, FIRST, SECOND, 0.2), naive_expected(views, SECOND, FIRST, 0.01)
    )
    assert (meetings[0], mean[0]) == (3, pytest.approx(larger))
    assert p[0] == pytest.approx(poisson_tail(larger, 3))
