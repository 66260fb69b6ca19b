"""What can be asked for about who works on what, and about the quality of reviews, as types."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.review import BlindReview, KnownFinding, Lease
from clearwater.cases.workflow.commands import Command


@dataclass(frozen=True)
class TakeWork(Command):
    """Somebody works on a case from now on, or goes on to."""

    held: str
    """The case."""
    known: Lease | None
    """The row of who worked on it last."""


@dataclass(frozen=True)
class ReleaseWork(Command):
    """Somebody leaves a case."""

    known: Lease | None


@dataclass(frozen=True)
class AskForWork(Command):
    """Somebody would like to work on what another works on."""

    known: Lease | None


@dataclass(frozen=True)
class HandWorkOver(Command):
    """Who works on a case gives it to who asked."""

    known: Lease | None


@dataclass(frozen=True)
class SeedKnownFinding(Command):
    """It is known what is right about a finding; cases that hold it test who decides."""

    run: str
    """SHA-256 of the run folder's data files."""
    finding: str
    expected: str
    """An `Expected`."""
    seeded_before: bool
    """Whether it is known already."""
    held_in: str | None
    """A case that holds it, if there is one."""


@dataclass(frozen=True)
class AnswerKnownCase(Command):
    """Somebody decided in a case whose truth is known. No decision comes of it."""

    known: KnownFinding
    measure: str | None
    reason_code: str
    why: str


@dataclass(frozen=True)
class AnswerBlindReview(Command):
    """A second person judges a decision anew."""

    review: BlindReview
    had_part: frozenset[str]
    """Who did anything in the case."""
    measure: str | None
    reason_code: str
    why: str


@dataclass(frozen=True)
class ChangeQualityRules(Command):
    """Another share of decisions is judged blindly."""

    blind_milli: int
