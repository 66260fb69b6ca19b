"""Tables of counts with their sums, in which small counts and what would give them away are empty.

Every table of a publication is looked at together with all others: a count is one key, in however
many tables it stands. Tables of two axes that share one of them (each with the same axis in
common) hide nothing further: any such margins can be met by some whole table, so that what follows
from the sums is all that follows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from clearwater.cases.figures.suppression import Sum, suppressed

Place = tuple[tuple[str, str], ...]
"""Axis and value, sorted: which cell."""
Key = tuple[str, Place]
"""Figure and cell."""


@dataclass(frozen=True)
class Atom:
    """A count that is not divided further."""

    figure: str
    place: Mapping[str, str]
    """Axis -> value."""
    count: int


@dataclass(frozen=True)
class Table:
    """Which table: one axis or two, with all margins. No axis: the total alone."""

    figure: str
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cells:
    """All counts of some tables, and which of them are not published."""

    counts: Mapping[Key, int]
    kept_back: frozenset[Key]
    values: Mapping[tuple[str, str], tuple[str, ...]]
    """Figure and axis -> the values on it."""

    def shown(self, figure: str, **place: str) -> int | None:
        """Return a count, or nothing where it is not published; 0 where nothing was counted."""
        key = (figure, tuple(sorted(place.items())))
        return None if key in self.kept_back else self.counts.get(key, 0)


def published(
    atoms: Sequence[Atom],
    tables: Sequence[Table],
    smallest: int,
    also: Iterable[Sum[Key]] = (),
    elsewhere: Collection[str] = (),
) -> Cells:
    """Return the counts of tables, and which of them are kept back.

    Parameters
    ----------
    atoms
        What is counted.
    tables
        What is published.
    smallest
        2 or more; see `suppressed`.
    also
        What else is known to hold among published counts, such as a total that two figures share.
        One of which a side is not in the tables, or that does not hold, is left out.
    elsewhere
        Figures that readers have from another publication, see `suppressed`.
    """
    values = _values(atoms, tables)
    counts: dict[Key, int] = {}
    sums: set[Sum[Key]] = set()
    for table in tables:
        own = [one for one in atoms if one.figure == table.figure]
        for axes in _margins(table.axes):
            counts |= _counted(table.figure, axes, own, values)
        sums |= set(_sums(table, values))
    sums |= {one for one in also if _holds(one, counts)}
    kept_back: set[Key] = set()
    for keys, some in _apart(counts, sorted(sums, key=repr)):
        part = {key: counts[key] for key in keys}
        known = {key for key in keys if key[0] in elsewhere}
        kept_back |= suppressed(part, some, smallest, known)
    return Cells(counts, frozenset(kept_back), values)


def cell(figure: str, **place: str) -> Key:
    """Return the key of a count."""
    return figure, tuple(sorted(place.items()))


def _values(
    atoms: Iterable[Atom], tables: Iterable[Table]
) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], set[str]] = {
        (table.figure, axis): set() for table in tables for axis in table.axes
    }
    for atom in atoms:
        for axis, value in atom.place.items():
            if (atom.figure, axis) in found:
                found[atom.figure, axis].add(value)
    return {key: tuple(sorted(some)) for key, some in found.items()}


def _margins(axes: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    # In one order, whatever the process: what is left out beside small counts depends on it.
    return tuple(dict.fromkeys((axes, *((axis,) for axis in axes), ())))


def _counted(
    figure: str,
    axes: tuple[str, ...],
    atoms: Iterable[Atom],
    values: Mapping[tuple[str, str], tuple[str, ...]],
) -> dict[Key, int]:
    counts = {(figure, place): 0 for place in _places(figure, axes, values)}
    for atom in atoms:
        counts[cell(figure, **{axis: atom.place[axis] for axis in axes})] += atom.count
    return counts


def _places(
    figure: str, axes: tuple[str, ...], values: Mapping[tuple[str, str], tuple[str, ...]]
) -> list[Place]:
    places: list[dict[str, str]] = [{}]
    for axis in axes:
        places = [one | {axis: value} for one in places for value in values[figure, axis]]
    return [tuple(sorted(one.items())) for one in places]


def _sums(table: Table, values: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterable[Sum[Key]]:
    figure = table.figure
    for axis in table.axes:
        others = tuple(one for one in table.axes if one != axis)
        for place in _places(figure, others, values):
            along = [dict(place) | {axis: value} for value in values[figure, axis]]
            if along:
                yield Sum((figure, place), tuple(cell(figure, **one) for one in along))
        if others:
            single = tuple(cell(figure, **{axis: value}) for value in values[figure, axis])
            if single:
                yield Sum((figure, ()), single)


def _holds(one: Sum[Key], counts: Mapping[Key, int]) -> bool:
    keys = (one.total, *one.parts)
    if not all(key in counts for key in keys):
        return False
    return counts[one.total] == sum(counts[part] for part in one.parts)


def _apart(
    counts: Mapping[Key, int], sums: Sequence[Sum[Key]]
) -> list[tuple[list[Key], list[Sum[Key]]]]:
    """Return counts that hang together through sums, each lot with its sums: less to solve."""
    leader = {key: key for key in counts}

    def first(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for one in sums:
        for part in one.parts:
            leader[first(part)] = first(one.total)
    lots: dict[Key, tuple[list[Key], list[Sum[Key]]]] = {}
    for key in counts:
        lots.setdefault(first(key), ([], []))[0].append(key)
    for one in sums:
        lots[first(one.total)][1].append(one)
    return list(lots.values())
