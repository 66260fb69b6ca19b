"""What passes between bodies: cases that are handed over, and cases that several work on.

Each of these stands in two rows, one on each side, which are written in one transaction. Either
side can be read alone, and each names the other's words for the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class Side(StrEnum):
    """Whose row it is."""

    GIVER = "giver"
    RECEIVER = "receiver"


class HandoverState(StrEnum):
    """Where a hand-over is."""

    OFFERED = "offered"
    """The receiver has not answered."""
    ACCEPTED = "accepted"
    RETURNED = "returned"
    """Not taken, for a reason."""
    WITHDRAWN = "withdrawn"
    """The giver did not wait."""


class Direction(StrEnum):
    """Where to, in the tree."""

    UP = "up"
    DOWN = "down"
    ACROSS = "across"


class PartState(StrEnum):
    """Where a body stands in the case of another."""

    INVITED = "invited"
    TAKES_PART = "takes part"
    DECLINED = "declined"
    LEFT = "left"
    ENDED = "ended"
    """The lead body did not wait any longer: the body's time was over."""


class Position(StrEnum):
    """What a body that takes part says to what it was asked."""

    AGREES = "agrees"
    DISAGREES = "disagrees"


@dataclass(frozen=True)
class Handover(Record):
    """A case, or a clue that no case has, on its way from one body to another."""

    TABLE = "handovers"
    KEY = ("organisation", "handover")

    handover: str
    """Equal on both sides."""
    side: str
    """A `Side`."""
    giver: str
    receiver: str
    direction: str
    """A `Direction`, seen from the giver."""
    what: str
    """``case`` or ``clue``."""
    case: str | None
    """This side's case."""
    clue: str | None
    """This side's clue: the one that was given, or the one that came of it."""
    theirs: str | None
    """What the other side calls it: its case, or its clue."""
    state: str
    """A `HandoverState`."""
    why: str
    """Commitment to the reason, disclosed anew on each side."""
    offered_by: str
    offered_us: int
    due_us: int
    """By when the receiver owes an answer."""
    answer: str | None
    """Commitment to why it was returned or withdrawn, disclosed anew on each side."""
    answered_by: str | None
    answered_us: int | None


@dataclass(frozen=True)
class Participation(Record):
    """The part of one body in the case of another."""

    TABLE = "participations"
    KEY = ("organisation", "participation")

    participation: str
    """Equal on both sides."""
    lead: str
    """The body whose case it is."""
    body: str
    """The one that takes part."""
    case: str | None
    """The case; nothing on the side of the body that takes part, which has none."""
    lead_case: str
    """The case, as the lead body calls it."""
    state: str
    """A `PartState`."""
    question: str
    """Commitment to what the body is asked to agree to, disclosed anew on each side."""
    invited_by: str
    invited_us: int
    due_us: int
    """By when it owes its position. Nothing is decided before, unless all have given theirs."""
    answered_by: str | None
    answered_us: int | None
    """When it said whether it takes part."""
    ended_us: int | None
    """When it declined or left, or the lead body ended it."""
    why: str | None
    """Commitment to why, disclosed anew on each side."""
    position: str | None
    """A `Position`."""
    position_why: str | None
    """Commitment to its reasons, disclosed anew on each side."""
    position_by: str | None
    spoken_us: int | None
    """When it gave a position for the first time."""
    spoken_last_us: int | None
    """When it gave the one that stands here."""


@dataclass(frozen=True)
class JointApproval(Record):
    """From which body the second person of a decision came."""

    TABLE = "joint_approvals"
    KEY = ("decision",)

    decision: str
    case: str
    participation: str
    body: str
    second_by: str
    second_us: int
