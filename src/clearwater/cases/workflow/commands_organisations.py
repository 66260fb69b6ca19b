"""What bodies can ask for: the tree, what passes between them, what they owe, their registers.

Most of it stands on two sides, and so do the commands: one for the side that acts, one for the
other, asked for by the same person as a guest there (`Caller.home`). The tree comes in with the
command, because its rows are another organisation's.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.bodies import Body, Membership
from clearwater.cases.records.case import CaseFinding, Clue, Member
from clearwater.cases.records.duties import Duty
from clearwater.cases.records.passing import Handover, Participation
from clearwater.cases.records.registers import Agency, Creator
from clearwater.cases.workflow.commands import Command, FrozenFile, Named

Bodies = tuple[Body, ...]
"""Every row of a tree."""


# The tree --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BeginTree(Command):
    """An organisation becomes the root of a tree."""

    level: str
    name: str
    membership: Membership | None
    """Where it stands already."""


@dataclass(frozen=True)
class AddBody(Command):
    """A body is added; asked of the root."""

    bodies: Bodies
    body: str
    parent: str
    level: str
    name: str


@dataclass(frozen=True)
class JoinTree(Command):
    """The new body begins, with somebody who leads it; asked of the new body."""

    root: str
    parent: str
    lead: str
    """Login of its first lead."""
    used: bool
    """Whether the organisation has entries already: then it is somebody's."""


@dataclass(frozen=True)
class MoveBody(Command):
    """A body is put below another one; asked of the root."""

    bodies: Bodies
    body: str
    parent: str


@dataclass(frozen=True)
class CloseBody(Command):
    """A body takes nothing new; asked of the root."""

    bodies: Bodies
    body: str
    open_cases: int
    open_between: int
    """Hand-overs that nobody answered, and cases of others in which it takes part."""


@dataclass(frozen=True)
class EndWork(Command):
    """The same, asked of the body."""

    membership: Membership


# Handing over ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfferCase(Command):
    """A case is offered to another body."""

    bodies: Bodies
    to: str
    why: str


@dataclass(frozen=True)
class OfferClue(Command):
    """A clue that waits is offered to another body."""

    clue: Clue
    bodies: Bodies
    to: str
    why: str


@dataclass(frozen=True)
class ReceiveOffer(Command):
    """The offer, on the receiver's side; asked there by the giver."""

    offered: Handover
    """The giver's row."""
    why: str


@dataclass(frozen=True)
class AnswerOffer(Command):
    """The receiver takes the case or returns it; asked of the giver by the receiver."""

    handover: str
    theirs: str | None = None
    """What the receiver calls its case; nothing where it returns it."""
    why: str | None = None
    """Why it is returned."""


@dataclass(frozen=True)
class AnswerClueOffer(Command):
    """The same for a clue."""

    clue: Clue
    handover: Handover
    """The giver's row."""
    theirs: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class WithdrawOffer(Command):
    """The giver does not wait."""

    handover: str
    why: str


@dataclass(frozen=True)
class WithdrawClueOffer(Command):
    """The same for a clue."""

    clue: Clue
    handover: Handover
    why: str


@dataclass(frozen=True)
class EndOffer(Command):
    """An offer ends without being taken, on the receiver's side."""

    handover: Handover
    """The receiver's row."""
    withdrawn: bool
    """By the giver; else the receiver returned it."""
    why: str


@dataclass(frozen=True)
class GivenMember:
    """A member as the giver knew it."""

    member: Member
    account: Named
    """By the receiver's token."""
    why: str | None
    """Why it is excluded."""


@dataclass(frozen=True)
class GivenCase:
    """What goes over with a case: everything but who reported it and who worked on it."""

    title: str
    severity: int
    confidence_milli: int
    findings: tuple[CaseFinding, ...]
    members: tuple[GivenMember, ...]
    evidence: tuple[FrozenFile, ...]


@dataclass(frozen=True)
class TakeCase(Command):
    """A case is opened for what was handed over."""

    handover: Handover
    """The receiver's row."""
    clue: Clue
    """The clue that the hand-over is, of source ``partner``."""
    given: GivenCase


@dataclass(frozen=True)
class TakeClue(Command):
    """A clue came of what was handed over."""

    handover: Handover
    clue: Clue


# Joint cases -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class InviteBody(Command):
    """Another body is asked to take part in a case."""

    bodies: Bodies
    to: str
    question: str
    """What it is asked to agree to."""


@dataclass(frozen=True)
class ReceiveInvitation(Command):
    """The same, on the side of the body that is asked."""

    invited: Participation
    """The lead body's row."""
    question: str


@dataclass(frozen=True)
class AnswerInvitation(Command):
    """A body takes part, declines, or leaves; asked of the lead body."""

    participation: str
    state: str
    """A `PartState`."""
    why: str | None = None
    """For declining or leaving."""


@dataclass(frozen=True)
class KeepAnswer(Command):
    """The same, on the side of the body that answers."""

    participation: Participation
    state: str
    why: str | None = None


@dataclass(frozen=True)
class GivePosition(Command):
    """A body that takes part agrees, or does not; asked of the lead body."""

    participation: str
    position: str
    why: str


@dataclass(frozen=True)
class KeepPosition(Command):
    """The same, on the side of the body that says it."""

    participation: Participation
    position: str
    why: str


@dataclass(frozen=True)
class EndPart(Command):
    """The lead body waits no longer for a body whose time is over."""

    participation: str
    why: str


@dataclass(frozen=True)
class ReceiveEnd(Command):
    """The same, on the side of the body whose part it was; asked there by the lead body."""

    participation: Participation
    why: str


@dataclass(frozen=True)
class ReadJointCase(Command):
    """Somebody of a body that takes part looks at the case; asked of the lead body."""

    participation: str
    count: int
    purpose: str | None


@dataclass(frozen=True)
class KeepReading(Command):
    """The same, on the side of the body that looks."""

    participation: Participation
    count: int
    purpose: str | None


# Duties ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AskReport(Command):
    """A platform is asked for its report of a week."""

    bodies: Bodies
    kind: str
    platform: str
    week: str
    known: tuple[Duty, ...]
    """What it was asked for before."""


@dataclass(frozen=True)
class ReceiveReport(Command):
    """A document came; it stands in the evidence store."""

    duty: Duty
    sha256: str
    size: int


@dataclass(frozen=True)
class CheckReport(Command):
    """What was received was held against other figures."""

    duty: Duty
    found: str
    """What is wrong with it: RFC 8785 JSON, a list of objects."""


# Registers -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ChangeAgency(Command):
    """An agency of creators comes, or leaves."""

    agency: Named
    known: Agency | None
    active: bool = True


@dataclass(frozen=True)
class ChangeCreator(Command):
    """A creator comes, changes, or leaves."""

    creator: Named
    known: Creator | None
    agency: str | None
    """Subject of its agency."""
    followers: int
    active: bool = True
