"""What share of everybody else's acts are of a kind: an account is never its own background."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def share_of_others(hits: Floats, trials: Floats) -> Floats:
    """Return the share of hits among all other accounts' trials, with one trial of each kind added.

    Never 0 nor 1: what has not been seen yet is rare and not impossible (Laplace).

    Parameters
    ----------
    hits, trials
        By account, shape (accounts,), ``hits <= trials``.

    Examples
    --------
    >>> share_of_others(np.array([1.0, 0.0]), np.array([1.0, 4.0])).round(3).tolist()
    [0.167, 0.667]
    """
    share: Floats = (hits.sum() - hits + 1) / (trials.sum() - trials + 2)
    return share
