"""What a figure is: a definition that people can read, and a pure function over facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.figures.facts import Facts
from clearwater.cases.measures.policy_fields import Words

Cell = tuple[str, ...]
"""One value for each thing by which a figure is broken down."""


class Unit(StrEnum):
    """What the value of a figure is."""

    COUNT = "count"
    """So many. The cells add up to the total."""
    DISTINCT = "distinct"
    """So many different ones. One may stand in several cells, so they do not add up."""
    HOURS = "hours"
    """Times that something took: how many, and the time within which half and 90 % were done."""
    SHARE = "share"
    """So many of so many, with Wilson's 95 % interval."""


@dataclass(frozen=True)
class Counted:
    """What one entry of the ledger adds to a figure."""

    entry: int
    """Number of the entry."""
    cell: Cell = ()
    amount: int = 1
    """How many; for hours how many microseconds; for a share the number of all."""
    part: int = 0
    """For a share: how many of `amount`."""
    what: str = ""
    """For distinct ones: which."""


Count = Callable[[Facts], Iterable[Counted]]


@dataclass(frozen=True)
class Figure:
    """One figure that reports state."""

    id: str
    """``group.what``; never used for anything else."""
    version: int
    """Raised whenever the same ledger could give another value."""
    words: Words
    """Its name in a table."""
    definition: Words
    """What is counted, and when."""
    unit: Unit
    by: tuple[str, ...]
    """By what it is broken down; see `clearwater.cases.figures.words.DIMENSIONS`."""
    count: Count
    stock: bool = False
    """Whether it says how things stand at the end of the period, not what was done in it: stocks
    of several periods are not added up."""
    public: bool = True
    """Whether a transparency report states it."""

    @property
    def group(self) -> str:
        """Its section in a report."""
        return self.id.partition(".")[0]
