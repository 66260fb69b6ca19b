"""From what entries add to a figure to what a report states of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clearwater.cases.figures.base import Cell, Counted, Figure, Unit
from clearwater.cases.figures.facts import Facts
from clearwater.cases.figures.intervals import Share

_TENTH_OF_AN_HOUR_US = 360_000_000

Value = dict[str, int | float | None]
"""What stands in a report; by unit see `value_of`."""


@dataclass(frozen=True)
class Stated:
    """One figure of one period."""

    figure: Figure
    total: Value
    cells: tuple[tuple[Cell, Value], ...]
    """In the order of their names; only those in which there is something."""
    entries: tuple[int, ...]
    """Numbers of the entries that were counted."""


def stated(one: Figure, facts: Facts) -> Stated:
    """Return what a report states of a figure."""
    counted = tuple(one.count(facts))
    by_cell: dict[Cell, list[Counted]] = {}
    for each in counted:
        by_cell.setdefault(each.cell, []).append(each)
    cells = tuple((cell, value_of(one.unit, by_cell[cell])) for cell in sorted(by_cell))
    entries = sorted({each.entry for each in counted if each.entry >= 0})
    return Stated(one, value_of(one.unit, counted), cells if one.by else (), tuple(entries))


def value_of(unit: Unit, counted: Sequence[Counted]) -> Value:
    """Return the value of some part of a figure.

    Returns
    -------
    dict
        ``value`` for counts; ``count``, ``of``, ``share``, ``low``, ``high`` for a share (0 to 1);
        ``count``, ``median``, ``p90`` for hours, to a tenth. What cannot be said is null.
    """
    match unit:
        case Unit.COUNT:
            return {"value": sum(one.amount for one in counted)}
        case Unit.DISTINCT:
            return {"value": len({one.what for one in counted})}
        case Unit.HOURS:
            return hours([one.amount for one in counted])
        case Unit.SHARE:
            return share(sum(one.part for one in counted), sum(one.amount for one in counted))


def share(count: int, of: int) -> Value:
    """Return a share with its interval, as reports state it."""
    found = Share(count, of)
    low, high = found.interval or (None, None)
    return {"count": count, "of": of, "share": found.value, "low": low, "high": high}


def hours(times_us: Iterable[int]) -> Value:
    """Return how many times there are, their median and their 90 % mark in hours."""
    ordered = sorted(times_us)
    return {
        "count": len(ordered),
        "median": _mark(ordered, 50),
        "p90": _mark(ordered, 90),
    }


def _mark(ordered: Sequence[int], percent: int) -> float | None:
    """Return the shortest time within which that many were done, in hours to a tenth, half up."""
    if not ordered:
        return None
    place = -(-len(ordered) * percent // 100) - 1
    return (2 * ordered[place] + _TENTH_OF_AN_HOUR_US) // (2 * _TENTH_OF_AN_HOUR_US) / 10
