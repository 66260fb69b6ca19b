"""The steps of the timing null against loops; its promise is tested with the pair evidence."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.timing_null import LEAST_EFFECT, appeared, closest, occasion_tail
from tests.helpers.coded import int32, int64

LIKE, COMMENT = 0, 1
Act = tuple[int, int]
"""(time, key)."""
ACTS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([LIKE, COMMENT])), min_size=1, max_size=8
).map(sorted)
WINDOWS, BANDS = st.sampled_from([0, 1, 3, 10]), st.integers(0, 20)


class Closest:
    """What `closest` finds for the acts of two accounts on one object."""

    def __init__(self, left: list[Act], right: list[Act], window: int, band: int) -> None:
        both = left + right
        self.time, self.key = int64([t for t, _ in both]), int32([k for _, k in both])
        nearest = np.full(3, -7, np.int64)
        self.tries = float(
            closest(self.time, self.key, 0, len(left), len(left), len(both), window, band, nearest)
        )
        self.distance, self.row_l, self.row_r = (int(value) for value in nearest)


def touches(acts: list[Act], window: int) -> list[list[Act]]:
    """Return the acts split where a break is longer than the window."""
    found = [acts[:1]]
    for last, act in pairwise(acts):
        if act[0] - last[0] > window:
            found.append([])
        found[-1].append(act)
    return found


def distances(left: list[Act], right: list[Act]) -> list[int]:
    """Return how far apart any two acts of one key are."""
    return [abs(t - t_) for t, key in left for t_, key_ in right if key == key_]


def naive_tries(left: list[Act], right: list[Act], window: int, band: int) -> float:
    """Return one for each pair of touches within the band; more where they are long and many."""
    total = 0.0
    for a in touches(left, window):
        for b in touches(right, window):
            pairs = sum(distance <= band for distance in distances(a, b))
            lengths = a[-1][0] - a[0][0] + b[-1][0] - b[0][0]
            # At a window of 0 a touch has no length, and all of its acts are one.
            total += min(pairs, 1 + (lengths / (2 * window) if window else 0))
    return total


@settings(print_blob=True)
@given(left=ACTS, right=ACTS, window=WINDOWS, band=BANDS)
def test_closest_weighs_all_pairs_of_touches_within_the_band(
    left: list[Act], right: list[Act], window: int, band: int
) -> None:
    expected = naive_tries(left, right, window, band)
    assert Closest(left, right, window, band).tries == pytest.approx(expected)


@settings(print_blob=True)
@given(left=ACTS, right=ACTS, window=WINDOWS, band=BANDS)
def test_closest_finds_the_nearest_two_acts_of_one_key(
    left: list[Act], right: list[Act], window: int, band: int
) -> None:
    found, least = Closest(left, right, window, band), min(distances(left, right), default=99)
    if least > band:
        assert found.distance > band
    else:
        own, other = found.row_l, found.row_r
        assert own < len(left) <= other, "one of each account"
        assert found.key[own] == found.key[other]
        assert found.distance == least == abs(found.time[own] - found.time[other])


@given(left=ACTS, right=ACTS, band=BANDS)
def test_where_every_touch_is_one_act_all_pairs_of_acts_are_tries(
    left: list[Act], right: list[Act], band: int
) -> None:
    """Spread so far that no two acts of an account lie within the window of each other."""
    apart_l = [(100 * k + t % 10, key) for k, (t, key) in enumerate(left)]
    apart_r = [(100 * k + t % 10, key) for k, (t, key) in enumerate(right)]
    pairs = sum(distance <= band for distance in distances(apart_l, apart_r))
    assert Closest(apart_l, apart_r, 3, band).tries == pairs


def test_two_touches_of_one_act_are_one_try() -> None:
    assert Closest([(0, LIKE)], [(30, LIKE)], window=10, band=100).tries == 1.0


def test_many_acts_at_once_are_one_try() -> None:
    """Three pairs of acts, but touches without length: no second chance to fall together."""
    left, right = [(0, LIKE)], [(30, LIKE), (30, LIKE), (30, LIKE)]
    assert Closest(left, right, window=10, band=100).tries == 1.0


def test_a_like_and_a_comment_each_are_a_little_more_than_one_try() -> None:
    """Two pairs of acts; touches of 4 and 6 make a window of 20 one of at most 30."""
    left, right = [(0, LIKE), (4, COMMENT)], [(30, LIKE), (36, COMMENT)]
    assert Closest(left, right, window=10, band=100).tries == pytest.approx(1.5)


def test_tries_are_no_more_than_the_pairs_of_acts() -> None:
    """One pair of likes; that the other went on to comment for long adds nothing."""
    left, right = [(0, LIKE)], [(30, LIKE), (39, COMMENT), (48, COMMENT)]
    assert Closest(left, right, window=10, band=100).tries == 1.0


def test_two_visits_are_two_tries() -> None:
    assert Closest([(0, LIKE)], [(30, LIKE), (60, LIKE)], window=10, band=100).tries == 2.0


def test_a_like_and_a_comment_are_no_try() -> None:
    assert Closest([(0, LIKE)], [(0, COMMENT)], window=10, band=100).tries == 0.0


@pytest.mark.parametrize(("when", "tries"), [(100, 1.0), (101, 0.0)])
def test_the_end_of_the_band_belongs_to_it(when: int, tries: float) -> None:
    assert Closest([(0, LIKE)], [(when, LIKE)], window=10, band=100).tries == tries


@pytest.mark.parametrize(("pair", "born"), [((7, 8), 30), ((8, 9), 10), ((4, 5), 10), ((9, 7), 20)])
def test_an_object_appeared_to_a_pair_when_somebody_else_acted(
    pair: tuple[int, int], born: int
) -> None:
    assert (
        appeared(0, *pair, int32([7, 8, 9]).reshape(1, 3), int64([10, 20, 30]).reshape(1, 3))
        == born
    )


def test_with_nobody_else_the_birth_is_unknown() -> None:
    slots = int32([7, 8, -1]).reshape(1, 3)
    assert appeared(0, 7, 8, slots, int64([10, 20, 0]).reshape(1, 3)) == UNKNOWN


def tail_of(
    at: list[int], chance: list[float], hit: list[bool], gap: int
) -> tuple[float, list[int]]:
    n = len(at)
    counts = np.zeros(2, np.int32)
    tail = occasion_tail(
        n, gap, int64(at), np.array(chance), np.array(hit), n, np.empty(n + 2), np.empty(n), counts
    )
    return float(tail), counts.tolist()


def test_objects_touched_in_one_visit_are_one_trial() -> None:
    tail, counts = tail_of([0, 1, 50], [0.1, 0.1, 0.1], hit=[True, True, True], gap=10)
    assert tail == pytest.approx(0.19 * 0.1)
    assert counts == [2, 2]


def test_objects_far_apart_are_trials_of_their_own() -> None:
    tail, counts = tail_of([0, 20, 50], [0.2, 0.2, 0.1], hit=[True, False, True], gap=10)
    two = 0.2 * 0.2 * 0.9 + 2 * 0.2 * 0.8 * 0.1
    assert tail == pytest.approx(two + 0.2 * 0.2 * 0.1)
    assert counts == [3, 2]


def test_the_order_of_objects_does_not_matter() -> None:
    forward = tail_of([0, 20, 25], [0.1, 0.2, 0.1], hit=[True, False, True], gap=10)
    assert tail_of([25, 0, 20], [0.1, 0.1, 0.2], hit=[True, True, False], gap=10) == forward


@pytest.mark.parametrize(("chance", "counts_for"), [(0.39, True), (0.41, False)])
def test_a_tail_without_an_effect_is_no_evidence(chance: float, *, counts_for: bool) -> None:
    """Fifty hits of fifty: an effect of 1 / chance, on either side of the least."""
    assert 0.39 < 1 / LEAST_EFFECT < 0.41
    at = [20 * k for k in range(50)]
    tail, _ = tail_of(at, [chance] * 50, hit=[True] * 50, gap=10)
    assert tail == (pytest.approx(chance**50) if counts_for else 1.0)
