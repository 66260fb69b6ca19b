"""False discovery rate over a universe of which only a part was tested.

Pairs that never met enough were not tested; each stands in the universe with p = 1, so the
procedure pays for all pairs that could have met, not only for those that did.

Benjamini and Hochberg, 1995, Journal of the Royal Statistical Society B 57.
"""

from __future__ import annotations

import numpy as np


def q_values(p: np.ndarray, universe: int) -> np.ndarray:
    """Return the Benjamini-Hochberg q-value of each p, the untested counting as p = 1.

    Parameters
    ----------
    p : float64 array, shape (tested,)
        In 0..1.
    universe : int
        Number of hypotheses that could have been tested, at least ``p.size``.

    Returns
    -------
    float64 array, shape (tested,), in 0..1, monotone in p.

    Examples
    --------
    >>> q_values(np.array([0.001, 0.5]), universe=10).round(3).tolist()
    [0.01, 1.0]
    """
    if p.size == 0:
        return np.zeros(0)
    order = np.argsort(p, kind="stable")
    ranked = p[order] * float(universe) / np.arange(1, p.size + 1)
    ranked = np.minimum.accumulate(ranked[::-1])[::-1]
    out = np.empty(p.size)
    out[order] = np.minimum(ranked, 1.0)
    return out
