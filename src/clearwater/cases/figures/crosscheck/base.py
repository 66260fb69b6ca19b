"""Sources, what they claim, and the faults that are found between claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clearwater.cases.figures.periods import Period
from clearwater.cases.measures.policy_fields import Words

WEEKLY, PUBLIC = "weekly report", "transparency report"
SELF_REPORT, STATEMENTS, LEDGER = "self-report", "statements of reasons", "ledger"
"""`Source.kind`."""
By = tuple[tuple[str, str], ...]
"""Dimension and value, sorted: of which part of a figure."""
PARTS = ("value", "count", "of", "share", "low", "high", "median", "p90")


@dataclass(frozen=True)
class Claim:
    """One number that a source states."""

    figure: str
    version: int | None
    unit: str
    by: By
    part: str
    """``value``, or which number of a share or of hours."""
    value: Any
    """As it stands there; nothing where it is kept back."""
    where: str
    """Where it stands in the source."""
    period: str
    """Name of its period: a month of a quarter has its own."""
    total: bool = False
    """Whether it stands as the total of the figure."""

    @property
    def place(self) -> tuple[str, str, By, str]:
        """What it is a number of."""
        return (self.period, self.figure, self.by, self.part)

    @property
    def number(self) -> int | None:
        """The value where it is a whole number of 0 or more."""
        whole = type(self.value) is int and self.value >= 0
        return self.value if whole else None


@dataclass(frozen=True)
class Source:
    """One source of figures, read."""

    name: str
    """What the user calls it: a file's name, ``the ledger``."""
    kind: str
    organisation: str | None = None
    """Whose figures; for a self-report the platform's."""
    period: Period | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()
    """Of statements of reasons: one a line."""
    sha256: str = ""
    """Of the file."""
    published_us: int | None = None
    due_us: int | None = None
    """When it was published, and by when it should have been."""
    publications: tuple[tuple[str, str], ...] = ()
    """Of the ledger: period and SHA-256 of what was published of it, in order."""

    def at(self, figure: str, by: By = (), part: str = "value") -> Claim | None:
        """Return what it claims of a figure for its own period."""
        return self._by_place.get((self.period_name, figure, by, part))

    @property
    def _by_place(self) -> Mapping[tuple[str, str, By, str], Claim]:
        return {claim.place: claim for claim in reversed(self.claims)}

    @property
    def period_name(self) -> str:
        """The name of its period, or nothing."""
        return "" if self.period is None else self.period.name

    def number(self, figure: str, by: By = (), part: str = "value") -> int | None:
        """Return a whole number of 0 or more that it claims, or nothing."""
        found = self.at(figure, by, part)
        return None if found is None else found.number


@dataclass(frozen=True)
class Place:
    """Where a figure stands."""

    source: str
    where: str


@dataclass(frozen=True)
class Fault:
    """Two figures, or a figure and what it must be, that do not go together."""

    rule: str
    places: tuple[Place, ...]
    expected: str
    found: str


@dataclass(frozen=True)
class Skipped:
    """A rule that could not be asked, and why: skipped is a result."""

    rule: str
    why: str


Faults = Iterable[Fault | Skipped]


@dataclass(frozen=True)
class Rule:
    """One question that is asked of all sources together."""

    id: str
    words: Words
    ask: Callable[[Sequence[Source]], Faults]


def of_kind(sources: Sequence[Source], *kinds: str) -> list[Source]:
    """Return the sources of some kinds, in their order."""
    return [one for one in sources if one.kind in kinds]


def fault(rule: str, expected: object, found: object, *places: tuple[Source, str]) -> Fault:
    """Return a fault with the places at which its figures stand."""
    named = tuple(Place(source.name, where) for source, where in places)
    return Fault(rule, named, str(expected), str(found))
