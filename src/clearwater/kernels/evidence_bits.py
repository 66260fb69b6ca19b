"""From counts of things shared to bits, and from several p-values to one."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaincc

from clearwater.kernels.tails import FLOOR, poisson_tail


def poisson_bits(mean: float, x: int) -> float:
    """Return -log2 P(N >= x) for N ~ Poisson(mean); Chernoff's bound where no float holds it."""
    tail = poisson_tail(mean, x)
    if tail > FLOOR:
        return -math.log2(tail)
    return (mean - x + x * math.log(x / max(mean, 1e-12))) / math.log(2.0)


def joint_bits(joint: int, mean: float, *, searched: int, picked: int) -> float:
    """Return the bits of sharing `picked` of `searched` keys, 0 or more.

    Which keys would be shared was not known beforehand: each that was picked costs the bits that
    name it.
    """
    if joint <= 0:
        return 0.0
    return max(0.0, poisson_bits(mean, joint) - picked * math.log2(max(2, searched)))


def combined(timing: np.ndarray, families: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """Return one p-value for each account from independent signs; 1 says nothing.

    Half of the level is spent on timing alone, which every log can be asked about, a quarter on one
    other family alone, a quarter on all of them together (Fisher's method), so that several weak
    signs count. Which family that is was told by the group as a whole, in which an account is one
    of many; where the group is told nothing, any may be it, and each costs its share.

    Parameters
    ----------
    timing : float64 array, shape (accounts,)
    families : float64 array, shape (families, accounts)
        One row a family that was asked, or none.
    bits : float64 array, shape (families,)
        What each family says of the group as a whole.
    """
    kinds = families.shape[0]
    if kinds == 0:
        return np.array(timing, dtype=np.float64)
    everything = np.log(np.maximum(np.vstack([timing, families]), FLOOR)).sum(axis=0)
    told = int(bits.argmax())
    alone = families[told] if bits[told] > 0.0 else kinds * families.min(axis=0)
    ways = (2.0 * timing, 4.0 * alone, 4.0 * gammaincc(kinds + 1, -everything))
    found: np.ndarray = np.minimum(1.0, np.min(ways, axis=0))
    return found


def cauchy(p_values: np.ndarray) -> np.ndarray:
    """Return one p-value for each column of dependent ones, shape (kinds, accounts).

    Liu and Xie, 2020, JASA 115, 393. A p of 1 is taken as 0.99, so that one question that sees
    nothing does not drown another that does.
    """
    if p_values.shape[0] == 1:
        return np.array(p_values[0], dtype=np.float64)
    # The cotangent of p, not the tangent of its complement: that loses every digit below 1e-16.
    mean = (1.0 / np.tan(np.pi * np.clip(p_values, FLOOR, 0.99))).mean(axis=0)
    far = mean > 1e6
    near = 0.5 - np.arctan(mean) / np.pi
    found: np.ndarray = np.where(far, 1.0 / (np.pi * np.where(far, mean, 1.0)), near)
    return found
