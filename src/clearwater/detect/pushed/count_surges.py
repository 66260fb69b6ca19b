"""Surges of counts that somebody else has already taken: acts of an object a month, a day, an hour.

The same question as of events (`clearwater.detect.pushed.surges`), where there are no accounts to
ask and no moments shorter than a period. An object with one period has no history and is held
against its kind at that age.
"""

from __future__ import annotations

import numpy as np

from clearwater.detect.pushed.rates import Kind, spread_of_bursts, tails
from clearwater.errors import ParameterError

AGES = np.array([0, 1, 2, 3, 6, 12, 24, 48])
"""Periods from which the curve of ages has a step."""
PRIOR = 3.0


def count_surges(objects: np.ndarray, count: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Return the p-value of each count: so many or more, given the object's others and its kind.

    Parameters
    ----------
    objects
        Codes from 0, int, one a row; a row is an object and a period.
    count
        Acts, 0 or more, whole numbers.
    age
        Periods since the object appeared, 0 or more.

    Returns
    -------
    ndarray
        float64, above 0 to 1, one a row. Periods without a row are periods without acts only if
        the caller gives them as rows of 0.

    Raises
    ------
    ParameterError
        If the arrays differ in length, or a number is negative.

    Examples
    --------
    >>> objects, age = np.repeat([0, 1, 2], 6), np.tile(np.arange(6), 3)
    >>> count = np.array([9, 8, 9, 7, 90, 8, 5, 6, 5, 4, 6, 5, 7, 9, 8, 7, 8, 9])
    >>> int(count_surges(objects, count, age).argmin())
    4
    """
    _check(objects, count, age)
    if objects.size == 0:
        return np.ones(0)
    step = np.searchsorted(AGES, age, "right") - 1
    total = np.bincount(objects, weights=count)
    # An object counts for its share at an age, as everywhere: not for how popular it is.
    weight = 1.0 / np.sqrt(np.maximum(total, 1.0))[objects]
    acts = np.bincount(step, weights=weight * count, minlength=AGES.size)
    periods = np.bincount(step, weights=weight * total[objects], minlength=AGES.size)
    mean = max(acts.sum(), 1e-300) / max(periods.sum(), 1e-300)
    life = ((acts + PRIOR) / (periods + PRIOR / mean) / mean)[step]
    lives = np.bincount(objects, weights=life)
    kind = Kind.of(total, lives)
    outside, left = total[objects] - count, lives[objects] - life
    expected = kind.expected(outside, left, life)
    spread = 1.0 / kind.own_shape(outside) + spread_of_bursts(count, expected)
    return tails(count, expected, spread)


def _check(objects: np.ndarray, count: np.ndarray, age: np.ndarray) -> None:
    sizes = sorted({objects.size, count.size, age.size})
    if len(sizes) > 1:
        raise ParameterError(
            "objects, counts and ages do not belong together",
            expected="arrays of one length",
            found=f"lengths {sizes}",
        )
    for name, column in (("object", objects), ("count", count), ("age", age)):
        if column.size and column.min() < 0:
            raise ParameterError(
                f"a {name} is negative", expected="0 or more", found=repr(column.min().item())
            )
