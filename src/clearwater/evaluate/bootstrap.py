"""Bootstrap intervals in which what stands or falls together is drawn together.

Fifty accounts of one desk are found or missed as one; a bootstrap that draws them one by one takes
them for fifty observations and gives an interval that is far too narrow. So the unit that is drawn
is a cluster: a campaign, a reported group, or a single account where accounts are independent.

A draw is a number of times that each cluster counts, and the measure sees it as a weight a row:
nothing is copied and nothing is sorted anew.

How true the intervals are depends on the clusters that make the difference, which are the campaigns
and not the thousands of honest accounts beside them. Measured (average precision, AUC and recall
at a false rate of 1 %; campaigns of 30 that differ in how well they hide, 3,000 honest accounts):
intervals of 95 % held the truth in 86 to 92 % of worlds with 5 campaigns, in 88 to 98 % with 12, in
92 to 98 % with 40. Drawing campaigns and honest accounts apart, so that each draw has as many of
each, was worse with 5 campaigns (81 to 84 %) and is not offered.

Percentile intervals: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13; of
clusters: Davison and Hinkley 1997, Bootstrap Methods and their Application, section 3.8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clearwater.errors import ParameterError
from clearwater.units import share

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STREAM = 21
_MOST_DRAWS = 1_000_000


@dataclass(frozen=True)
class Interval:
    """A measure and how far it may be off, in the measure's own unit."""

    low: float
    """Lower end; not a number where no draw could be measured."""
    high: float
    """Upper end."""
    value: float
    """The measure on the rows as they are."""
    clusters: int
    """How many clusters were drawn from, single accounts among them."""
    undefined: int
    """Draws left out because the measure was not a number on them, such as recall in a draw
    without any campaign."""


def interval(
    measure: Callable[[Ints], float],
    clusters: Ints,
    *,
    seed: int,
    draws: int = 1000,
    level: float = 0.95,
) -> Interval:
    """Return the percentile interval of `measure` over redrawn clusters.

    Each draw takes as many clusters as there are, with replacement, and each cluster whole. A
    measure that is the same on every draw gets an interval without width: that means that the rows
    hold no case that could go the other way, and not that there is none.

    Parameters
    ----------
    measure
        Function of a weight a row (whole numbers, 0 or more, shape (rows,)), such as
        `Ranking.average_precision`, or the difference of two methods on the same rows.
    clusters
        Cluster of each row, any whole numbers, shape (rows,), such as `Ranking.units`. The interval
        depends on the order of these numbers, not on the order of rows.
    seed
        0 or more.
    draws
        1 to 1,000,000.
    level
        Part of the draws inside the interval, 0..1.

    Raises
    ------
    ParameterError
        If there is no row, or a parameter lies outside its range.

    Examples
    --------
    >>> planted = np.array([1, 1, 0, 0])
    >>> both = interval(lambda w: (w * planted).sum() / w.sum(), np.array([0, 0, 1, 1]), seed=1)
    >>> (both.low, both.value, both.high)
    (0.0, 0.5, 1.0)
    """
    tail = (1.0 - share(level)) / 2.0
    if not 1 <= draws <= _MOST_DRAWS:
        raise ParameterError(
            "draws is out of range", expected=f"1 to {_MOST_DRAWS}", found=repr(draws)
        )
    if clusters.ndim != 1 or not clusters.size:
        raise ParameterError(
            "there are no rows to draw from",
            expected="the cluster of each row",
            found=f"shape {clusters.shape}",
        )
    numbers, unit = np.unique(clusters, return_inverse=True)
    rng = np.random.default_rng([seed, _STREAM])
    drawn = np.array([measure(_times(rng, len(numbers))[unit]) for _ in range(draws)])
    kept: Floats = drawn[~np.isnan(drawn)]
    low, high = np.quantile(kept, [tail, 1.0 - tail]) if kept.size else (np.nan, np.nan)
    return Interval(
        low=float(low),
        high=float(high),
        value=float(measure(np.ones(len(clusters), np.int64))),
        clusters=len(numbers),
        undefined=draws - len(kept),
    )


def _times(rng: np.random.Generator, count: int) -> Ints:
    """Return how often each of `count` clusters is drawn in `count` draws."""
    times: Ints = np.bincount(rng.integers(0, count, count), minlength=count)
    return times
