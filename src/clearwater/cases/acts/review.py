"""What is done so that people do not work on the same thing, and about the quality of reviews.

Who works on a case is no act in the case: its fields are called ``held``, and the chain of custody
stays what concerns the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class WorkTaken(Act):
    """Somebody works on a case, or goes on to."""

    NAME = "work taken"
    held: str
    until_us: int


@dataclass(frozen=True)
class WorkReleased(Act):
    """Somebody left a case."""

    NAME = "work released"
    held: str


@dataclass(frozen=True)
class WorkAsked(Act):
    """Somebody would like to work on what another works on."""

    NAME = "work asked for"
    held: str
    of: str


@dataclass(frozen=True)
class WorkHandedOver(Act):
    """Who worked on a case gave it to who asked."""

    NAME = "work handed over"
    held: str
    to: str


@dataclass(frozen=True)
class KnownFindingSeeded(Act):
    """It is known what is right about a finding. Which one is in the row, and not here."""

    NAME = "known finding seeded"
    known: str


@dataclass(frozen=True)
class KnownCaseAnswered(Act):
    """Somebody decided in a case whose truth was known; it is closed, and nothing follows."""

    NAME = "known case answered"
    case: str
    known: str
    measure: str | None
    reason_code: str
    why: str


@dataclass(frozen=True)
class BlindReviewAnswered(Act):
    """A second person judged a decision anew, without being told the first."""

    NAME = "blind review answered"
    review: str
    why: str


@dataclass(frozen=True)
class QualityRulesChanged(Act):
    """Another share of decisions is judged blindly from now on."""

    NAME = "quality rules changed"
    blind_milli: int
