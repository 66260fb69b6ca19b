from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.near_counts import others_near

EVENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.booleans()), max_size=40)


@given(events=EVENTS, window=st.integers(0, 12))
def test_others_within_the_window_are_counted_one_by_one(
    events: list[tuple[int, int, bool]], window: int
) -> None:
    key = np.array([k for k, _, _ in events], np.int32)
    time = np.array([t for _, t, _ in events], np.int64)
    marked = np.array([m for _, _, m in events], bool)
    near, near_marked = others_near(key, time, marked, window)
    for i, (k, t, _) in enumerate(events):
        others = [
            m
            for j, (k2, t2, m) in enumerate(events)
            if j != i and k2 == k and abs(t2 - t) <= window
        ]
        assert (near[i], near_marked[i]) == (len(others), sum(others))
