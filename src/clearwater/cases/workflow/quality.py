"""The quality of reviews: findings whose truth is known, and decisions that are judged twice.

Of a known case no decision ever comes to be, so there is no measure, no notice and nothing that
could be delivered: what somebody would have decided is kept, and the case is closed.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from clearwater.cases.acts import (
    BlindReviewAnswered,
    KnownCaseAnswered,
    KnownFindingSeeded,
    QualityRulesChanged,
)
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.case import CaseState
from clearwater.cases.records.decision import Decision
from clearwater.cases.records.review import (
    BlindReview,
    BlindState,
    Expected,
    KnownAnswer,
    KnownFinding,
    QualityRules,
)
from clearwater.cases.workflow.asking import first_refusal, number_refused, text_refused, the_case
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.closing import NO_ACTION, in_the_way
from clearwater.cases.workflow.commands_review import (
    AnswerBlindReview,
    AnswerKnownCase,
    ChangeQualityRules,
    SeedKnownFinding,
)
from clearwater.cases.workflow.decision_checks import named_in
from clearwater.cases.workflow.refusals import Code, refuse


def seed(command: SeedKnownFinding, context: Context) -> Outcome:
    """Return the step that keeps what is right about a finding."""
    if command.expected not in set(Expected):
        expected = " | ".join(Expected)
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.expected[:80]))
    if command.seeded_before:
        return refuse(Code.ALREADY_ADDED, expected="a finding that is not known yet")
    if command.held_in is not None:
        # A case that somebody works on cannot become an exercise: figures of it were counted.
        expected = "a finding that no case holds yet"
        return refuse(Code.ALREADY_ADDED, expected=expected, found=command.held_in)
    row = KnownFinding(
        organisation=context.caller.organisation,
        known=context.fresh.name("known"),
        run=command.run,
        finding=command.finding,
        expected=command.expected,
        salt=context.fresh.salt(),
        seeded_by=context.caller.user,
        since_us=context.now_us,
    )
    return (Step(KnownFindingSeeded(row.known), (row,)),)


def answer_known(file: CaseFile, command: AnswerKnownCase, context: Context) -> Outcome:
    """Return the step that keeps what somebody would have decided, and closes the case."""
    refused = first_refusal(
        (
            _choice_refused(context.policy, command.measure, command.reason_code),
            text_refused("the reasons", command.why),
            *in_the_way(file),
        )
    )
    if refused is not None:
        return refused
    case, why = the_case(file), context.disclose(command.why)
    answer = KnownAnswer(
        organisation=case.organisation,
        case=case.case,
        known=command.known.known,
        measure=command.measure,
        reason_code=command.reason_code,
        why=why.commitment,
        answered_by=context.caller.user,
        answered_us=context.now_us,
    )
    closed = replace(case, state=CaseState.CLOSED, closed_us=context.now_us, outcome=NO_ACTION)
    act = KnownCaseAnswered(
        case.case, answer.known, answer.measure, answer.reason_code, why.commitment
    )
    return (Step(act, (answer, closed, why)),)


def answer_blind(command: AnswerBlindReview, context: Context) -> Outcome:
    """Return the step that keeps a second person's judgement."""
    review, user = command.review, context.caller.user
    if review.state != BlindState.WAITING:
        return refuse(Code.WRONG_STATE, expected=BlindState.WAITING, found=review.state)
    if user in command.had_part:
        expected = "somebody who had no part in the case"
        return refuse(Code.HAD_PART, expected=expected, found=user)
    refused = _choice_refused(context.policy, command.measure, command.reason_code) or text_refused(
        "the reasons", command.why
    )
    if refused is not None:
        return refused
    why = context.disclose(command.why)
    answered = replace(
        review,
        state=BlindState.ANSWERED,
        measure=command.measure,
        reason_code=command.reason_code,
        why=why.commitment,
        answered_by=user,
        answered_us=context.now_us,
    )
    return (Step(BlindReviewAnswered(review.review, why.commitment), (answered, why)),)


def change_rules(command: ChangeQualityRules, context: Context) -> Outcome:
    """Return the step that says which share of decisions is judged blindly from now on."""
    refused = number_refused("a share in thousandths", command.blind_milli, 0, 1000)
    if refused is not None:
        return refused
    row = QualityRules(context.caller.organisation, command.blind_milli, context.now_us)
    return (Step(QualityRulesChanged(command.blind_milli), (row,)),)


def blind_review_of(decision: Decision, blind_milli: int, context: Context) -> BlindReview | None:
    """Return the row that asks for a second judgement of a decision; nothing for most.

    Which decisions are chosen follows from the hash of their names, which are random names of the
    store: nobody picks them, and anybody can compute it again.
    """
    digest = hashlib.sha256(f"blind {decision.decision}".encode()).digest()
    if int.from_bytes(digest[:8], "big") % 1000 >= blind_milli:
        return None
    return BlindReview(
        organisation=decision.organisation,
        review=context.fresh.name("review"),
        decision=decision.decision,
        state=BlindState.WAITING,
        asked_us=context.now_us,
        measure=None,
        reason_code=None,
        why=None,
        answered_by=None,
        answered_us=None,
    )


def _choice_refused(policy: Policy, measure: str | None, reason_code: str) -> Refusal | None:
    """Return why nobody could decide this, if so; the words are those of a real decision."""
    named = named_in(policy, measure, reason_code)
    return named if isinstance(named, Refusal) else None
