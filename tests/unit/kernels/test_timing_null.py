"""The steps of the timing null against loops; its promise is tested with the pair evidence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.timing_null import LEAST_EFFECT, appeared, closest, occasion_tail
from tests.helpers.coded import int32, int64

TIMES = st.lists(st.integers(0, 40), min_size=1, max_size=8).map(sorted)


@settings(deadline=None)
@given(left=TIMES, right=TIMES, band=st.integers(0, 20))
def test_closest_finds_the_nearest_two_and_counts_all_within_the_band(
    left: list[int], right: list[int], band: int
) -> None:
    out = np.zeros(3, np.int64)
    time = int64(left + right)
    tries = closest(time, 0, len(left), len(left), len(time), band, out)
    distances = [abs(a - b) for a in left for b in right]
    assert tries == sum(distance <= band for distance in distances)
    if tries:
        assert out[0] == min(distances) == abs(time[out[1]] - time[out[2]])


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
