"""Fairness of accounts, goodness of objects, reliability of ratings: each is defined by the others.

A rating is reliable if a fair account gave it and it is near what the object is worth; an account
is fair if its ratings are reliable; an object is worth what reliable ratings say. The recursion has
one solution and nears it by a fixed factor a round.

REV2: Kumar et al., 2018, WSDM, without its terms for behaviour over time.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from clearwater.errors import CannotRunError, ParameterError

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]

MOST_ROUNDS = 1_000
"""The proof of convergence promises far fewer."""


@dataclass(frozen=True)
class Reliabilities:
    """What the recursion settles on."""

    fairness: Floats
    """0..1, shape (accounts,); the log's mean reliability where an account rated nothing."""
    goodness: Floats
    """-1..1, shape (objects,); 0 where nobody rated the object."""
    reliability: Floats
    """0..1, shape (ratings,)."""
    rounds: int
    """Rounds it took."""


@dataclass(frozen=True)
class Smoothing:
    """The free numbers of the recursion."""

    prior_ratings: float = 1.0
    """Ratings that the prior of an account or object is worth, above 0."""
    fairness_weight: float = 1.0
    """Weight of the account's fairness in a rating's reliability (gamma 1), above 0."""
    agreement_weight: float = 1.0
    """Weight of the rating's nearness to the object's goodness (gamma 2), above 0."""
    exact: float = 1e-6
    """It stops when nothing moves by more than this a round, above 0."""

    def __post_init__(self) -> None:
        for one in fields(self):
            if not getattr(self, one.name) > 0:
                raise ParameterError(
                    f"{one.name} of Smoothing is out of range",
                    expected="above 0",
                    found=repr(getattr(self, one.name)),
                )


EVEN = Smoothing()
"""All weights alike: for where nothing is known."""


def settle(
    account: Codes, object_: Codes, value: Floats, shape: tuple[int, int], smoothing: Smoothing
) -> Reliabilities:
    """Return the recursion's solution.

    Parameters
    ----------
    account, object_
        Who rated what, shape (ratings,).
    value
        Ratings, -1..1 (see `on_unit_scale`), shape (ratings,).
    shape
        Numbers of accounts and of objects.
    smoothing
        See `Smoothing`.

    Raises
    ------
    CannotRunError
        If it does not settle, which its proof excludes for weights above 0.
    """
    accounts, objects = shape
    prior = smoothing.prior_ratings
    given = np.bincount(account, minlength=accounts) + prior
    received = np.bincount(object_, minlength=objects) + prior
    reliability, fairness, goodness = np.ones(value.size), np.ones(accounts), np.zeros(objects)
    moved = 0.0
    for round_ in range(1, MOST_ROUNDS + 1):
        # What an account is worth before it rated: the paper leaves it open, this is the log's own.
        mean = float(reliability.mean()) if value.size else 1.0
        fairer = (np.bincount(account, reliability, accounts) + prior * mean) / given
        better = np.bincount(object_, reliability * value, objects) / received
        surer = _reliability(fairer[account], better[object_], value, smoothing)
        moved = _moved((fairer, fairness), (better, goodness), (surer, reliability))
        fairness, goodness, reliability = fairer, better, surer
        if moved < smoothing.exact:
            return Reliabilities(fairness, goodness, reliability, round_)
    raise CannotRunError(
        "fairness and goodness do not settle",
        expected=f"changes below {smoothing.exact:g} within {MOST_ROUNDS} rounds",
        found=f"{moved:g}",
    )


def on_unit_scale(value: Floats) -> Floats:
    """Return ratings from -1 (the lowest there is) to 1 (the highest); 0 if all are alike.

    Examples
    --------
    >>> on_unit_scale(np.array([1.0, 5.0, 4.0])).tolist()
    [-1.0, 1.0, 0.5]
    """
    if value.size == 0:
        return value
    low, high = float(value.min()), float(value.max())
    if low == high:
        return np.zeros(value.size)
    scaled: Floats = 2 * (value - low) / (high - low) - 1
    return scaled


def _reliability(fairness: Floats, goodness: Floats, value: Floats, by: Smoothing) -> Floats:
    agreement = 1.0 - np.abs(value - goodness) / 2
    weighted = by.fairness_weight * fairness + by.agreement_weight * agreement
    whole: Floats = weighted / (by.fairness_weight + by.agreement_weight)
    return whole


def _moved(*pairs: tuple[Floats, Floats]) -> float:
    return max(float(np.abs(new - old).max(initial=0.0)) for new, old in pairs)
