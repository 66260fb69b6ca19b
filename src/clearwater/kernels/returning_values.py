"""Values that return: the narrow window in which most of an owner's values lie, against chance.

A machine waits eight hours, again and again; among its gaps are others, but many lie within a few
per cent of each other where few gaps of everybody's do. A spread or a distance between whole laws
would hide that behind the rest; a scan for the most surprising window does not.

Two chances are asked and the kinder one counts. Everybody else's values say what is rare. An
owner's own values round the window say what it does anyhow: who comes home at six every day waits
about a day, again and again, but not a day to the minute.

Scan statistic with a fixed window (Glaz, Naus and Wallenstein, 2001, Scan Statistics), each window
starting at a value, the number of windows paid for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from clearwater.kernels.binomial_bits import binomial_bits

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Places = npt.NDArray[np.int64]

_LEAST = 3
"""Values in a window from which it is worked out: two that lie together are nobody's surprise."""
_AROUND = 2
"""Widths to each side of a window that count as round it: a fifth of that is the window."""


@njit("void(int64[::1], float64[::1], float64, float64, int64[::1])", nogil=True, cache=True)
def own_between(starts: Any, value: Any, below: Any, above: Any, count: Any) -> None:
    """Write for each value how many of its owner's lie from `below` under to `above` over it.

    Parameters
    ----------
    starts : int64, shape (owners + 1,)
        Owner k has the values ``starts[k]:starts[k + 1]``.
    value : float64, shape (values,)
        Ascending within each owner.
    below, above : float64
        Ends included, 0 or more.
    count : int64, shape (values,)
        Written; the value itself is counted.
    """
    for owner in range(starts.size - 1):
        low = high = starts[owner]
        for i in range(starts[owner], starts[owner + 1]):
            while value[low] < value[i] - below:
                low += 1
            while high < starts[owner + 1] and value[high] <= value[i] + above:
                high += 1
            count[i] = high - low


@dataclass(frozen=True)
class ReturningValues:
    """The most surprising window of each owner; every array of shape (owners,)."""

    bits: Floats
    """``-log2`` of the chance of such a window anywhere among the owner's values; 0 where no window
    holds three."""
    start: Floats
    """Lowest value in it, not a number without any."""
    inside: Floats
    """The owner's values in it."""
    values: Floats
    """The owner's values."""


def returning_values(
    owner: Codes,
    value: Floats,
    width: float,
    owners: int,
) -> ReturningValues:
    """Return the most surprising window of each owner.

    Parameters
    ----------
    owner, value
        Shape (values,), in any order.
    width
        Of the window, in the unit of `value`, 0 or more.
    owners
        Number of owners.

    Examples
    --------
    >>> owner = np.array([0, 0, 0, 1, 1, 1, 1], np.int32)
    >>> value = np.array([5.0, 5.1, 5.2, 1.0, 3.0, 7.0, 9.0])
    >>> found = returning_values(owner, value, 0.5, 2)
    >>> found.inside.tolist(), found.start.tolist()
    ([3.0, 0.0], [5.0, nan])
    """
    order = np.lexsort((value, owner))
    owner, value = owner[order], np.ascontiguousarray(value[order], np.float64)
    starts = np.searchsorted(owner, np.arange(owners + 1)).astype(np.int64)
    inside, around = np.zeros((2, value.size), np.int64)
    own_between(starts, value, 0.0, width, inside)
    own_between(starts, value, _AROUND * width, (_AROUND + 1) * width, around)
    values = np.diff(starts).astype(float)
    window = np.flatnonzero(inside >= _LEAST)
    low: Floats = value[window]
    count: Floats = inside[window].astype(float) - 1.0
    mine: Floats = values[owner[window]] - 1.0
    share = _share_of_others(owner, value, window, width, inside)
    by_all = binomial_bits(count, mine, share)
    by_own = binomial_bits(
        count, around[window].astype(float) - 1.0, np.full(count.size, 1 / (2 * _AROUND + 1))
    )
    # One value fixes the window, the others are counted; there are as many windows as values.
    bits = np.maximum(np.minimum(by_all, by_own) - np.log2(mine + 1.0), 0.0)
    best = _best_of_each(owner[window], bits)
    held = owner[window[best]]
    out = ReturningValues(np.zeros(owners), np.full(owners, np.nan), np.zeros(owners), values)
    out.bits[held], out.start[held], out.inside[held] = bits[best], low[best], count[best] + 1.0
    return out


def _share_of_others(
    owner: Codes, value: Floats, window: Places, width: float, inside: Places
) -> Floats:
    """Return how much of another owner's values lies in each window, never 0 nor 1 (Laplace).

    Every owner weighs the same. Eighty phones that do much and all the same would otherwise be what
    is usual in a small log.
    """
    values = np.bincount(owner)
    weight = 1.0 / values[owner]
    rising = np.argsort(value, kind="stable")
    ranked, sums = value[rising], np.concatenate([[0.0], np.cumsum(weight[rising])])
    low = value[window]
    there = sums[np.searchsorted(ranked, low + width, "right")] - sums[np.searchsorted(ranked, low)]
    others = np.count_nonzero(values) - 1
    share: Floats = (there - inside[window] * weight[window] + 1.0) / (others + 2.0)
    return np.clip(share, 0.0, 1.0)


def _best_of_each(owner: Codes, bits: Floats) -> Places:
    """Return the place of the highest bits of each owner, the first of equals."""
    order = np.lexsort((np.arange(owner.size), -bits, owner))
    first = np.ones(owner.size, bool)
    first[1:] = owner[order][1:] != owner[order][:-1]
    return order[first]
