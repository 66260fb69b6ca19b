"""By how many bits counts exceed what was expected."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_LEAST = float(np.finfo(np.float64).tiny)


def surprise(seen: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """Return the bits by which counts exceed what is expected, 0 where they do not.

    Log ratio of the Poisson likelihoods at the count and at the expectation; unlike the bits of a
    tail it is exact for large counts and cheap. Rounded to 9 decimals: sums in another order differ
    in their last digits, and equal cases must tie.

    Examples
    --------
    >>> surprise([8, 1], [1.0, 2.0]).round(3).tolist()
    [13.901, 0.0]
    """
    counted = np.asarray(seen, np.float64)
    chance = np.maximum(np.asarray(expected, np.float64), _LEAST)
    nats = counted * np.log(np.maximum(counted, 1) / chance) - counted + chance
    bits: Floats = np.round(np.where(counted > chance, nats, 0.0) / np.log(2), 9)
    return bits
