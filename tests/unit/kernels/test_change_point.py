from __future__ import annotations

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.change_point import change_points

EVENTS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=40).map(
    lambda rows: sorted(rows, key=lambda row: row[0])
)


def likelihood(marks: list[bool]) -> float:
    """Log2 likelihood of marks at the share that fits them best."""
    share = sum(marks) / max(len(marks), 1)
    return sum(log2(share if mark else 1 - share) for mark in marks)


def naive_bits(marks: list[bool]) -> float:
    best = 0.0
    for k in range(1, len(marks)):
        before, after = marks[:k], marks[k:]
        if sum(before) / k < sum(after) / len(after):
            best = max(best, likelihood(before) + likelihood(after) - likelihood(marks))
    return best


@given(rows=EVENTS)
def test_the_best_change_is_the_best_of_all_one_by_one(rows: list[tuple[int, bool]]) -> None:
    owner = np.array([o for o, _ in rows], np.int32)
    marked = np.array([m for _, m in rows], bool)
    found = change_points(owner, marked, 4)
    for each in range(4):
        marks = marked[owner == each].tolist()
        bits = naive_bits(marks)
        assert found.bits[each] == pytest.approx(bits, abs=1e-6)
        if found.bits[each] > 0:
            before = int(found.before[each])
            assert found.place[each] == np.flatnonzero(owner == each)[before]
            assert found.share_before[each] == pytest.approx(np.mean(marks[:before]))
            assert found.share_after[each] == pytest.approx(np.mean(marks[before:]))
            assert found.share_before[each] < found.share_after[each]
