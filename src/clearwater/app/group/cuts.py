"""What a threshold sets aside of each count, what it leaves, and how much of either is wrong.

Whoever moves the threshold chooses between two mistakes: to set aside what members did of their own
accord, and to leave in what they did to order. The truth does not move with the threshold; how many
of the acts that are still counted are genuine does. Chances and model are those of the run
(`clearwater.detect.recount.ordered_acts`): of acts with chances p, a Poisson number with the mean
sum(1 - p), and at most all of them, was done of their own accord. A sum of independent ones would
be surer of itself than the run is; its intervals and these would then disagree. Ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from clearwater.app.group.dots import Whole
from clearwater.detect.recount.metrics import HIGH, LOW


@dataclass(frozen=True)
class Range:
    """The 5 % and the 95 % point of a number of acts, at each threshold of each count."""

    low: Whole
    """Shape (counts, thresholds), 0 or more."""
    high: Whole
    """Shape (counts, thresholds), `low` or more."""


@dataclass(frozen=True)
class Cuts:
    """What each threshold does to each of some counts.

    As the threshold rises, no point of `own` does, and none of `ordered` falls; nor does what is
    left without what of it was done to order.
    """

    above: Whole
    """Shape (counts, thresholds). Acts that are set aside: those with such a chance, or more."""
    own: Range
    """Of the acts that are set aside, those that were done of their own accord; at most `above`."""
    ordered: Range
    """Of the acts that are left, those that were done to order; at most the acts with a chance."""


def cuts_of(key: Whole, chance: NDArray[np.float64], counts: Whole, steps: np.ndarray) -> Cuts:
    """Return what thresholds set aside of counts and leave of them, with 90 % intervals.

    Parameters
    ----------
    key
        Shape (acts,). Number of the count to which each act belongs.
    chance
        Shape (acts,), 0 to 1. How likely each was done to order. Acts with 0, and those of which
        nobody knows, are left in for certain.
    counts
        Shape (counts,), ascending, each once. Keys of the counts that are asked for; acts of
        others are passed over.
    steps
        Shape (thresholds,), ascending, above 0.

    Examples
    --------
    >>> found = cuts_of(np.zeros(4, int), np.full(4, 0.75), np.array([0]), np.array([0.5, 0.8]))
    >>> found.above.tolist(), found.own.high.tolist(), found.ordered.low.tolist()
    ([[4, 0]], [[3, 0]], [[0, 1]])
    """
    asked = np.searchsorted(counts, key)
    known = (chance > 0) & np.isin(key, counts)
    place, p = asked[known], np.minimum(chance[known], 1.0)
    # An act is set aside at the first so many thresholds.
    slot = place * (steps.size + 1) + np.searchsorted(steps, p, side="right")
    shape = (counts.size, steps.size + 1)
    size = np.bincount(slot, minlength=shape[0] * shape[1]).reshape(shape)
    mean = np.bincount(slot, weights=1.0 - p, minlength=size.size).reshape(shape)
    above, below = _from(size), np.cumsum(size, axis=1)[:, :-1]
    own = _own(above, _from(mean))
    kept = _own(below, np.cumsum(mean, axis=1)[:, :-1])
    return Cuts(above, own, Range(below - kept.high, below - kept.low))


def _from(each: np.ndarray) -> np.ndarray:
    """Return for each threshold the sum over the acts that it sets aside."""
    # Summed from the surest down: a difference of sums could come out below nothing.
    found: np.ndarray = np.cumsum(each[:, :0:-1], axis=1)[:, ::-1]
    return found


def _own(size: Whole, mean: np.ndarray) -> Range:
    """Return how many of so many acts were done of their own accord."""
    # Most thresholds fall between the same two chances; a quantile costs more than looking it up.
    means, at = np.unique(mean.ravel(), return_inverse=True)
    low, high = (
        np.minimum(size, poisson.ppf(share, means).astype(np.int64)[at].reshape(size.shape))
        for share in (LOW, HIGH)
    )
    return Range(low, high)
