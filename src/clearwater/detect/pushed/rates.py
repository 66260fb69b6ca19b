"""What is expected of a moment, given everything else that is known of its object's rate.

The rate of an object has a Gamma prior, that of its kind, and is learnt from its acts outside the
moment; bursts of its own add to the spread. So a count is negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import nbinom

EXTREME = 0.01
"""Share of counts left out, the largest ones, where the spread of bursts is estimated."""
SHAPES = (0.05, 100.0)
"""Limits of the shape of the prior of rates: from anything goes to all alike."""
WIDEST_SPREAD = 10.0


@dataclass(frozen=True)
class Kind:
    """Rates of the objects of one kind: a Gamma distribution."""

    shape: float
    rate: float
    """Mean, acts for each unit of life."""

    @classmethod
    def of(cls, total: np.ndarray, lives: np.ndarray) -> Kind:
        """Return the kind of objects with so many acts in such lives, by moments."""
        rate = max(float(total.sum()), 1.0) / max(float(lives.sum()), 1e-300)
        mean = rate * lives
        excess = float(((total - mean) ** 2 - mean).sum())
        shape = float((mean**2).sum()) / excess if excess > 0.0 else SHAPES[1]
        return cls(float(np.clip(shape, *SHAPES)), rate)

    def own_shape(self, outside: np.ndarray) -> np.ndarray:
        """Return the shape of the rate of an object with so many acts `outside` a moment."""
        known: np.ndarray = self.shape + np.maximum(outside, 0)
        return known

    def expected(self, outside: np.ndarray, left: np.ndarray, inside: np.ndarray) -> np.ndarray:
        """Return the mean count of moments of life `inside`, given the life that is `left`."""
        mean: np.ndarray = self.own_shape(outside) / (self.shape / self.rate + left) * inside
        return mean


def spread_of_bursts(count: np.ndarray, mean: np.ndarray) -> float:
    """Return the variance of honest bursts relative to the mean squared, 0 or more."""
    if count.size == 0:
        return 0.0
    far = (count - mean) / np.sqrt(mean + 1.0)
    kept = far <= np.quantile(far, 1.0 - EXTREME)
    base = float((mean[kept] ** 2).sum())
    over = float(((count - mean) ** 2 - mean)[kept].sum())
    return float(np.clip(over / base, 0.0, WIDEST_SPREAD)) if base > 0.0 else 0.0


def tails(count: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Return P(N >= count) of negative binomial counts with variance mean + spread * mean^2.

    Most counts are ordinary, and a tail costs a quarter of a microsecond: where there is no excess
    it is not computed, and 1.
    """
    p = np.ones(count.shape)
    asked = (count > mean) & (mean > 0.0)
    size = 1.0 / np.maximum(spread[asked], 1e-12)
    p[asked] = nbinom.sf(count[asked] - 1, size, size / (size + mean[asked]))
    p[(mean <= 0.0) & (count > 0)] = 0.0
    return p
