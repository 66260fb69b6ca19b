"""How surprising counts are, in bits: ``-log2 P(at least so many)``, for whole arrays at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammainc

Floats = npt.NDArray[np.float64]
Numbers = Floats | npt.NDArray[np.integer]

_RAREST = 1e-300
"""Below this a tail is no number any more; about 997 bits."""


def binomial_tails(hits: Numbers, trials: Numbers | float, chance: Floats | float) -> Floats:
    """Return ``P(N >= hits)``, N binomial; shapes are broadcast.

    By the incomplete beta function itself: ``scipy.stats`` takes half a second to load.

    Examples
    --------
    >>> binomial_tails(np.array([0.0, 3.0, 4.0]), 3.0, 0.5).tolist()
    [1.0, 0.125, 0.0]
    """
    possible = np.clip(hits, 1.0, np.maximum(trials, 1.0))
    tail = betainc(possible, np.maximum(trials, 1.0) - possible + 1.0, chance)
    out: Floats = np.where(hits <= 0, 1.0, np.where(hits > trials, 0.0, tail))
    return out


def poisson_tails(hits: Floats, mean: Floats) -> Floats:
    """Return ``P(N >= hits)``, N Poisson with a mean of 0 or more; shapes are broadcast."""
    out: Floats = np.where(hits <= 0, 1.0, gammainc(np.maximum(hits, 1.0), mean))
    return out


def binomial_bits(hits: Floats, trials: Floats, chance: Floats) -> Floats:
    """Return bits of ``P(N >= hits)``, N binomial; 0 where nothing was hit.

    Examples
    --------
    >>> binomial_bits(np.array([3.0, 0.0]), np.array([3.0, 5.0]), np.array([0.5, 0.5])).tolist()
    [3.0, 0.0]
    """
    return _bits(binomial_tails(hits, trials, chance))


def poisson_bits(hits: Floats, mean: Floats) -> Floats:
    """Return bits of ``P(N >= hits)``, N Poisson; 0 where nothing was hit."""
    return _bits(poisson_tails(hits, mean))


def range_bits(spread: Floats, count: Floats) -> Floats:
    """Return bits of ``P(range <= spread)`` of `count` uniform numbers in 0..1.

    ``n r^(n-1) - (n-1) r^n``: n points, one of which is lowest, the others within r above it, less
    what does not fit below 1 (David and Nagaraja, 2003, Order Statistics, section 2.3). Below two
    points there is no range and no surprise.

    Examples
    --------
    >>> range_bits(np.array([0.5, 0.5]), np.array([2.0, 1.0])).round(3).tolist()
    [0.415, 0.0]
    """
    some = count > 1
    n = np.where(some, count, 2.0)
    tail = n * spread ** (n - 1) - (n - 1) * spread**n
    return _bits(np.where(some, tail, 1.0))


def _bits(tail: Floats) -> Floats:
    bits: Floats = -np.log2(np.clip(tail, _RAREST, 1.0))
    return np.maximum(bits, 0.0)
