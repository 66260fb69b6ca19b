"""What somebody may ask for at another body: a closed list, and only where they belong.

What passes between two bodies is written on both sides by one person, who has roles on one side
only. On the other they are a guest: `Caller.home` says where from. A guest may ask for what stands
here and nothing else, and in a case only if it was offered to their body or their body has a part.
"""

from __future__ import annotations

from clearwater.cases.records.passing import Handover, HandoverState, PartState, Side
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow.base import CaseFile, Context, Refusal
from clearwater.cases.workflow.joint import part_of
from clearwater.cases.workflow.refusals import Code, refuse

OF_PARTS: frozenset[type[c.Command]] = frozenset(
    {c.ReadPersonalData, c.ApproveDecision, c.RefuseDecision, org.GivePosition, org.ReadJointCase}
)
"""What only a body that takes part may ask for in the case of another."""
FOR_GUESTS: frozenset[type[c.Command]] = OF_PARTS | {
    *(org.AddBody, org.MoveBody, org.CloseBody, org.JoinTree, org.EndWork),
    *(org.ReceiveOffer, org.AnswerOffer, org.AnswerClueOffer, org.EndOffer),
    *(org.ReceiveInvitation, org.AnswerInvitation, org.ReceiveEnd),
}
"""Everything that a guest may ask for."""


def guest_refused(command: c.Command, context: Context) -> Refusal | None:
    """Return why a guest may not ask for this, if it is one and may not."""
    home = context.caller.home
    if home is None or type(command) in FOR_GUESTS:
        return None
    return refuse(
        Code.NOT_ALLOWED,
        expected=f"somebody of {context.caller.organisation}",
        found=f"{context.caller.user} of the body {home}",
    )


def stranger_refused(file: CaseFile, command: c.Command, context: Context) -> Refusal | None:
    """Return a refusal where a case is none of the guest's body's affairs.

    It says that there is no such case: anything else would say that the name exists.
    """
    home = context.caller.home
    if home is None:
        return None
    part = part_of(file, home)
    if type(command) in OF_PARTS:
        takes_part = part is not None and part.state == PartState.TAKES_PART
        return None if takes_part else refuse(Code.NO_CASE)
    return None if part is not None or _offered_to(file, home) else refuse(Code.NO_CASE)


def _offered_to(file: CaseFile, body: str) -> bool:
    return any(
        (one.side, one.state, one.receiver) == (Side.GIVER, HandoverState.OFFERED, body)
        for one in file.all(Handover)
    )
