"""Small counts are not published, and neither is what they would follow from.

A count of one or two can point to a person. Leaving it out is not enough: with the total and the
other parts it is the difference. So further counts are left out until nobody who knows every
published number can narrow a small one down. That is checked, not assumed: for each small count the
least and the largest value that fit what is published are found by linear programming over all sums
at once, rows, columns and totals of totals together.

Which counts are left out because they are small and which to protect them is not said.

References
----------
The rule of the smallest count and the audit of intervals: A. Hundepool et al., *Statistical
Disclosure Control* (2012), chapter 4. The choice of what else to leave out is ours, greedy.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from scipy.optimize import linprog

from clearwater.errors import ParameterError

Key = TypeVar("Key", bound=Hashable)
_ALMOST = 1e-6
"""Counts are whole; the solver's answers are not quite."""


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """One count that is the sum of others, and is published beside them."""

    total: Key
    parts: tuple[Key, ...]


def suppressed(
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    smallest: int,
    elsewhere: Collection[Key] = (),
) -> frozenset[Key]:
    """Return which counts are not published.

    Counts that are left out have, for who knows the others, at least `smallest` possible values,
    and `smallest` itself or more is among them; counts of 0 are published.

    Parameters
    ----------
    counts
        Every count that would be published, totals too; 0 or more.
    sums
        How they hang together. Several sums may share counts: rows and columns of a table, a total
        of totals.
    smallest
        2 or more. Counts from 1 to one less are not published.
    elsewhere
        Counts that readers have from another publication, unless they are small: leaving them out
        here would hide nothing.

    Raises
    ------
    ParameterError
        If a count is negative, or a total is not the sum of its parts.

    Examples
    --------
    >>> counts = {"all": 30, "a": 2, "b": 9, "c": 19}
    >>> sorted(suppressed(counts, [Sum("all", ("a", "b", "c"))], smallest=5))
    ['a', 'b']
    """
    _check(counts, sums)
    small = [key for key, count in counts.items() if 0 < count < smallest]
    left_out = set(small)
    # What is hidden once stays hidden, for leaving more out never narrows anything down: so the
    # counts are gone through one after the other. A round without a further one left out is the
    # last; where everything that could help is left out already, nothing follows any more.
    open_ones, before = small, -1
    while len(left_out) > before:
        before = len(left_out)
        open_ones = [
            key
            for key in open_ones
            if not _protected(key, counts, sums, left_out, smallest, elsewhere)
        ]
    return frozenset(left_out)


def _protected(
    key: Key,
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    left_out: set[Key],
    smallest: int,
    elsewhere: Collection[Key],
) -> bool:
    """Leave out more until a count is hidden, and return whether it is."""
    while not _hidden(key, counts, sums, left_out, smallest):
        more = _protector(key, counts, sums, left_out, elsewhere)
        if more is None:
            return False
        left_out.add(more)
    return True


def possible(
    key: Key, counts: Mapping[Key, int], sums: Sequence[Sum[Key]], left_out: frozenset[Key]
) -> tuple[int, int | None]:
    """Return the least and the largest value of a count for who knows what is published.

    Returns
    -------
    tuple
        Both whole; the largest is None where nothing limits it.
    """
    # What is known keeps apart what it stands between: the rest says nothing about this count.
    near = _reached(key, sums, left_out)
    unknown = {one for some in near for one in (some.total, *some.parts)} & left_out | {key}
    place = {one: number for number, one in enumerate(sorted(unknown, key=repr))}
    rows, values = _equations(place, counts, near)
    aim = np.zeros(len(place))
    aim[place[key]] = 1.0
    least, most = (_extreme(aim * sign, rows, values) for sign in (1.0, -1.0))
    return round(least or 0.0), None if most is None else round(-most)


def _extreme(aim: np.ndarray, rows: np.ndarray, values: np.ndarray) -> float | None:
    known = {"A_eq": rows, "b_eq": values} if len(values) else {}
    found = linprog(aim, bounds=(0, None), method="highs", **known)
    if found.status == 3:  # unbounded
        return None
    return float(found.fun)


def _equations(
    place: Mapping[Key, int], counts: Mapping[Key, int], sums: Sequence[Sum[Key]]
) -> tuple[np.ndarray, np.ndarray]:
    rows, values = [], []
    for one in sums:
        row = np.zeros(len(place))
        known = 0
        for key, sign in ((one.total, -1), *((part, 1) for part in one.parts)):
            if key in place:
                row[place[key]] += sign
            else:
                known += sign * counts[key]
        if row.any():
            rows.append(row)
            values.append(-known)
    return np.array(rows), np.array(values, dtype=float)


def _hidden(
    key: Key,
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    left_out: set[Key],
    smallest: int,
) -> bool:
    least, most = possible(key, counts, sums, frozenset(left_out))
    return most is None or (most >= smallest and most - least >= smallest - 1)


def _protector(
    key: Key,
    counts: Mapping[Key, int],
    sums: Sequence[Sum[Key]],
    left_out: set[Key],
    elsewhere: Collection[Key],
) -> Key | None:
    """Return what else to leave out, or None where everything near is left out already.

    A sum in which one count alone is left out gives that count away. So first comes what closes
    most of these, among them parts before totals, and the smallest loss before larger ones.
    """
    near = _hanging_together(key, sums, left_out)
    giving = [group for group in near if len(group & left_out) == 1]
    totals = {one.total for one in sums}
    for groups in (giving, near):
        free = {one for group in groups for one in group if one not in left_out and counts[one]}
        free.difference_update(elsewhere)
        if free:
            closes = {one: sum(one in group for group in groups) for one in free}
            return min(free, key=lambda one: (-closes[one], one in totals, counts[one], repr(one)))
    return None


def _hanging_together(
    key: Key, sums: Sequence[Sum[Key]], left_out: set[Key]
) -> list[frozenset[Key]]:
    """Return the counts of each sum that `_reached` gives."""
    return [frozenset({one.total, *one.parts}) for one in _reached(key, sums, left_out)]


def _reached(key: Key, sums: Sequence[Sum[Key]], left_out: Collection[Key]) -> list[Sum[Key]]:
    """Return the sums that a count is in, and those that they reach through what is left out."""
    reached, before = {key}, 0
    near: list[Sum[Key]] = []
    while len(reached) > before:
        before = len(reached)
        near = [one for one in sums if one.total in reached or not reached.isdisjoint(one.parts)]
        reached.update(part for one in near for part in (one.total, *one.parts) if part in left_out)
    return near


def _check(counts: Mapping[Key, int], sums: Sequence[Sum[Key]]) -> None:
    for key, count in counts.items():
        if count < 0:
            raise ParameterError(
                "a count is negative", where=str(key), expected="0 or more", found=str(count)
            )
    for one in sums:
        added = sum(counts[part] for part in one.parts)
        if added != counts[one.total]:
            raise ParameterError(
                "a total is not the sum of its parts",
                where=str(one.total),
                expected=str(added),
                found=str(counts[one.total]),
            )
