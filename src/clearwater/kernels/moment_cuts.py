"""Moments: each object's events cut into stretches no longer than a window, the fullest first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit("int64(int64[::1], int64[::1], int64, int32[::1])", nogil=True, cache=True)
def cut_moments(starts: Any, time: Any, window: Any, out: Any) -> Any:
    """Fill the moment of every event, and return how many moments there are.

    Object o owns the events ``starts[o]:starts[o + 1]``, in order of time. Events are asked in the
    order of how many follow within `window` (microseconds, ends included), the earlier first among
    equals; one that is still free begins a moment and takes the free ones that follow it there. So
    a burst is not cut in two by a grid, nor by a stray event before it.
    """
    out[:] = -1
    moments = 0
    for o in range(starts.size - 1):
        lo, hi = starts[o], starts[o + 1]
        fewer = np.empty(hi - lo, np.int64)
        end = lo
        for e in range(lo, hi):
            while end < hi and time[end] - time[e] <= window:
                end += 1
            fewer[e - lo] = e - end
        for k in np.argsort(fewer, kind="mergesort"):
            e = lo + k
            if out[e] >= 0:
                continue
            f = e
            while f < hi and time[f] - time[e] <= window and out[f] < 0:
                out[f] = moments
                f += 1
            moments += 1
    return moments
