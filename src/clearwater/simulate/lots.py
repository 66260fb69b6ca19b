"""Lots: numbers that look random and follow from what they are drawn for.

An account's address at nine in the evening must be the same in whatever order events are written.
So such things are not drawn from a stream but hashed from (seed, purpose, account, hour): the
finaliser of splitmix64 (Steele, Lea and Flood 2014), over whole arrays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_STEP = np.uint64(0x9E3779B97F4A7C15)


def lots(seed: int, purpose: int, *of: Ints) -> npt.NDArray[np.uint64]:
    """Return 64 random bits for each entry of the arrays `of`, which have one length."""
    state = np.full(len(of[0]), _finalised_one(seed * 1_000 + purpose), dtype=np.uint64)
    for values in of:
        state = _finalised(state + _STEP + values.astype(np.uint64))
    return state


def shares(seed: int, purpose: int, *of: Ints) -> Floats:
    """Return a number of [0, 1) for each entry of the arrays `of`."""
    drawn: Floats = (lots(seed, purpose, *of) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return drawn


def below(limit: int, seed: int, purpose: int, *of: Ints) -> Ints:
    """Return a whole number of 0..`limit` - 1 for each entry of the arrays `of`."""
    drawn: Ints = (lots(seed, purpose, *of) % np.uint64(limit)).astype(np.int64)
    return drawn


def _finalised_one(value: int) -> np.uint64:
    return np.uint64(_finalised(np.array([value & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64))[0])


def _finalised(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: npt.NDArray[np.uint64] = state ^ (state >> np.uint64(31))
    return mixed
