"""The windowed pair scan against the loop anybody would write first."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.window_pairs import count_window_pairs, window_pairs

GROUPS = st.lists(st.lists(st.integers(0, 60), max_size=9), max_size=5)
QUARTERS = st.lists(st.lists(st.integers(0, 240).map(lambda q: q / 4), max_size=9), max_size=5)


def naive(groups: list[list[float]], window: float) -> list[tuple[int, int]]:
    """Every pair of every group, kept when near enough."""
    found: list[tuple[int, int]] = []
    base = 0
    for group in groups:
        times = sorted(group)
        pairs = itertools.combinations(range(len(times)), 2)
        found += [(base + i, base + j) for i, j in pairs if times[j] - times[i] <= window]
        base += len(times)
    return sorted(found)


def scanned(groups: list[list[float]], window: float, dtype: type) -> list[tuple[int, int]]:
    starts = np.cumsum([0, *map(len, groups)])
    flat = [t for group in groups for t in sorted(group)]
    times: npt.NDArray[Any] = np.array(flat, dtype)
    earlier, later = window_pairs(starts, times, window)
    assert earlier.size == count_window_pairs(starts, times, window)
    return list(zip(earlier.tolist(), later.tolist(), strict=True))


@settings(print_blob=True)
@given(groups=GROUPS, window=st.integers(0, 30))
def test_whole_numbers_agree_with_the_naive_loop(groups: list[list[float]], window: int) -> None:
    assert sorted(scanned(groups, window, np.int64)) == naive(groups, window)


@settings(print_blob=True)
@given(groups=QUARTERS, window=st.integers(0, 120).map(lambda q: q / 4))
def test_fractions_agree_with_the_naive_loop(groups: list[list[float]], window: float) -> None:
    assert sorted(scanned(groups, window, np.float64)) == naive(groups, window)


def test_the_window_is_inclusive_and_one_microsecond_more_is_outside() -> None:
    starts, times = np.array([0, 3]), np.array([0, 10_000_000, 20_000_001])
    assert count_window_pairs(starts, times, 10_000_000) == 1


def test_rounded_float_differences_decide_as_a_subtraction_would() -> None:
    times = np.array([0.1, 0.4])  # 0.4 - 0.1 is 0.30000000000000004
    assert count_window_pairs(np.array([0, 2]), times, 0.3) == 0
    assert count_window_pairs(np.array([0, 2]), times, 0.4 - 0.1) == 1


def test_a_fractional_window_over_whole_times_decides_like_its_floor() -> None:
    starts, times = np.array([0, 3]), np.array([0, 2, 5])
    assert count_window_pairs(starts, times, 2.9) == 1


def test_pairs_come_ordered_by_the_later_row_and_ties_keep_input_order() -> None:
    earlier, later = window_pairs(np.array([0, 3]), np.array([5, 5, 6]), 1)
    assert (earlier.tolist(), later.tolist()) == ([0, 0, 1], [1, 2, 2])


def test_rows_of_different_groups_never_pair() -> None:
    assert count_window_pairs(np.array([0, 1, 1, 2]), np.array([7, 7]), 100) == 0


@pytest.mark.parametrize("starts", [[0], [0, 0], [0, 0, 0]])
def test_no_rows_give_no_pairs(starts: list[int]) -> None:
    earlier, later = window_pairs(np.array(starts), np.empty(0, np.int64), 1)
    assert (earlier.size, later.size) == (0, 0)


def test_read_only_arrays_are_accepted_as_arrow_lends_them() -> None:
    times = np.array([1.0, 2.0])
    times.flags.writeable = False
    assert count_window_pairs(np.array([0, 2]), times, 1.0) == 1


def test_a_viral_group_is_counted_without_being_listed() -> None:
    times = np.zeros(200_000, np.int64)
    assert count_window_pairs(np.array([0, times.size]), times, 0) == 200_000 * 199_999 // 2
