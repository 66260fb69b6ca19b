"""How alike two accounts are in moments and amounts, measured in accounts and not in seconds.

Where many come at once, a minute is far; where nobody else does, a day is near. So the chance of a
likeness is the share of other accounts that are at least as near. Chances of several values are
combined as independent ones (Fisher, 1932).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import gammaincc, gammainccinv

from clearwater.detect.links.shared_rarely import Floats, Ints

_LEAST_CHANCE = 1e-300


def likeness(values: Sequence[Floats], left: Ints, right: Ints) -> Floats:
    """Return what the likeness of each pair proves, natural units: minus the log of its chance.

    Of one value, the chance is the share of other accounts that are at least as near to the one of
    the two that has more such; 1 where either is unknown.

    Parameters
    ----------
    values
        Each of shape (accounts,), in any unit; not a number where unknown.
    left, right
        Account codes, shape (pairs,).

    Examples
    --------
    >>> value = np.array([0.0, 1.0, 10.0, 20.0, 30.0])
    >>> likeness([value], np.array([0, 0]), np.array([1, 4])).round(3).tolist()
    [1.386, 0.0]
    """
    if not values:
        return np.zeros(left.size)
    proof = np.sum([-np.log(_as_near(value, left, right)) for value in values], axis=0)
    # The sum of k independent ones has a gamma distribution.
    combined = -np.log(np.maximum(gammaincc(len(values), proof), _LEAST_CHANCE))
    # Adding 0 takes the sign from a negative zero.
    rounded: Floats = np.round(combined, 9) + 0.0
    return rounded


def alike_pairs(values: Sequence[Floats], least: float) -> tuple[Ints, Ints]:
    """Return the pairs of accounts whose `likeness` is at least so much, each once, lower first.

    Found without comparing all with all: even an account that is next to another in everything else
    cannot be farther from it in the first value than so many places.

    Parameters
    ----------
    values
        Two or more, as for `likeness`; who has an unknown one is in no pair.
    least
        Natural units; at least ``log(accounts / 20)`` or so, as the cost grows with the pairs.
    """
    known = np.isfinite(values)
    others = [max(1, int(of.sum()) - 1) for of in known]
    needed = float(gammainccinv(len(values), np.exp(-least)))
    comparable = np.flatnonzero(np.all(known, axis=0))
    order = comparable[np.argsort(values[0][comparable], kind="stable")]
    place = np.searchsorted(np.sort(values[1][known[1]]), values[1][order])
    # Even who is next to another in all the rest must prove so much in the first two.
    two = needed - float(np.sum(np.log(others[2:])))
    found: list[tuple[Ints, Ints]] = [(np.empty(0, np.int64), np.empty(0, np.int64))]
    for lag in range(1, order.size):
        # At least `lag` others are as near in the first value; the second must make up for it.
        rest = two + np.log(lag / others[0])
        if rest > np.log(others[1]) + 1e-6:
            break
        near = np.abs(place[lag:] - place[:-lag]) <= others[1] * np.exp(-rest) + 1e-6
        left, right = order[:-lag][near], order[lag:][near]
        alike = likeness(values, left, right) >= least
        found.append((left[alike], right[alike]))
    one, other = (np.concatenate(ends) for ends in zip(*found, strict=True))
    return np.minimum(one, other), np.maximum(one, other)


def _as_near(value: Floats, left: Ints, right: Ints) -> Floats:
    """Return the share of others that are as near; 1 where unknown."""
    known = np.isfinite(value)
    ordered = np.sort(value[known])
    share = np.ones(left.size)
    both = known[left] & known[right]
    one, other = value[left[both]], value[right[both]]
    gap = np.abs(one - other)
    others = [
        np.searchsorted(ordered, end + gap, "right") - np.searchsorted(ordered, end - gap) - 1
        for end in (one, other)
    ]
    # Rounding of ``end + gap`` may miss the other end itself.
    share[both] = np.maximum(np.maximum(*others), 1) / max(1, ordered.size - 1)
    return share
