"""Surge windows: how many acts follow each act of an object, and how much of its life lies there.

An object's life is its age times the clock of the platform: acts of its kind are many when it is
new and few at night. `life` is the cumulative expectation of an object whose rate is one, exact for
an age curve in steps and a clock that is linear between the points of a grid.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit("float64(int64, float64[::1], int64, int64)", nogil=True, cache=True)
def clock_until(time: Any, clock: Any, origin: Any, step: Any) -> Any:
    """Return the clock's integral from `origin` to `time`; flat outside the grid.

    ``clock[k]`` is the integral until ``origin + k * step``.
    """
    place = (time - origin) / step
    if place <= 0.0:
        return clock[0]
    k = int(place)
    if k >= clock.size - 1:
        return clock[clock.size - 1]
    return clock[k] + (place - k) * (clock[k + 1] - clock[k])


@njit(
    "float64(int64, int64, int64, float64[::1], int64[::1], float64[::1], int64, int64)",
    nogil=True,
    cache=True,
)
def life(
    born: Any, since: Any, until: Any, curve: Any, edges: Any, clock: Any, origin: Any, step: Any
) -> Any:
    """Return what an object of rate one, born at `born`, expects from `since` to `until`.

    ``curve[b]`` is the rate at ages from ``edges[b]`` to ``edges[b + 1]``, microseconds.
    """
    total = 0.0
    for b in range(curve.size):
        low, high = max(since, born + edges[b]), min(until, born + edges[b + 1])
        if low < high:
            inside = clock_until(high, clock, origin, step) - clock_until(low, clock, origin, step)
            total += curve[b] * inside
    return total


@njit(
    "void(int64, int64, int64[::1], int64[::1], int64[::1], int64, float64[::1], int64[::1],"
    " float64[::1], int64, int64, int64[::1], int32[:, ::1], float64[:, ::1], float64[::1])",
    nogil=True,
    cache=True,
)
def surge_windows(
    first: Any,
    end: Any,
    starts: Any,
    time: Any,
    born: Any,
    until: Any,
    curve: Any,
    edges: Any,
    clock: Any,
    origin: Any,
    step: Any,
    widths: Any,
    out_count: Any,
    out_inside: Any,
    out_life: Any,
) -> None:
    """Fill, for the objects ``first:end``, what lies in the windows that begin at their acts.

    Object o owns the times ``time[starts[o]:starts[o + 1]]``, ascending, and lives from ``born[o]``
    to `until`. `out_count` (acts, widths) receives the acts from one act to a width later, both
    ends included; `out_inside` (acts, widths) the object's `life` there; `out_life` (objects) all
    of it.
    """
    for o in range(first, end):
        out_life[o] = life(born[o], born[o], until, curve, edges, clock, origin, step)
        for w in range(widths.size):
            k = starts[o]
            for e in range(starts[o], starts[o + 1]):
                past = time[e] + widths[w]
                while k < starts[o + 1] and time[k] <= past:
                    k += 1
                out_count[e, w] = k - e
                last = min(past, until)
                out_inside[e, w] = life(born[o], time[e], last, curve, edges, clock, origin, step)


@njit(
    "void(int64[::1], int64[::1], int64[::1], int64, int64[::1], float64[::1], int64, int64,"
    " float64[::1], float64[::1])",
    nogil=True,
    cache=True,
)
def acts_by_age(
    starts: Any,
    time: Any,
    born: Any,
    until: Any,
    edges: Any,
    clock: Any,
    origin: Any,
    step: Any,
    out_acts: Any,
    out_clock: Any,
) -> None:
    """Add up acts, and the clock that passed, at each age over all objects.

    An object counts for its share of acts at an age, not for their number: one that everybody looks
    at must not be the curve of all. Arrays as in `surge_windows`; ``out_clock`` is weighted by the
    same objects.
    """
    ages = out_acts.size
    of_object = np.empty(ages)
    for o in range(born.size):
        acts = starts[o + 1] - starts[o]
        if acts == 0:
            continue
        of_object[:] = 0.0
        for e in range(starts[o], starts[o + 1]):
            age = max(0, time[e] - born[o])
            b = 0
            while b < ages - 1 and age >= edges[b + 1]:
                b += 1
            of_object[b] += 1.0
        weight = 1.0 / np.sqrt(acts)
        for b in range(ages):
            low, high = born[o] + edges[b], min(until, born[o] + edges[b + 1])
            if low < high:
                out_acts[b] += weight * of_object[b]
                passed = clock_until(high, clock, origin, step)
                passed -= clock_until(low, clock, origin, step)
                out_clock[b] += weight * acts * passed


__all__ = ["acts_by_age", "clock_until", "life", "surge_windows"]
