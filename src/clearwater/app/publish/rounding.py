"""Numbers that say how much, and not exactly how many."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_SMALLEST_CHANCE = 12
"""No chance is said to be smaller than one in so many zeros: no model is that good."""


def about(count: int, smallest: int) -> dict[str, int]:
    """Return a count as the nearest of 5, 10, 20, 50, 100, ..., or that it is small.

    Examples
    --------
    >>> about(26, 5), about(7, 5), about(3, 5)
    ({'about': 20}, {'about': 5}, {'below': 5})
    """
    if count < smallest:
        return {"below": smallest}
    steps = [step * 10**power for power in range(len(str(count)) + 1) for step in (1, 2, 5)]
    return {"about": min(steps, key=lambda step: (abs(step - count), step))}


def one_in(q_value: str) -> int | None:
    """Return n of "one in n" for a q-value, a power of ten that is not larger; None: no number.

    Examples
    --------
    >>> one_in("0.004"), one_in("1e-9")
    (100, 1000000000)
    """
    try:
        value = Decimal(q_value)
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value <= 1:
        return None
    zeros = _SMALLEST_CHANCE if value == 0 else min(-value.adjusted() - 1, _SMALLEST_CHANCE)
    exact = value != 0 and value == Decimal(1).scaleb(value.adjusted())
    return int(10 ** max(zeros + (1 if exact and zeros < _SMALLEST_CHANCE else 0), 0))
