"""Cases of several bodies: one leads, others are invited, take part, and say whether they agree.

Nothing is decided before every body that was asked has said what it thinks, or its time is over.
The second person of a decision comes from a body that takes part, where there is one: two people
of one house are one house. Whoever disagrees stops nothing; it stands beside the decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import (
    BodyInvited,
    InvitationAnswered,
    JointCaseRead,
    PositionGiven,
    SecondFromBody,
)
from clearwater.cases.records.case import CaseState
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.passing import (
    JointApproval,
    Participation,
    PartState,
    Position,
)
from clearwater.cases.workflow.asking import MOST, first_refusal, number_refused, text_refused
from clearwater.cases.workflow.asking import the_case as the_case_of
from clearwater.cases.workflow.base import Caller, CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.bodies import partner_refused
from clearwater.cases.workflow.commands_organisations import (
    AnswerInvitation,
    GivePosition,
    InviteBody,
    KeepAnswer,
    KeepPosition,
    KeepReading,
    ReadJointCase,
    ReceiveInvitation,
)
from clearwater.cases.workflow.refusals import Code, refuse

WAITING = frozenset({PartState.INVITED, PartState.TAKES_PART})
"""States in which a body has a part, or may yet have one."""
ANSWERS = {
    PartState.TAKES_PART: frozenset({PartState.INVITED}),
    PartState.DECLINED: frozenset({PartState.INVITED}),
    PartState.LEFT: frozenset({PartState.TAKES_PART}),
}
"""What a body can say -> the states in which it can."""


def parts_in(file: CaseFile) -> tuple[Participation, ...]:
    """Return the parts of other bodies in a case that have not ended."""
    return tuple(part for part in file.all(Participation) if part.state in WAITING)


def taking_part(file: CaseFile) -> tuple[Participation, ...]:
    """Return the parts of the bodies that take part."""
    return tuple(part for part in parts_in(file) if part.state == PartState.TAKES_PART)


def part_of(file: CaseFile, body: str) -> Participation | None:
    """Return the part that a body has, or may have, in a case."""
    return next((part for part in parts_in(file) if part.body == body), None)


# The lead body ---------------------------------------------------------------------------------


def invite(file: CaseFile, command: InviteBody, context: Context) -> Outcome:
    """Return the step that asks a body to take part. From now on its time runs."""
    case, caller = the_case_of(file), context.caller
    known = part_of(file, command.to)
    refused = first_refusal(
        (
            None if known is None else refuse(Code.ALREADY_INVITED, found=known.state),
            partner_refused(command.bodies, command.to, caller),
            text_refused("what the body is asked to agree to", command.question),
        )
    )
    if refused is not None:
        return refused
    question = context.disclose(command.question)
    row = Participation(
        organisation=case.organisation,
        participation=context.fresh.name("participation"),
        lead=case.organisation,
        body=command.to,
        case=case.case,
        lead_case=case.case,
        state=PartState.INVITED,
        question=question.commitment,
        invited_by=caller.user,
        invited_us=context.now_us,
        due_us=context.now_us + context.policy.duties.position_s * 1_000_000,
        **dict.fromkeys(("answered_by", "answered_us", "ended_us", "why", "position")),
        **dict.fromkeys(("position_why", "position_by", "spoken_us", "spoken_last_us")),
    )
    return (Step(_invited(row), (row, question)),)


def positions_refused(file: CaseFile, now_us: int) -> Refusal | None:
    """Return a refusal while a body has time left to say what it thinks."""
    for part in parts_in(file):
        if part.position is None and part.due_us > now_us:
            expected = f"a position of {part.body}, or the end of its time"
            return refuse(Code.POSITIONS_WAITING, expected=expected, found=part.state)
    return None


def second_refused(file: CaseFile, caller: Caller) -> Refusal | None:
    """Return why somebody cannot be the second person: others take part, and it is none of them."""
    bodies = [part.body for part in taking_part(file)]
    if not bodies or caller.body in bodies:
        return None
    expected = f"somebody of {' or '.join(bodies)}"
    return refuse(Code.SECOND_FROM_OTHERS, expected=expected, found=f"{caller.body}")


def second_steps(file: CaseFile, decision: Decision, context: Context) -> tuple[Step, ...]:
    """Return the step that says from which other body the second person came, if from one."""
    part = part_of(file, context.caller.body)
    if part is None or context.caller.home is None:
        return ()
    row = JointApproval(
        organisation=decision.organisation,
        decision=decision.decision,
        case=decision.case,
        participation=part.participation,
        body=part.body,
        second_by=context.caller.user,
        second_us=context.now_us,
    )
    act = SecondFromBody(row.case, row.decision, row.participation, row.body)
    return (Step(act, (row,)),)


# The body that takes part, asked of the lead body ------------------------------------------------


def answer(file: CaseFile, command: AnswerInvitation, context: Context) -> Outcome:
    """Return the step by which a body takes part, declines or leaves, on the lead body's side."""
    row = _own_part(file, command.participation, context)
    if isinstance(row, Refusal):
        return row
    if command.state == PartState.TAKES_PART and the_case_of(file).state == CaseState.CLOSED:
        return refuse(Code.WRONG_STATE, expected="a case that is not closed", found="closed")
    return _answered(row, command, context)


