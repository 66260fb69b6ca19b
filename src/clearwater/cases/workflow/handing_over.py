"""Cases and clues go from one body to another: offered, then taken or returned.

Nothing changes hands by itself. While it is offered nobody decides about it, and only what nobody
was ever restricted for can be offered: notices and appeals stay with the body that decided. Each
side keeps a row of its own, in its own words; `clearwater.cases.workflow.taking_over` is how a case
goes on at the receiver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import (
    CaseClosed,
    HandoverAccepted,
    HandoverOffered,
    HandoverReturned,
    HandoverWithdrawn,
)
from clearwater.cases.organisations.tree import Tree
from clearwater.cases.records.case import Case, CaseState, Clue, ClueState
from clearwater.cases.records.decision import NEVER_STOOD, Decision
from clearwater.cases.records.passing import Handover, HandoverState, Side
from clearwater.cases.workflow.asking import first_refusal, text_refused, the_case
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.bodies import partner_refused
from clearwater.cases.workflow.closing import HANDED_OVER
from clearwater.cases.workflow.commands_organisations import (
    AnswerClueOffer,
    AnswerOffer,
    EndOffer,
    OfferCase,
    OfferClue,
    ReceiveOffer,
    WithdrawClueOffer,
    WithdrawOffer,
)
from clearwater.cases.workflow.joint import parts_in
from clearwater.cases.workflow.refusals import Code, refuse

CASE, CLUE = "case", "clue"
"""`Handover.what`."""


def offer_case(file: CaseFile, command: OfferCase, context: Context) -> Outcome:
    """Return the step that offers a case; until there is an answer nothing of it changes."""
    case = the_case(file)
    refused = first_refusal(_offering_refusals(file, command, context))
    if refused is not None:
        return refused
    step, row = _offer(command, context, case=case.case)
    offered = replace(case, state=CaseState.OFFERED, due_us=row.due_us)
    return (Step(step.act, (*step.puts, offered)),)


def offer_clue(command: OfferClue, context: Context) -> Outcome:
    """Return the step that offers a clue that waits."""
    clue = command.clue
    refused = first_refusal(
        (
            _clue_refused(clue, ClueState.WAITING, context),
            partner_refused(command.bodies, command.to, context.caller),
            text_refused("why it is handed over", command.why),
        )
    )
    if refused is not None:
        return refused
    step, _ = _offer(command, context, clue=clue.clue)
    return (Step(step.act, (*step.puts, replace(clue, state=ClueState.OFFERED))),)


def receive_offer(command: ReceiveOffer, context: Context) -> Outcome:
    """Return the step that writes an offer down on the receiver's side."""
    offered, caller = command.offered, context.caller
    if (caller.body, caller.organisation) != (offered.giver, offered.receiver):
        return refuse(Code.NOT_THEIRS, expected=offered.giver, found=caller.body)
    why = context.disclose(command.why)
    row = replace(
        offered,
        organisation=caller.organisation,
        side=Side.RECEIVER,
        case=None,
        clue=None,
        theirs=offered.case if offered.what == CASE else offered.clue,
        why=why.commitment,
    )
    return (Step(_offered(row), (row, why)),)


def answer_offer(file: CaseFile, command: AnswerOffer, context: Context) -> Outcome:
    """Return the steps by which a case goes over, or comes back, on the giver's side."""
    case = the_case(file)
    row = _open_offer(file.get(Handover, case.organisation, command.handover), context)
    if isinstance(row, Refusal):
        return row
    if command.theirs is None:
        step = _ended(row, HandoverState.RETURNED, command.why, context)
        if isinstance(step, Refusal):
            return step
        return (Step(step.act, (*step.puts, _back(case, context))),)
    taken = taken_row(row, context, theirs=command.theirs)
    closed = replace(case, state=CaseState.CLOSED, closed_us=context.now_us, outcome=HANDED_OVER)
    # What is closed has a reason; here it is the one for which the case was offered.
    closing = CaseClosed(case.case, HANDED_OVER, row.why)
    return (Step(accepted(taken), (taken,)), Step(closing, (closed,)))


def answer_clue_offer(command: AnswerClueOffer, context: Context) -> Outcome:
    """Return the step by which a clue goes over, or comes back, on the giver's side."""
    row = _open_offer(command.handover, context)
    if isinstance(row, Refusal):
        return row
    refused = _clue_refused(command.clue, ClueState.OFFERED, context)
    if refused is not None:
        return refused
    if command.theirs is None:
        return _clue_back(row, HandoverState.RETURNED, command.clue, command.why, context)
    taken = taken_row(row, context, theirs=command.theirs)
    gone = replace(command.clue, state=ClueState.HANDED_ON)
    return (Step(accepted(taken), (taken, gone)),)


def withdraw_offer(file: CaseFile, command: WithdrawOffer, context: Context) -> Outcome:
    """Return the step by which the giver takes a case back that nobody has answered about."""
    case = the_case(file)
    row = file.get(Handover, case.organisation, command.handover)
    if row is None or row.state != HandoverState.OFFERED or row.side != Side.GIVER:
        return refuse(Code.NO_SUCH_OFFER, found=repr(command.handover[:80]))
    step = _ended(row, HandoverState.WITHDRAWN, command.why, context)
    if isinstance(step, Refusal):
        return step
    return (Step(step.act, (*step.puts, _back(case, context))),)


def withdraw_clue_offer(command: WithdrawClueOffer, context: Context) -> Outcome:
    """Return the step by which the giver takes a clue back."""
    row = command.handover
    refused = _clue_refused(command.clue, ClueState.OFFERED, context)
    if refused is not None:
        return refused
    if row.state != HandoverState.OFFERED or row.side != Side.GIVER:
        return refuse(Code.NO_SUCH_OFFER, found=row.handover)
    return _clue_back(row, HandoverState.WITHDRAWN, command.clue, command.why, context)


