"""A case is closed by a person, over nothing that is open. Its outcome follows from what stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import CaseClosed
from clearwater.cases.records.case import CaseState
from clearwater.cases.records.decision import Decision, DecisionState, Measure, MeasureState
from clearwater.cases.records.notice import Message, MessageKind, MessageState
from clearwater.cases.records.passing import Handover, HandoverState, Side
from clearwater.cases.workflow.asking import (
    first_refusal,
    open_appeals,
    overturned_accounts,
    text_refused,
    the_case,
)
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import CloseCase
from clearwater.cases.workflow.refusals import Code, refuse

MEASURES, NO_ACTION, ALL_OVERTURNED = "measures", "no action", "overturned"
HANDED_OVER = "handed over"
"""`Case.outcome`."""


def close(file: CaseFile, command: CloseCase, context: Context) -> Outcome:
    """Return the step that closes the case."""
    refused = first_refusal((text_refused("the reason", command.why), *in_the_way(file)))
    if refused is not None:
        return refused
    case, why = the_case(file), context.disclose(command.why)
    outcome = outcome_of(file)
    closed = replace(case, state=CaseState.CLOSED, closed_us=context.now_us, outcome=outcome)
    return (Step(CaseClosed(case.case, outcome, why.commitment), (closed, why)),)


def in_the_way(file: CaseFile) -> Iterator[Refusal]:
    """Yield everything over which the case cannot close."""
    for appeal in open_appeals(file):
        yield refuse(Code.APPEAL_OPEN, found=appeal.appeal)
    for decision in file.all(Decision):
        if decision.state == DecisionState.PROPOSED:
            yield refuse(Code.NOTICES_WAITING, found=f"{decision.decision} is proposed")
    planned = [m for m in file.all(Measure) if m.state == MeasureState.PLANNED]
    if planned:
        found = f"{len(planned)} measures without a notice"
        yield refuse(Code.NOTICES_WAITING, found=found, next_step="Issue the notices.")
    waiting = [
        message
        for message in file.all(Message)
        if message.kind == MessageKind.NOTICE and message.state == MessageState.WAITING
    ]
    if waiting:
        found = f"{len(waiting)} notices that no connector has taken"
        yield refuse(Code.NOTICES_WAITING, found=found, next_step="Deliver them.")


def outcome_of(file: CaseFile) -> str:
    """Return what came of the case: measures that stand or have lapsed, or none, or an appeal.

    A case that another body took is handed over; what comes of it is said there.
    """
    for one in file.all(Handover):
        if (one.side, one.state) == (Side.GIVER, HandoverState.ACCEPTED):
            return HANDED_OVER
    if any(measure.state == MeasureState.BEGUN for measure in file.all(Measure)):
        return MEASURES
    return ALL_OVERTURNED if overturned_accounts(file) else NO_ACTION
