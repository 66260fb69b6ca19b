"""What passes between bodies. Every act but one stands in the ledgers of both, each in its words.

``case`` is the case of the side in whose ledger it stands, and nothing where that side has none.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class HandoverOffered(Act):
    """A case or a clue was offered to another body."""

    NAME = "hand-over offered"
    case: str | None
    handover: str
    giver: str
    receiver: str
    direction: str
    what: str
    theirs: str | None
    """What the other side calls it; nothing where it has no name for it yet."""
    why: str


@dataclass(frozen=True)
class HandoverAccepted(Act):
    """The receiver took it, and it goes on there."""

    NAME = "hand-over accepted"
    case: str | None
    handover: str
    giver: str
    receiver: str
    theirs: str | None


@dataclass(frozen=True)
class HandoverReturned(Act):
    """The receiver did not take it."""

    NAME = "hand-over returned"
    case: str | None
    handover: str
    giver: str
    receiver: str
    why: str


@dataclass(frozen=True)
class HandoverWithdrawn(Act):
    """The giver did not wait for an answer."""

    NAME = "hand-over withdrawn"
    case: str | None
    handover: str
    giver: str
    receiver: str
    why: str


@dataclass(frozen=True)
class BodyInvited(Act):
    """A body was asked to take part in a case."""

    NAME = "body invited"
    case: str | None
    participation: str
    lead: str
    lead_case: str
    body: str
    question: str


@dataclass(frozen=True)
class InvitationAnswered(Act):
    """A body takes part, declined, or left."""

    NAME = "invitation answered"
    case: str | None
    participation: str
    lead: str
    lead_case: str
    body: str
    state: str
    why: str | None


@dataclass(frozen=True)
class PartEnded(Act):
    """The lead body ended the part of a body whose time was over."""

    NAME = "part ended"
    case: str | None
    participation: str
    lead: str
    lead_case: str
    body: str
    why: str


@dataclass(frozen=True)
class PositionGiven(Act):
    """A body that takes part said whether it agrees."""

    NAME = "position given"
    case: str | None
    participation: str
    lead: str
    lead_case: str
    body: str
    position: str
    why: str


@dataclass(frozen=True)
class JointCaseRead(Act):
    """Somebody of a body that takes part looked at the case."""

    NAME = "joint case read"
    case: str | None
    participation: str
    lead: str
    lead_case: str
    body: str
    purpose: str | None
    """For what identifiers were shown; nothing where none were."""
    count: int
    """Of how many accounts."""


@dataclass(frozen=True)
class SecondFromBody(Act):
    """The second person of a decision came from another body; in the ledger of the lead body."""

    NAME = "second person from another body"
    case: str
    decision: str
    participation: str
    body: str
