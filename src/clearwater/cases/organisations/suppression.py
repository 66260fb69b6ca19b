"""Counts of several bodies side by side: small ones are kept back, and what would give them away.

A body's own counts are its own affair. Of the others a count from 1 to one less than the smallest
is hidden, and the sum of a column too, unless it says nothing about any hidden count that its being
hidden does not say already.

Not the rule of published tables (`clearwater.cases.figures.suppression`): there larger counts are
left out to protect a small one, so that nobody knows which are small. A body above needs the larger
ones; here only small ones are hidden, the reader knows that, and the sum is judged by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping


def hidden(counts: Mapping[str, int], own: Collection[str], smallest: int) -> frozenset[str]:
    """Return the bodies whose count is kept back.

    Parameters
    ----------
    counts
        Body -> how many, 0 or more.
    own
        Bodies whose counts the reader knows anyway.
    smallest
        The least count that is shown; 0 is shown as well.
    """
    return frozenset(
        body for body, count in counts.items() if 0 < count < smallest and body not in own
    )


def sum_can_be_shown(counts: Mapping[str, int], kept_back: Collection[str], smallest: int) -> bool:
    """Return whether the sum leaves every hidden count as open as it is without.

    Each hidden count is known to lie from 1 to `smallest` - 1. With k of them and their sum known,
    any one lies from sum - (k - 1)(smallest - 1) to sum - (k - 1): that must be no less room.

    Examples
    --------
    >>> sum_can_be_shown({"a": 2, "b": 40}, ["a"], 5)
    False
    >>> sum_can_be_shown({"a": 2, "b": 3, "c": 4}, ["a", "b", "c"], 5)
    True
    """
    if not kept_back:
        return True
    largest, others = smallest - 1, len(kept_back) - 1
    total = sum(counts[body] for body in kept_back)
    return total - others * largest <= 1 and total - others >= largest


def gives_parts_away(whole: int, shown: int, kept_back: int, smallest: int) -> bool:
    """Return whether a count narrows hidden ones of which it is no more than the sum.

    Cases that are overdue are no more than the open ones: 8 of them, and two states of 1 to 4 cases
    each, are 4 and 4. With k hidden counts any one is at least `whole` less what is shown and less
    k - 1 times `smallest` - 1; that must say no more than that it is not 0.

    Parameters
    ----------
    whole
        A count that is shown.
    shown
        Sum of those of its bounds that are shown.
    kept_back
        How many of its bounds are hidden, each from 1 to `smallest` - 1.

    Examples
    --------
    >>> gives_parts_away(8, 0, 2, 5)
    True
    >>> gives_parts_away(5, 0, 2, 5)
    False
    """
    return kept_back > 0 and whole - shown - (kept_back - 1) * (smallest - 1) > 1
