"""How many events, and how many marked ones, lie near each event on the same key."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@njit(
    "void(int64[::1], int64[::1], uint8[::1], int64, int64[::1], int64[::1])",
    nogil=True,
    cache=True,
)
def near_counts(
    starts: Any, time: Any, marked: Any, window: Any, near: Any, near_marked: Any
) -> None:
    """Write for each event how many others of its key lie within `window`, and how many are marked.

    An event is not counted for itself. One pass with two ends that only move on.

    Parameters
    ----------
    starts : int64, shape (keys + 1,)
        Key k owns the events ``starts[k]:starts[k + 1]``.
    time : int64, shape (events,)
        Ascending within each key.
    marked : uint8, shape (events,)
        0 or 1.
    window : int64
        Both ends included, 0 or more, in the unit of `time`.
    near, near_marked : int64, shape (events,)
        Written.
    """
    for key in range(starts.size - 1):
        low = starts[key]
        high = low
        inside = 0
        for i in range(starts[key], starts[key + 1]):
            while high < starts[key + 1] and time[high] - time[i] <= window:
                inside += marked[high]
                high += 1
            while time[i] - time[low] > window:
                inside -= marked[low]
                low += 1
            near[i] = high - low - 1
            near_marked[i] = inside - marked[i]


def others_near(key: Codes, time: Times, marked: Bools, window: int) -> tuple[Floats, Floats]:
    """Return how many others lie near each event on its key, and how many of them are marked.

    Parameters
    ----------
    key, time, marked
        Shape (events,), in any order.
    window
        To each side, 0 or more, in the unit of `time`.

    Examples
    --------
    >>> key, time = np.zeros(3, np.int32), np.array([0, 5, 20])
    >>> others_near(key, time, np.array([True, False, True]), 5)[0].tolist()
    [1.0, 1.0, 0.0]
    """
    order = np.lexsort((time, key))
    keys = int(key.max(initial=-1)) + 1
    starts = np.searchsorted(key[order], np.arange(keys + 1)).astype(np.int64)
    near, near_marked = np.zeros((2, key.size), np.int64)
    ordered = (np.ascontiguousarray(time[order], np.int64), marked[order].astype(np.uint8))
    near_counts(starts, *ordered, window, near, near_marked)
    out = np.empty((2, key.size))
    out[0, order], out[1, order] = near, near_marked
    return out[0], out[1]
