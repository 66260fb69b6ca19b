"""What became of a report, as of a moment.

Effective: under the category that was reported, a measure on the account was begun, that is its
notice went out, and it was not taken back. It counts if it was begun after the report or was in
force when the report came; by which case it came does not matter, for a report may be right and
another clue be quicker. A report about an object, that names no account, goes by the measures of
its case.

Not effective: the measure was taken back (an appeal, an exclusion, a later decision), the case was
decided without one, or the clue was set aside. Anything else is pending: a decision whose notices
are not out too.

Only what happened before the moment counts, so that the answer about a past moment stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from clearwater.cases.records.reports import UserReport


class Outcome(StrEnum):
    """What became of a report."""

    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not effective"
    PENDING = "pending"


@dataclass(frozen=True)
class MeasureFact:
    """The times of one measure, microseconds UTC."""

    stood_us: int
    """Since when its decision stood."""
    begun_us: int | None
    """When its notice went out."""
    ends_us: int | None
    """When it lapses."""
    taken_back_us: int | None
    """When it was lifted, or fell before it began."""

    def begun(self, at_us: int) -> bool:
        """Return whether its notice had gone out."""
        return self.begun_us is not None and self.begun_us <= at_us

    def taken_back(self, at_us: int) -> bool:
        """Return whether it had been taken back."""
        return self.taken_back_us is not None and self.taken_back_us <= at_us

    def concerns(self, since_us: int) -> bool:
        """Return whether it was begun after a moment, or not over then."""
        over = (one for one in (self.ends_us, self.taken_back_us) if one is not None)
        return all(one > since_us for one in over)


@dataclass(frozen=True)
class CaseFact:
    """When a case was decided."""

    stood_us: tuple[int, ...] = ()
    """Since when each decision stood."""
    closed_us: int | None = None
    """When it was closed, unless by giving it to another body."""

    def ended(self, since_us: int, at_us: int) -> bool:
        """Return whether somebody decided or closed it between two moments."""
        closed = () if self.closed_us is None else (self.closed_us,)
        return any(since_us <= one <= at_us for one in (*self.stood_us, *closed))


@dataclass(frozen=True)
class ClueMove:
    """What was done with a clue."""

    time_us: int
    case: str | None
    """The case that it joined; None: it was set aside."""


@dataclass(frozen=True)
class Facts:
    """Everything that outcomes are told from."""

    moves: Mapping[str, tuple[ClueMove, ...]] = field(default_factory=dict)
    """Clue -> its moves, oldest first."""
    cases: Mapping[str, CaseFact] = field(default_factory=dict)
    on_accounts: Mapping[tuple[str, str], tuple[MeasureFact, ...]] = field(default_factory=dict)
    """(account, category) -> measures."""
    of_cases: Mapping[tuple[str, str], tuple[MeasureFact, ...]] = field(default_factory=dict)
    """(case, category) -> measures, for reports that name no account."""
    objects: frozenset[str] = frozenset()
    """Subjects that are no account."""

    def move(self, clue: str, at_us: int) -> ClueMove | None:
        """Return the last thing that was done with a clue until a moment."""
        before = [one for one in self.moves.get(clue, ()) if one.time_us <= at_us]
        return before[-1] if before else None


def outcome_of(report: UserReport, facts: Facts, at_us: int) -> Outcome:
    """Return what had become of a report at a moment, microseconds UTC, that moment included."""
    held = [one for one in _measures(report, facts, at_us) if one.concerns(report.first_us)]
    if any(one.begun(at_us) and not one.taken_back(at_us) for one in held):
        return Outcome.EFFECTIVE
    if any(one.stood_us <= at_us and not one.taken_back(at_us) for one in held):
        return Outcome.PENDING
    if any(one.begun(at_us) for one in held) or _ended(report, facts, at_us):
        return Outcome.NOT_EFFECTIVE
    return Outcome.PENDING


def _measures(report: UserReport, facts: Facts, at_us: int) -> tuple[MeasureFact, ...]:
    if report.subject not in facts.objects:
        return facts.on_accounts.get((report.subject, report.category), ())
    move = facts.move(report.clue, at_us)
    if move is None or move.case is None:
        return ()
    return facts.of_cases.get((move.case, report.category), ())


def _ended(report: UserReport, facts: Facts, at_us: int) -> bool:
    """Return whether somebody had looked and decided, whatever it was."""
    move = facts.move(report.clue, at_us)
    if move is None:
        return False
    if move.case is None:
        return True
    # What was decided before the report came was not decided on it.
    return facts.cases.get(move.case, CaseFact()).ended(report.first_us, at_us)
