"""The tail of a sum of unequal trials: exact, by adding one trial after another."""

from __future__ import annotations

import numpy as np

from clearwater.kernels.tails import FLOOR


def tail_of_trials(chance: np.ndarray, hits: int) -> float:
    """Return P(sum >= hits) of independent trials (Poisson-binomial), at least 1e-300.

    Parameters
    ----------
    chance : float64 array
        Of each trial, 0..1.
    hits : int

    Examples
    --------
    >>> tail_of_trials(np.array([0.5, 0.5]), 2)
    0.25
    """
    if hits <= 0:
        return 1.0
    if hits > chance.size:
        return FLOOR
    # Above `hits` nothing more has to be told apart: the last entry takes all of it.
    count = np.zeros(hits + 1)
    count[0] = 1.0
    for p in chance.tolist():
        moved = count[:-1] * p
        count[:-1] -= moved
        count[1:] += moved
    return max(FLOOR, min(1.0, float(count[-1])))
