"""What is done with clues, and the life of a case."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class ClueReceived(Act):
    """A clue came in, for the first time or again."""

    NAME = "clue received"
    case: str | None
    clue: str
    source: str
    times: int
    note: str | None = None
    """Commitment to what was said this time; the clue itself keeps what was said first."""
    reporter: str | None = None
    """Commitment to the store's name of who said it now. The entry may stand in a case's chain
    of custody: it proves who said it to whoever may know, and joins no two reports."""


@dataclass(frozen=True)
class ClueJoined(Act):
    """A clue was added to a case."""

    NAME = "clue joined"
    case: str
    clue: str


@dataclass(frozen=True)
class ClueSetAside(Act):
    """A clue is not followed."""

    NAME = "clue set aside"
    clue: str
    why: str


@dataclass(frozen=True)
class CaseOpened(Act):
    """A case was opened for a clue."""

    NAME = "case opened"
    case: str
    clue: str
    source: str


@dataclass(frozen=True)
class FindingAdded(Act):
    """A finding belongs to the case."""

    NAME = "finding added"
    case: str
    run: str
    finding: str
    accounts: int


@dataclass(frozen=True)
class RingShared(Act):
    """The case shares a ring with others."""

    NAME = "ring shared"
    case: str
    ring: str
    shared_accounts: int


@dataclass(frozen=True)
class CaseAssigned(Act):
    """Somebody is responsible."""

    NAME = "case assigned"
    case: str
    to: str


@dataclass(frozen=True)
class CaseClosed(Act):
    """The case is done."""

    NAME = "case closed"
    case: str
    outcome: str
    why: str


@dataclass(frozen=True)
class CaseReopened(Act):
    """An appeal in time opened it again."""

    NAME = "case reopened"
    case: str
    appeal: str
