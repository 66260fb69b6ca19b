"""Crowds: more accounts at one moment, or at one amount, than around it.

What remains of moments and amounts where no trace is known. Weak by itself: an article, a discount
or a round amount gathers honest accounts as well. Ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.links.shared_rarely import Floats
from clearwater.detect.measure import Limits, require_limits
from clearwater.kernels.count_surprise import surprise


@dataclass(frozen=True)
class Crowd:
    """Parameters of one kind of value. See `LIMITS`.

    Raises
    ------
    ParameterError
        If a value lies outside its limits.
    """

    LIMITS: ClassVar[Limits] = {"near": (0.0, 1e18), "wide": (1.1, 1e6)}

    near: float
    """How near others must be, in the unit of the values."""
    wide: float = 10.0
    """How many times as far the local rate is taken from."""

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    def crowding(self, value: Floats) -> Floats:
        """Return the bits by which others near a value exceed the rate around it.

        Parameters
        ----------
        value
            Shape (accounts,); not a number where unknown, which has 0 bits.

        Examples
        --------
        >>> Crowd(near=1.0).crowding(np.array([0.0, 0.5, 1.0, 30.0])).round(2).tolist()
        [5.61, 5.61, 5.61, 0.0]
        """
        bits = np.zeros(value.size)
        known = np.isfinite(value)
        here = value[known]
        near = _others_within(here, self.near)
        around = _others_within(here, self.near * self.wide) - near
        # The one more is the prior of an empty neighbourhood.
        bits[known] = surprise(near, (around + 1) / (self.wide - 1))
        return bits


def _others_within(value: Floats, reach: float) -> np.ndarray:
    ordered = np.sort(value)
    upto = np.searchsorted(ordered, value + reach, "right")
    counted: np.ndarray = upto - np.searchsorted(ordered, value - reach) - 1
    return counted