def give_position(file: CaseFile, command: GivePosition, context: Context) -> Outcome:
    """Return the step by which a body says whether it agrees, on the lead body's side."""
    row = _own_part(file, command.participation, context)
    return row if isinstance(row, Refusal) else _positioned(row, command, context)


def read_joint(file: CaseFile, command: ReadJointCase, context: Context) -> Outcome:
    """Return the step that writes down that another body looked, on the lead body's side."""
    row = _own_part(file, command.participation, context)
    return row if isinstance(row, Refusal) else _looked(row, command, context)


# The body that takes part, on its own side -------------------------------------------------------


def receive_invitation(command: ReceiveInvitation, context: Context) -> Outcome:
    """Return the step that writes an invitation down on the side of the body that is asked."""
    invited, caller = command.invited, context.caller
    if (caller.body, caller.organisation) != (invited.lead, invited.body):
        return refuse(Code.NOT_THEIRS, expected=invited.lead, found=caller.body)
    question = context.disclose(command.question)
    row = replace(invited, organisation=invited.body, case=None, question=question.commitment)
    return (Step(_invited(row), (row, question)),)


def keep_answer(command: KeepAnswer, context: Context) -> Outcome:
    """Return the step of an answer on one's own side."""
    refused = _own_row_refused(command.participation, context)
    return refused or _answered(command.participation, command, context)


def keep_position(command: KeepPosition, context: Context) -> Outcome:
    """Return the step of a position on one's own side."""
    refused = _own_row_refused(command.participation, context)
    return refused or _positioned(command.participation, command, context)


def keep_reading(command: KeepReading, context: Context) -> Outcome:
    """Return the step of a reading on one's own side."""
    refused = _own_row_refused(command.participation, context)
    return refused or _looked(command.participation, command, context)


# What both sides write ---------------------------------------------------------------------------


def _answered(
    row: Participation, command: AnswerInvitation | KeepAnswer, context: Context
) -> Outcome:
    states = {str(state): before for state, before in ANSWERS.items()}.get(command.state)
    if states is None:
        expected = " | ".join(ANSWERS)
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.state[:40]))
    if row.state not in states:
        return refuse(Code.NO_SUCH_PART, expected=" or ".join(states), found=row.state)
    if command.state == PartState.TAKES_PART:
        taken = replace(
            row,
            state=command.state,
            answered_by=context.caller.user,
            answered_us=context.now_us,
        )
        return (Step(_said(taken), (taken,)),)
    refused = text_refused("the reason", command.why or "")
    if refused is not None:
        return refused
    why = context.disclose(command.why or "")
    ended = replace(
        row,
        state=command.state,
        answered_by=context.caller.user,
        answered_us=row.answered_us if row.answered_us is not None else context.now_us,
        ended_us=context.now_us,
        why=why.commitment,
    )
    return (Step(_said(ended), (ended, why)),)


