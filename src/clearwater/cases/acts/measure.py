"""What follows a decision: notices, measures, appeals."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class NoticesIssued(Act):
    """Everyone concerned is told, and the measures begin when the notice says."""

    NAME = "notices issued"
    case: str
    decision: str
    notices: int
    first_start: str
    last_end: str


@dataclass(frozen=True)
class MeasuresLifted(Act):
    """Measures ended before their time."""

    NAME = "measures lifted"
    case: str
    decision: str
    measures: int
    cause: str
    """``appeal``, ``later decision``, ``exclusion`` or ``notice given up``."""


@dataclass(frozen=True)
class AppealFiled(Act):
    """One account, or several together, contest a decision."""

    NAME = "appeal filed"
    case: str
    appeal: str
    decision: str
    appellants: int
    statement: str


@dataclass(frozen=True)
class AppealResolved(Act):
    """Somebody who had no part in the decision looked again."""

    NAME = "appeal resolved"
    case: str
    appeal: str
    outcome: str
    overturned: int
    """For how many appellants the decision falls."""
    why: str