def end_offer(command: EndOffer, context: Context) -> Outcome:
    """Return the step that ends an offer on the receiver's side, whoever ended it."""
    row, caller = command.handover, context.caller
    who = row.giver if command.withdrawn else row.receiver
    if caller.organisation != row.organisation or caller.body != who:
        return refuse(Code.NOT_THEIRS, expected=who, found=caller.body)
    if row.state != HandoverState.OFFERED:
        return refuse(Code.NO_SUCH_OFFER, expected=HandoverState.OFFERED, found=row.state)
    state = HandoverState.WITHDRAWN if command.withdrawn else HandoverState.RETURNED
    step = _ended(row, state, command.why, context)
    return step if isinstance(step, Refusal) else (step,)


def taken_row(
    row: Handover,
    context: Context,
    *,
    theirs: str | None = None,
    case: str | None = None,
    clue: str | None = None,
) -> Handover:
    """Return the row of an offer that was taken; what is not named stays."""
    return replace(
        row,
        state=HandoverState.ACCEPTED,
        theirs=theirs or row.theirs,
        case=case or row.case,
        clue=clue or row.clue,
        answered_by=context.caller.user,
        answered_us=context.now_us,
    )


def accepted(row: Handover) -> HandoverAccepted:
    """Return the act of an offer that was taken, as this side says it."""
    return HandoverAccepted(row.case, row.handover, row.giver, row.receiver, row.theirs)


def _offer(
    command: OfferCase | OfferClue,
    context: Context,
    *,
    case: str | None = None,
    clue: str | None = None,
) -> tuple[Step, Handover]:
    caller = context.caller
    why = context.disclose(command.why)
    row = Handover(
        organisation=caller.organisation,
        handover=context.fresh.name("handover"),
        side=Side.GIVER,
        giver=caller.organisation,
        receiver=command.to,
        direction=Tree(command.bodies).direction(caller.organisation, command.to),
        what=CASE if clue is None else CLUE,
        case=case,
        clue=clue,
        theirs=None,
        state=HandoverState.OFFERED,
        why=why.commitment,
        offered_by=caller.user,
        offered_us=context.now_us,
        due_us=context.now_us + context.policy.duties.handover_s * 1_000_000,
        answer=None,
        answered_by=None,
        answered_us=None,
    )
    return Step(_offered(row), (row, why)), row


def _offered(row: Handover) -> HandoverOffered:
    return HandoverOffered(
        case=row.case,
        handover=row.handover,
        giver=row.giver,
        receiver=row.receiver,
        direction=row.direction,
        what=row.what,
        theirs=row.theirs,
        why=row.why,
    )


def _ended(
    row: Handover, state: HandoverState, why: str | None, context: Context
) -> Step | Refusal:
    refused = text_refused("the reason", why or "")
    if refused is not None:
        return refused
    said = context.disclose(why or "")
    ended = replace(
        row,
        state=state,
        answer=said.commitment,
        answered_by=context.caller.user,
        answered_us=context.now_us,
    )
    kind = HandoverReturned if state == HandoverState.RETURNED else HandoverWithdrawn
    act = kind(row.case, row.handover, row.giver, row.receiver, said.commitment)
    return Step(act, (ended, said))


def _clue_back(
    row: Handover, state: HandoverState, clue: Clue, why: str | None, context: Context
) -> Outcome:
    step = _ended(row, state, why, context)
    if isinstance(step, Refusal):
        return step
    return (Step(step.act, (*step.puts, replace(clue, state=ClueState.WAITING))),)


def _back(case: Case, context: Context) -> Case:
    """Return the case where it was before: in review, if somebody was responsible."""
    deadlines = context.policy.deadlines
    if case.assignee is None:
        due_us = context.now_us + deadlines.assign_s * 1_000_000
        return replace(case, state=CaseState.OPEN, due_us=due_us)
    due_us = context.now_us + deadlines.review_s * 1_000_000
    return replace(case, state=CaseState.IN_REVIEW, due_us=due_us)


def _offering_refusals(
    file: CaseFile, command: OfferCase, context: Context
) -> Iterator[Refusal | None]:
    for decision in file.all(Decision):
        # None is proposed here: that the case would not be taken in for (`states.TAKEN_IN`).
        if decision.state not in NEVER_STOOD:
            expected = "a case in which no decision ever stood"
            yield refuse(Code.DECIDED_BEFORE, expected=expected, found=decision.decision)
    others = parts_in(file)
    if others:
        found = ", ".join(part.body for part in others)
        yield refuse(Code.OTHERS_TAKE_PART, expected="no body that takes part", found=found)
    yield partner_refused(command.bodies, command.to, context.caller)
    yield text_refused("why it is handed over", command.why)


def _open_offer(row: Handover | None, context: Context) -> Handover | Refusal:
    """Return the giver's row, where it waits for the body that asks."""
    if row is None or row.state != HandoverState.OFFERED or row.side != Side.GIVER:
        return refuse(Code.NO_SUCH_OFFER, expected=HandoverState.OFFERED)
    caller = context.caller
    if caller.body != row.receiver or caller.organisation != row.giver:
        return refuse(Code.NOT_THEIRS, expected=row.receiver, found=caller.body)
    return row


def _clue_refused(clue: Clue, state: ClueState, context: Context) -> Refusal | None:
    if clue.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    if clue.state != state:
        return refuse(Code.CLUE_TAKEN, expected=state, found=clue.state)
    return None