def _positioned(
    row: Participation, command: GivePosition | KeepPosition, context: Context
) -> Outcome:
    if row.state != PartState.TAKES_PART:
        return refuse(Code.NO_SUCH_PART, expected=PartState.TAKES_PART, found=row.state)
    if command.position not in set(Position):
        expected = " | ".join(Position)
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.position[:40]))
    refused = text_refused("the reasons", command.why)
    if refused is not None:
        return refused
    why = context.disclose(command.why)
    said = replace(
        row,
        position=command.position,
        position_why=why.commitment,
        position_by=context.caller.user,
        spoken_us=row.spoken_us if row.spoken_us is not None else context.now_us,
        spoken_last_us=context.now_us,
    )
    act = PositionGiven(
        case=row.case,
        participation=row.participation,
        lead=row.lead,
        lead_case=row.lead_case,
        body=row.body,
        position=command.position,
        why=why.commitment,
    )
    return (Step(act, (said, why)),)


def _looked(row: Participation, command: ReadJointCase | KeepReading, context: Context) -> Outcome:
    if row.state != PartState.TAKES_PART:
        return refuse(Code.NO_SUCH_PART, expected=PartState.TAKES_PART, found=row.state)
    known = [purpose.name for purpose in context.policy.purposes]
    if command.purpose is not None and command.purpose not in known:
        found = repr(command.purpose[:80])
        return refuse(Code.NO_SUCH_PURPOSE, expected=" | ".join(known), found=found)
    refused = number_refused("accounts", command.count, 0, MOST)
    if refused is not None:
        return refused
    act = JointCaseRead(
        case=row.case,
        participation=row.participation,
        lead=row.lead,
        lead_case=row.lead_case,
        body=row.body,
        purpose=command.purpose,
        count=command.count,
    )
    return (Step(act),)


def _invited(row: Participation) -> BodyInvited:
    return BodyInvited(
        case=row.case,
        participation=row.participation,
        lead=row.lead,
        lead_case=row.lead_case,
        body=row.body,
        question=row.question,
    )


def _said(row: Participation) -> InvitationAnswered:
    return InvitationAnswered(
        case=row.case,
        participation=row.participation,
        lead=row.lead,
        lead_case=row.lead_case,
        body=row.body,
        state=row.state,
        why=row.why,
    )


def _own_part(file: CaseFile, named: str, context: Context) -> Participation | Refusal:
    """Return the lead body's row of a part, where it is the asking body's."""
    row = file.get(Participation, the_case_of(file).organisation, named)
    if row is None:
        return refuse(Code.NO_SUCH_PART, found=repr(named[:80]))
    if context.caller.body != row.body:
        return refuse(Code.NOT_THEIRS, expected=row.body, found=context.caller.body)
    return row


def _own_row_refused(row: Participation, context: Context) -> Refusal | None:
    caller = context.caller
    if (row.organisation, row.body) != (caller.organisation, caller.body):
        return refuse(Code.NOT_THEIRS, expected=row.body, found=caller.body)
    return None


def approvals_missing(file: CaseFile) -> Iterator[tuple[str, str]]:
    """Yield decisions whose second person is of no body that took part, though one did."""
    approvals = {one.decision: one for one in file.all(JointApproval)}
    for decision in file.all(Decision):
        if decision.second_us is None or decision.state == "refused":
            continue
        bodies = {
            part.body
            for part in file.all(Participation)
            if _took_part(part, decision.second_us) and part.state != PartState.DECLINED
        }
        approval = approvals.get(decision.decision)
        if bodies and (approval is None or approval.body not in bodies):
            yield decision.decision, f"{', '.join(sorted(bodies))} took part, and nobody agreed"


def decided_early(file: CaseFile) -> Iterator[tuple[str, str]]:
    """Yield decisions that were taken while a body still had time and had said nothing."""
    for decision in file.all(Decision):
        for part in file.all(Participation):
            asked = part.invited_us < decision.decided_us < part.due_us
            gone = part.ended_us is not None and part.ended_us <= decision.decided_us
            spoke = part.spoken_us is not None and part.spoken_us <= decision.decided_us
            if asked and not gone and not spoke:
                yield decision.decision, f"{part.body} had not spoken"


def _took_part(part: Participation, at_us: int) -> bool:
    if part.answered_us is None or part.answered_us >= at_us:
        return False
    return part.ended_us is None or part.ended_us > at_us
