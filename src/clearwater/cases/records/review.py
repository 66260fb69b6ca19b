"""How people review: who works on what, what they considered, and how well they agree.

None of these rows decides anything about anybody. What a known case is, is kept from those who
review: its row names a finding and not a case, and carries a salt, so that neither the ledger nor
its order gives it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class Expected(StrEnum):
    """What is right to do about a finding whose truth is known."""

    MEASURE = "measure"
    """Somebody pulled the strings: any measure is right, none is wrong."""
    NO_ACTION = "no action"
    """It is innocent: any measure is wrong."""


@dataclass(frozen=True)
class Lease(Record):
    """Somebody works on a case now. It ends by itself; nobody's absence blocks anything."""

    TABLE = "leases"
    KEY = ("organisation", "held")

    held: str
    """The case. Not called so: a lease is no part of the case, and of no package of evidence."""
    by: str
    since_us: int
    until_us: int
    asked_by: str | None
    """Who would like to have it."""
    asked_us: int | None


@dataclass(frozen=True)
class Consideration(Record):
    """An innocent explanation that whoever decided says to have considered."""

    TABLE = "considerations"
    KEY = ("decision", "explanation")

    case: str
    decision: str
    explanation: str
    """As the run calls it."""
    outcome: str
    """How its test came out, as the frozen evidence says: ``ruled out``, ``not tested``."""


@dataclass(frozen=True)
class KnownFinding(Record):
    """A finding of which is known what is right; a case that holds it tests who decides in it."""

    TABLE = "known_findings"
    KEY = ("organisation", "known")

    known: str
    run: str
    """As `CaseFinding.run`."""
    finding: str
    expected: str
    """An `Expected`."""
    salt: str
    """32 random bytes in hex: without them the digest in the ledger could be tried out."""
    seeded_by: str
    since_us: int


@dataclass(frozen=True)
class KnownAnswer(Record):
    """What somebody decided in a known case, without knowing. Nothing follows for any account."""

    TABLE = "known_answers"
    KEY = ("case",)

    case: str
    known: str
    measure: str | None
    reason_code: str
    why: str
    """Commitment to the reasons."""
    answered_by: str
    answered_us: int


class BlindState(StrEnum):
    """Where a second review is."""

    WAITING = "waiting"
    ANSWERED = "answered"


@dataclass(frozen=True)
class BlindReview(Record):
    """A decision that a second person judges anew, without being told the first."""

    TABLE = "blind_reviews"
    KEY = ("review",)

    review: str
    decision: str
    state: str
    """A `BlindState`."""
    asked_us: int
    measure: str | None
    """What the second person would do; nothing where no action, or not answered."""
    reason_code: str | None
    why: str | None
    """Commitment to the reasons."""
    answered_by: str | None
    answered_us: int | None


@dataclass(frozen=True)
class QualityRules(Record):
    """How an organisation looks after the quality of its reviews."""

    TABLE = "quality_rules"
    KEY = ("organisation",)

    blind_milli: int
    """Share of decisions that a second person judges blindly, thousandths."""
    since_us: int
