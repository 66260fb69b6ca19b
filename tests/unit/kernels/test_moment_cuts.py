from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.moment_cuts import cut_moments

TIMES = st.lists(st.lists(st.integers(0, 30), max_size=12).map(sorted), max_size=4)


def cut(objects: list[list[int]], window: int) -> list[list[int]]:
    """Return the moment of each event, object by object."""
    starts = np.cumsum([0, *map(len, objects)]).astype(np.int64)
    time = np.array([t for times in objects for t in times], np.int64)
    out = np.empty(time.size, np.int32)
    count = cut_moments(starts, time, window, out)
    assert count == np.unique(out).size
    return [out[starts[k] : starts[k + 1]].tolist() for k in range(len(objects))]


def naive(objects: list[list[int]], window: int) -> list[list[int]]:
    found, moments = [], 0
    for times in objects:
        own = [-1] * len(times)
        size = [sum(t <= later <= t + window for later in times[k:]) for k, t in enumerate(times)]
        for k in sorted(range(len(times)), key=lambda k: (-size[k], k)):
            if own[k] >= 0:
                continue
            for later in range(k, len(times)):
                if own[later] >= 0 or times[later] > times[k] + window:
                    break
                own[later] = moments
            moments += 1
        found.append(own)
    return found


@settings(print_blob=True)
@given(objects=TIMES, window=st.integers(0, 20))
def test_agrees_with_a_plain_loop(objects: list[list[int]], window: int) -> None:
    assert cut(objects, window) == naive(objects, window)


def test_a_stray_event_before_a_burst_does_not_cut_it() -> None:
    assert cut([[0, 9, 10, 11, 12, 13]], 10) == [[1, 0, 0, 0, 0, 0]]


def test_both_ends_of_a_window_belong_to_it() -> None:
    assert cut([[0, 10]], 10) == [[0, 0]]
    assert cut([[0, 11]], 10) == [[0, 1]]
