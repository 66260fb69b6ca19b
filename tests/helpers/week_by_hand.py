"""Counts that are kept by hand while a week is lived: beside each request, by plain adding up.

Nothing here reads a store, a ledger or a report. What a figure means stands in `docs/figures.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any

from scipy.stats import binomtest

Cell = tuple[str, ...]
Place = tuple[str, str]
"""Body and figure."""


@dataclass
class ByHand:
    """What was done in the week, and how things stand."""

    flows: dict[Place, Counter[Cell]] = field(default_factory=dict)
    stocks: dict[Place, Counter[Cell]] = field(default_factory=dict)
    different: dict[Place, dict[Cell, set[str]]] = field(default_factory=dict)
    times: dict[Place, list[int]] = field(default_factory=dict)
    shares: dict[Place, list[int]] = field(default_factory=dict)
    counting: bool = False
    """Whether the week has begun, and is not over: only then flows count."""

    def add(self, body: str, figure: str, *cell: str, times: int = 1) -> None:
        """Count something that was done."""
        if self.counting:
            self.flows.setdefault((body, figure), Counter())[cell] += times

    def stand(self, body: str, figure: str, *cell: str, by: int) -> None:
        """Count something that stands from now on, or does no more."""
        self.stocks.setdefault((body, figure), Counter())[cell] += by

    def one_of(self, body: str, figure: str, *cell: str, which: Iterable[str]) -> None:
        """Note different ones."""
        if self.counting:
            known = self.different.setdefault((body, figure), {})
            known.setdefault(cell, set()).update(which)

    def took(self, body: str, figure: str, time_us: int) -> None:
        """Note how long something took."""
        if self.counting:
            self.times.setdefault((body, figure), []).append(time_us)

    def of_all(self, body: str, figure: str, count: int, of: int) -> None:
        """Count so many of so many."""
        if self.counting:
            known = self.shares.setdefault((body, figure), [0, 0])
            known[0] += count
            known[1] += of

    # What a report should say ------------------------------------------------------------------

    def total(self, body: str, figure: str, unit: str) -> dict[str, Any]:
        """Return the value of a figure as it should stand in the report of a body."""
        place = (body, figure)
        if unit == "hours":
            return _hours(self.times.get(place, []))
        if unit == "share":
            return _share(*self.shares.get(place, [0, 0]))
        if unit == "distinct":
            return {"value": len(set().union(*self.different.get(place, {}).values()))}
        return {"value": sum(self._counted(place).values())}

    def cells(self, body: str, figure: str, unit: str) -> dict[Cell, int]:
        """Return the parts of a figure; none is nothing."""
        place = (body, figure)
        if unit == "distinct":
            return {cell: len(some) for cell, some in self.different.get(place, {}).items()}
        return {cell: count for cell, count in self._counted(place).items() if count and cell}

    def _counted(self, place: Place) -> Counter[Cell]:
        return self.flows.get(place, Counter()) + self.stocks.get(place, Counter())


def _hours(times_us: list[int]) -> dict[str, Any]:
    ordered = sorted(times_us)
    marks: list[float | None] = [None, None]
    if ordered:
        places = [ceil(len(ordered) * percent / 100) for percent in (50, 90)]
        hours = [Decimal(ordered[place - 1]) / 3_600_000_000 for place in places]
        marks = [float(one.quantize(Decimal("0.1"), ROUND_HALF_UP)) for one in hours]
    return {"count": len(ordered), "median": marks[0], "p90": marks[1]}


def _share(count: int, of: int) -> dict[str, Any]:
    if not of:
        return {"count": 0, "of": 0, "share": None, "low": None, "high": None}
    found = binomtest(count, of).proportion_ci(0.95, method="wilson")
    low, high = round(float(found.low), 4), round(float(found.high), 4)
    return {"count": count, "of": of, "share": round(count / of, 4), "low": low, "high": high}
