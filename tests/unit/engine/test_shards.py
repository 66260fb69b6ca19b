"""Ranges cover the work, and threads do not change the order of results."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.engine.shards import ranges, run_shards, usable_threads


@given(total=st.integers(1, 200), pieces=st.integers(1, 70))
def test_ranges_cover_the_work_without_overlap(total: int, pieces: int) -> None:
    found = ranges(total, pieces)
    assert [at for first, end in found for at in range(first, end)] == list(range(total))
    sizes = [end - first for first, end in found]
    assert max(sizes) - min(sizes) <= 1
    assert len(found) <= pieces


def test_nothing_to_do_is_an_empty_range() -> None:
    assert sum(end - first for first, end in ranges(0, 8)) == 0


@pytest.mark.parametrize("threads", [1, 3])
def test_results_come_in_the_order_of_the_ranges(threads: int) -> None:
    slow_first = itertools.count()

    def work(first: int, end: int) -> int:
        time.sleep(0.01 / (1 + next(slow_first)))
        return first

    parts = ranges(20, 10)
    assert list(run_shards(work, parts, threads)) == [first for first, _ in parts]


def test_a_failure_in_a_thread_is_not_lost() -> None:
    def work(first: int, end: int) -> int:
        raise ArithmeticError(first)

    with pytest.raises(ArithmeticError):
        list(run_shards(work, [(0, 1), (1, 2)], 2))


def test_the_number_of_threads_that_was_asked_for_is_used() -> None:
    assert (usable_threads(3), usable_threads(0)) == (3, 1)
    assert usable_threads(None) >= 1
