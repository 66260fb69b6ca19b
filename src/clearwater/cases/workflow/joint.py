"""Cases of several bodies: one leads, others are invited, take part, and say whether they agree.

Nothing is decided before every body that was asked has said what it thinks, or its time is over.
The second person of a decision comes from a body that takes part, where there is one: two people
of one house are one house. Whoever disagrees stops nothing; it stands beside the decision. Whoever
does not answer at all stops nothing for ever either: when its time is over the lead body can end
its part, in the ledgers of both. Who is heard in time cannot be put out.
"""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases.acts import (
    BodyInvited,
    InvitationAnswered,
    JointCaseRead,
    PartEnded,
    PositionGiven,
    SecondFromBody,
)
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.records.case import CaseState
from clearwater.cases.records.decision import Decision, DecisionState
from clearwater.cases.records.passing import (
    JointApproval,
    Participation,
    PartState,
    Position,
)
from clearwater.cases.workflow.asking import MOST, first_refusal, number_refused, text_refused
from clearwater.cases.workflow.asking import the_case as the_case_of
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.bodies import partner_refused
from clearwater.cases.workflow.commands_organisations import (
    AnswerInvitation,
    EndPart,
    GivePosition,
    InviteBody,
    KeepAnswer,
    KeepPosition,
    KeepReading,
    ReadJointCase,
    ReceiveEnd,
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


def parts_at(file: CaseFile, now_us: int) -> tuple[Participation, ...]:
    """Return the parts that had not ended at a moment.

    A clock that was set back makes what ended stand again until it has caught up: else whoever sets
    it forward could end a part, set it back, and decide within the time of the body.
    """
    return tuple(
        part
        for part in file.all(Participation)
        if part.state in WAITING or (part.ended_us is not None and part.ended_us > now_us)
    )


def taking_part(file: CaseFile, now_us: int) -> tuple[Participation, ...]:
    """Return the parts of the bodies that take part at a moment."""
    never = (PartState.INVITED, PartState.DECLINED)
    return tuple(
        part
        for part in parts_at(file, now_us)
        if part.answered_us is not None and part.state not in never
    )


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
    # Not before what was decided without the body, wherever a clock has been set to since.
    invited_us = max(context.now_us, *(one.decided_us for one in file.all(Decision)), 0)
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
        invited_us=invited_us,
        due_us=invited_us + context.policy.duties.position_s * 1_000_000,
        **dict.fromkeys(("answered_by", "answered_us", "ended_us", "why", "position")),
        **dict.fromkeys(("position_why", "position_by", "spoken_us", "spoken_last_us")),
    )
    return (Step(_invited(row), (row, question)),)


def positions_refused(file: CaseFile, now_us: int) -> Refusal | None:
    """Return a refusal while a body has time left to say what it thinks."""
    for part in parts_at(file, now_us):
        if part.position is None and part.due_us > now_us:
            expected = f"a position of {part.body}, or the end of its time"
            return refuse(Code.POSITIONS_WAITING, expected=expected, found=part.state)
    return None


def second_refused(file: CaseFile, context: Context) -> Refusal | None:
    """Return why somebody cannot be the second person: others take part, and it is none of them."""
    bodies = [part.body for part in taking_part(file, context.now_us)]
    own = context.caller.body
    if not bodies or own in bodies:
        return None
    expected = f"somebody of {' or '.join(bodies)}"
    return refuse(Code.SECOND_FROM_OTHERS, expected=expected, found=own)


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


def end_part(file: CaseFile, command: EndPart, context: Context) -> Outcome:
    """Return the step that ends the part of a body whose time is over, on the lead body's side."""
    row = file.get(Participation, the_case_of(file).organisation, command.participation)
    if row is None:
        return refuse(Code.NO_SUCH_PART, found=repr(command.participation[:80]))
    over_us = time_over_us(file, row)
    if row.state in WAITING and (over_us is None or context.now_us <= over_us):
        until = "a decision waits for it" if over_us is None else shown_time(over_us)
        return refuse(Code.TIME_LEFT, expected=f"not before {until}", found=row.state)
    return _ended(row, command.why, context)


def time_over_us(file: CaseFile, part: Participation) -> int | None:
    """Return when a body has had its time for what it owes; nothing where it owes nothing.

    Without a position it owes that. With one it owes a second person to a decision that waits, and
    has as long again as for its position: by its own row, so that no later policy shortens it.
    """
    if part.position is None:
        return part.due_us
    waiting = [one for one in file.all(Decision) if one.state == DecisionState.PROPOSED]
    given_us = part.due_us - part.invited_us
    return max((one.decided_us + given_us for one in waiting), default=None)


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


def receive_end(command: ReceiveEnd, context: Context) -> Outcome:
    """Return the step that writes down the end of a part on the side of the body whose it was."""
    row, caller = command.participation, context.caller
    if (caller.body, caller.organisation, row.organisation) != (row.lead, row.body, row.body):
        return refuse(Code.NOT_THEIRS, expected=row.lead, found=caller.body)
    return _ended(row, command.why, context)


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


def _ended(row: Participation, why: str, context: Context) -> Outcome:
    if row.state not in WAITING:
        return refuse(Code.NO_SUCH_PART, expected=" or ".join(sorted(WAITING)), found=row.state)
    refused = text_refused("the reason", why)
    if refused is not None:
        return refused
    said = context.disclose(why)
    ended = replace(row, state=PartState.ENDED, ended_us=context.now_us, why=said.commitment)
    act = PartEnded(
        case=row.case,
        participation=row.participation,
        lead=row.lead,
        lead_case=row.lead_case,
        body=row.body,
        why=said.commitment,
    )
    return (Step(act, (ended, said)),)


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
