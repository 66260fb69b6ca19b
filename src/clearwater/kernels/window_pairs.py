"""Pairs of rows of the same group that lie within a time window of each other.

Rows come sorted by group and, within a group, by time; the groups are given as offsets
(``starts``), so row numbers are positions in that order. For each row the rows before it that are
still near are one contiguous stretch, and its left end only moves right: two pointers see every
pair once and never look at a pair that is too far apart. The work is (rows + pairs), where the
self-join of a group of n rows would look at n(n-1)/2.

There are two passes. The first counts, at the cost of the rows alone, so that a caller can refuse
or shard before anything is allocated; the second fills arrays of exactly that size.

Two kinds of time are compiled: ``int64`` (microseconds, or whole seconds) and ``float64`` seconds.
A pair is near when ``later - earlier <= window`` in the arithmetic of that kind. For floats the
subtraction rounds, which is what a reader who subtracts two columns gets; because rounding keeps
order, the two pointers remain exact.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

Int64s = npt.NDArray[np.int64]
Times = npt.NDArray[np.int64] | npt.NDArray[np.float64]

# Read-only in the signature: arrays that Arrow lends without a copy are read-only, and numba
# accepts a writable array for a read-only parameter but not the other way round.
_INT64S = nb.types.Array(nb.int64, 1, "C", readonly=True)
_FLOAT64S = nb.types.Array(nb.float64, 1, "C", readonly=True)
_OUT = nb.int64[::1]


def _count(starts: Any, times: Any, window: Any) -> Any:
    total = 0
    for group in range(starts.size - 1):
        nearest = starts[group]
        for row in range(starts[group], starts[group + 1]):
            while times[row] - times[nearest] > window:
                nearest += 1
            total += row - nearest
    return total


def _fill(starts: Any, times: Any, window: Any, earlier: Any, later: Any) -> Any:
    filled = 0
    for group in range(starts.size - 1):
        nearest = starts[group]
        for row in range(starts[group], starts[group + 1]):
            while times[row] - times[nearest] > window:
                nearest += 1
            for partner in range(nearest, row):
                earlier[filled] = partner
                later[filled] = row
                filled += 1
    return filled


_count_compiled = nb.njit(
    [nb.int64(_INT64S, _INT64S, nb.int64), nb.int64(_INT64S, _FLOAT64S, nb.float64)],
    nogil=True,
    cache=True,
)(_count)
_fill_compiled = nb.njit(
    [
        nb.int64(_INT64S, _INT64S, nb.int64, _OUT, _OUT),
        nb.int64(_INT64S, _FLOAT64S, nb.float64, _OUT, _OUT),
    ],
    nogil=True,
    cache=True,
)(_fill)


def count_window_pairs(starts: Int64s, times: Times, window: float) -> int:
    """Return how many pairs `window_pairs` would list, without listing them.

    Costs one pass over the rows, whatever the number of pairs.

    Parameters
    ----------
    starts
        Offsets of the groups in `times`, ascending, from 0 to ``times.size``; n groups have n + 1
        offsets. An empty group repeats an offset.
    times
        ``int64`` in any unit, or ``float64`` seconds; ascending within each group, no NaN.
    window
        Greatest distance in the unit of `times`, >= 0, inclusive. With ``int64`` times a
        fractional window is cut down to a whole number, which decides the same pairs.

    Returns
    -------
    int
        Number of pairs, >= 0.

    Examples
    --------
    >>> count_window_pairs(np.array([0, 3]), np.array([0, 10, 11]), 10)
    2
    """
    return int(_count_compiled(*_arguments(starts, times, window)))


def window_pairs(starts: Int64s, times: Times, window: float) -> tuple[Int64s, Int64s]:
    """Return the row numbers of every pair of one group within `window` of each other.

    Takes 16 bytes a pair: ask `count_window_pairs` first where a group may be viral, and pass
    fewer groups at a time.

    Parameters
    ----------
    starts, times, window
        As for `count_window_pairs`.

    Returns
    -------
    earlier, later : int64 arrays of equal length
        Positions in `times`, ``earlier < later``; ordered by ``later``, then by ``earlier``. Of
        two rows at the same time the one that comes first in the input is the earlier.

    Examples
    --------
    >>> window_pairs(np.array([0, 3]), np.array([0, 10, 11]), 10)
    (array([0, 1]), array([1, 2]))
    """
    starts, times, window = _arguments(starts, times, window)
    total = int(_count_compiled(starts, times, window))
    earlier, later = np.empty(total, np.int64), np.empty(total, np.int64)
    _fill_compiled(starts, times, window, earlier, later)
    return earlier, later


def _arguments(starts: Int64s, times: Times, window: float) -> tuple[Int64s, Times, float]:
    starts = np.ascontiguousarray(starts, np.int64)
    if times.dtype.kind == "i":
        # Floor, not round: for whole-number distances d, d <= 2.9 exactly when d <= 2.
        return starts, np.ascontiguousarray(times, np.int64), int(window // 1)
    return starts, np.ascontiguousarray(times, np.float64), float(window)
