"""Counts in windows and lives of objects, against plain loops."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.surge_windows import clock_until, life, surge_windows

EDGES = np.array([0, 10, 40, 1 << 60], np.int64)
CURVE = np.array([3.0, 2.0, 0.5])
STEP = 20


def clock_of(rates: list[float]) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.array(rates) * STEP)])


@given(
    born=st.integers(0, 90),
    span=st.tuples(st.integers(0, 120), st.integers(0, 120)),
    rates=st.lists(st.floats(0.0, 3.0), min_size=5, max_size=5),
)
def test_a_life_is_the_sum_over_its_moments(
    born: int, span: tuple[int, int], rates: list[float]
) -> None:
    since, until = max(born, min(span)), max(born, *span)
    clock = clock_of(rates)
    naive = 0.0
    for moment in range(since, min(until, STEP * len(rates))):
        age = moment - born
        step = int(np.searchsorted(EDGES, age, "right")) - 1
        naive += CURVE[step] * rates[moment // STEP]
    found = life(born, since, until, CURVE, EDGES, clock, 0, STEP)
    np.testing.assert_allclose(found, naive, atol=1e-9)


def test_before_and_after_the_grid_no_time_passes() -> None:
    clock = clock_of([1.0, 2.0])
    assert clock_until(-5, clock, 0, STEP) == 0.0
    assert clock_until(10, clock, 0, STEP) == 10.0
    assert clock_until(30, clock, 0, STEP) == 40.0
    assert clock_until(500, clock, 0, STEP) == 60.0


@given(
    times=st.lists(st.lists(st.integers(0, 99), max_size=8), min_size=1, max_size=4),
    width=st.integers(0, 60),
)
def test_windows_begin_at_acts_and_hold_both_ends(times: list[list[int]], width: int) -> None:
    ordered = [sorted(one) for one in times]
    starts = np.cumsum([0, *(len(one) for one in ordered)]).astype(np.int64)
    time = np.array([t for one in ordered for t in one], np.int64)
    born = np.array([min(one, default=0) for one in ordered], np.int64)
    count = np.empty((time.size, 1), np.int32)
    inside, lives = np.empty((time.size, 1)), np.empty(born.size)
    surge_windows(
        0, born.size, starts, time, born, 100, CURVE, EDGES, clock_of([1.0] * 5), 0, STEP,
        np.array([width], np.int64), count, inside, lives,
    )  # fmt: skip
    e = 0
    for one in ordered:
        for k, begin in enumerate(one):
            assert count[e, 0] == sum(begin <= t <= begin + width for t in one[k:])
            e += 1
