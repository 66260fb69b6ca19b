"""Clues and the cases that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class Source(StrEnum):
    """Where a clue came from."""

    FINDING = "finding"
    """A scan of this installation."""
    REPORT = "report"
    """A user of the platform."""
    PARTNER = "partner"
    """Another organisation."""
    PATROL = "patrol"
    """Somebody of the team who looked around."""


class ClueState(StrEnum):
    """Where a clue is."""

    WAITING = "waiting"
    """Nobody has opened a case for it."""
    JOINED = "joined"
    """It belongs to a case."""
    SET_ASIDE = "set aside"
    """Looked at and not followed, for a reason."""
    OFFERED = "offered"
    """Offered to another body, which has not answered."""
    HANDED_ON = "handed on"
    """Another body follows it."""


class CaseState(StrEnum):
    """Where a case is. Appeals run beside it and have states of their own."""

    OPEN = "open"
    """Nobody is responsible yet."""
    IN_REVIEW = "in review"
    """Somebody works on it."""
    OFFERED = "offered"
    """Offered to another body; until it answers nothing changes."""
    PROPOSED = "proposed"
    """A decision waits for the second person."""
    DECIDED = "decided"
    """A decision stands; its notices may still have to go out."""
    NOTIFIED = "notified"
    """Everyone concerned was told, and the time for appeals runs."""
    CLOSED = "closed"
    """Done; an appeal in time opens it again."""


@dataclass(frozen=True)
class Clue(Record):
    """One reason to look. The same clue again raises `times` and stays one clue."""

    TABLE = "clues"
    KEY = ("clue",)

    clue: str
    source: str
    """A `Source`."""
    fingerprint: str
    """Equal for duplicates: what it is about, hashed with the store's key."""
    state: str
    """A `ClueState`."""
    case: str | None
    """The case that it joined."""
    subject: str | None
    """The account that it is about, where it is about one."""
    reporter: str | None
    """Who reported it (a subject); kept from those who work on the case."""
    note: str | None
    """Commitment to what was said."""
    times: int
    """How often it was received."""
    first_us: int
    last_us: int


@dataclass(frozen=True)
class Ring(Record):
    """A ring that several cases may share."""

    TABLE = "rings"
    KEY = ("ring",)

    ring: str
    first_us: int
    """When its first case was opened."""


@dataclass(frozen=True)
class Case(Record):
    """One matter, from the first clue to the last appeal."""

    TABLE = "cases"
    KEY = ("case",)

    case: str
    state: str
    """A `CaseState`."""
    origin: str
    """The `Source` of the clue that opened it; published in aggregate."""
    title: str
    """A sentence about behaviour that can be false; it names no account."""
    ring: str | None
    severity: int
    """1 (nuisance) to 5 (harm to people)."""
    confidence_milli: int
    """0..1000, from the finding's q-value."""
    rank_us: int
    """Place in the queue, smallest first: opening time less a head start for harm and confidence,
    of which the effort takes part away. It never changes with the clock, so an old case cannot
    starve."""
    due_us: int
    """When the present step is due."""
    assignee: str | None
    opened_by: str
    opened_us: int
    closed_us: int | None
    outcome: str | None
    """How it was closed: ``measures``, ``no action``, ``overturned``, ``handed over``."""


@dataclass(frozen=True)
class Placing(Record):
    """Why a case stands where it stands in the queue: what gave it its head start, and how much.

    Kept, since the policy may change after a case was placed, and its place does not. Cases that
    were opened before efforts were weighed have none.
    """

    TABLE = "placings"
    KEY = ("organisation", "placed")

    placed: str
    """The case. Not called so: where it waited is no part of any package of evidence."""
    effort_s: int
    """What it would cost to judge, estimated from its size."""
    by_harm_us: int
    """Head start for severity times confidence."""
    by_effort_us: int
    """How much of that the effort took away."""
    by_reports_us: int
    """What users' reports gave besides."""


@dataclass(frozen=True)
class CaseFinding(Record):
    """A finding of a run that belongs to a case, with what is needed to compute it again."""

    TABLE = "case_findings"
    KEY = ("case", "run", "finding")

    case: str
    run: str
    """SHA-256 of the run folder's data files (see `clearwater.app.case.run_digest`)."""
    finding: str
    level: str
    """``coordinated`` or ``likely inauthentic``."""
    headline: str
    score_millibits: int
    q_value: str
    """As the run says it, in decimal."""
    accounts: int
    objects: int
    detector: str
    """Clearwater's version that made the run."""
    seed: int


@dataclass(frozen=True)
class Member(Record):
    """An account of a finding of the case: suspected, not decided."""

    TABLE = "members"
    KEY = ("case", "subject")

    case: str
    subject: str
    finding: str
    """The finding through which it came in."""
    role: str
    """Its role in the finding: ``core`` or ``edge``."""
    score_millibits: int
    q_value: str
    """As the run says it, in decimal."""
    events: int
    """How many events of it the run holds."""
    standing: str
    """``member`` or ``excluded``; a decision is about members only."""
    why: str | None
    """Commitment to the reason of an exclusion."""
