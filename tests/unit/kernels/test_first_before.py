from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.first_before import first_before

EVENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30)), max_size=40).map(sorted)


@given(events=EVENTS, window=st.integers(0, 12))
def test_the_first_within_the_window_is_found_one_by_one(
    events: list[tuple[int, int]], window: int
) -> None:
    key = np.array([k for k, _ in events], np.int32)
    time = np.array([t for _, t in events], np.int64)
    expected = [
        min(j for j, (k2, t2) in enumerate(events) if k2 == k and t - window <= t2 <= t)
        for k, t in events
    ]
    assert first_before(key, time, window).tolist() == expected
