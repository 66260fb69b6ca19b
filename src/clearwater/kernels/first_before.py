"""Which act was the first on the same object in the minutes before each act."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Codes = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64]
Places = npt.NDArray[np.int64]


@njit("void(int64[::1], int64[::1], int64, int64[::1])", nogil=True, cache=True)
def first_within(starts: Any, time: Any, window: Any, first: Any) -> None:
    """Write for each event the place of the first of its key within `window` before it.

    Parameters
    ----------
    starts : int64, shape (keys + 1,)
        Key k owns the events ``starts[k]:starts[k + 1]``.
    time : int64, shape (events,)
        Ascending within each key.
    window : int64
        End included, 0 or more, in the unit of `time`.
    first : int64, shape (events,)
        Written; the event's own place where nothing came before.
    """
    for key in range(starts.size - 1):
        low = starts[key]
        for i in range(starts[key], starts[key + 1]):
            while time[i] - time[low] > window:
                low += 1
            first[i] = low


def first_before(key: Codes, time: Times, window: int) -> Places:
    """Return the place of the first event of the same key within `window` before each event.

    Parameters
    ----------
    key, time
        Shape (events,), sorted by both.
    window
        End included, 0 or more, in the unit of `time`.

    Examples
    --------
    >>> first_before(np.zeros(3, np.int32), np.array([0, 5, 20]), 5).tolist()
    [0, 0, 2]
    """
    keys = int(key.max(initial=-1)) + 1
    starts = np.searchsorted(key, np.arange(keys + 1)).astype(np.int64)
    first = np.zeros(key.size, np.int64)
    first_within(starts, np.ascontiguousarray(time, np.int64), window, first)
    return first
