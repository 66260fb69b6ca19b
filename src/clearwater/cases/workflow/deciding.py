"""Decisions: proposed with evidence and reasons, or standing at once where one person is enough.

Whether a second person is needed is found here, from the policy and the number of accounts; nobody
can say that it is not. Measures come to be when the decision stands, and restrict nobody until
their notices go out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import DecisionProposed
from clearwater.cases.measures.policy import Rung
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseState
from clearwater.cases.records.decision import (
    Decision,
    DecisionState,
    Evidence,
    Measure,
    MeasureState,
)
from clearwater.cases.records.evidence_root import root_of
from clearwater.cases.records.review import BlindReview, Consideration
from clearwater.cases.workflow import joint, quality
from clearwater.cases.workflow.asking import (
    decided_about,
    first_refusal,
    measures_of,
    standing,
    the_case,
)
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import Decide
from clearwater.cases.workflow.decision_checks import decide_refusals, named_in
from clearwater.cases.workflow.taking_back import take_back


def decide(file: CaseFile, command: Decide, context: Context) -> Outcome:
    """Return the steps of a decision: proposed, or standing at once where one person is enough."""
    named = named_in(context.policy, command.measure, command.reason_code)
    if isinstance(named, Refusal):
        return named
    reason, rung = named
    refused = joint.positions_refused(file, context.now_us) or first_refusal(
        decide_refusals(file, command, rung, context.policy)
    )
    if refused is not None:
        return refused
    case, about = the_case(file), decided_about(file)
    alone = len(about) + command.alone_recently
    needs_second = context.policy.needs_second(command.measure, alone)
    why = context.disclose(command.why)
    decision = Decision(
        organisation=case.organisation,
        decision=context.fresh.name("decision"),
        case=case.case,
        state=DecisionState.PROPOSED if needs_second else DecisionState.STANDING,
        measure=command.measure,
        reason_code=reason.code,
        policy_text=context.policy.rule(reason.rule).text.both,
        why=why.commitment,
        evidence=root_of(file.all(Evidence)),
        accounts=len(about),
        duration_s=_duration_s(command, rung),
        delay_s=command.delay_s,
        stages=command.stages,
        stage_gap_s=command.stage_gap_s,
        blast_radius=command.blast_radius.canonical(),
        needs_second=int(needs_second),
        decided_by=context.caller.user,
        decided_us=context.now_us,
        second_by=None,
        second_us=None,
        supersedes=command.supersedes,
    )
    puts, taken_back = decision_puts(file, case, decision, context)
    beside = (why, *_considered(decision, command), *_judged_twice(decision, command, context))
    return (Step(_proposed(decision), (*puts, *beside)), *taken_back)


def _considered(decision: Decision, command: Decide) -> Iterator[Consideration]:
    """Yield what the decider says to have considered, beside how its test came out."""
    tested = {one.explanation: one.outcome for one in command.explanations}
    for said in sorted(set(command.considered) & tested.keys()):
        yield Consideration(
            decision.organisation, decision.case, decision.decision, said, tested[said]
        )


def _judged_twice(decision: Decision, command: Decide, context: Context) -> Iterator[BlindReview]:
    review = quality.blind_review_of(decision, command.blind_milli, context)
    if review is not None:
        yield review


def _duration_s(command: Decide, rung: Rung | None) -> int | None:
    if rung is None:
        return None
    return rung.default_s if command.duration_s is None else command.duration_s


def _proposed(decision: Decision) -> DecisionProposed:
    return DecisionProposed(
        case=decision.case,
        decision=decision.decision,
        measure=decision.measure,
        reason_code=decision.reason_code,
        accounts=decision.accounts,
        evidence=decision.evidence,
        why=decision.why,
        needs_second=decision.needs_second,
    )


def decision_puts(
    file: CaseFile, case: Case, decision: Decision, context: Context
) -> tuple[tuple[Record, ...], tuple[Step, ...]]:
    """Return the rows of a decision, and the steps that follow where it takes no action."""
    if decision.state == DecisionState.PROPOSED:
        return (decision, at_step(case, CaseState.PROPOSED, context)), ()
    decided = at_step(case, CaseState.DECIDED, context)
    if decision.measure is not None:
        rung = context.policy.rung(decision.measure)
        return (decision, decided, *_measures(file, decision, rung, context)), ()
    # Nobody is to be told of "no action", so nothing is waited for: what stood before falls now.
    old, taken_back = replaced(file, decision, context)
    return (decision, decided, *old), taken_back


def replaced(
    file: CaseFile, by: Decision, context: Context
) -> tuple[tuple[Decision, ...], tuple[Step, ...]]:
    """Return the decisions whose place another takes, and the steps that take them back.

    "No action" takes back everything, what has lapsed too: nothing of it shall count any more.
    """
    old = [one for one in standing(file) if one.decision != by.decision]
    ending = [
        measure
        for one in old
        for measure in measures_of(file, one.decision)
        if by.measure is None or _lasts(measure, context.now_us)
    ]
    rows = tuple(replace(one, state=DecisionState.REPLACED) for one in old)
    return rows, take_back(file, ending, context, "later decision")


def _lasts(measure: Measure, now_us: int) -> bool:
    """Return whether a measure has not lapsed: one that has was served, and goes on to count."""
    return measure.ends_us is None or measure.ends_us > now_us


def _measures(
    file: CaseFile, decision: Decision, rung: Rung, context: Context
) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            organisation=decision.organisation,
            measure=context.fresh.name("measure"),
            decision=decision.decision,
            case=decision.case,
            subject=member.subject,
            kind=rung.name,
            severity=rung.severity,
            state=MeasureState.PLANNED,
            starts_us=None,
            ends_us=None,
            lifted_us=None,
            inverse=rung.inverse,
        )
        for member in decided_about(file)
    )


def at_step(case: Case, state: CaseState, context: Context) -> Case:
    """Return the case at a step of deciding, with the time by which that is due."""
    deadlines = context.policy.deadlines
    due_s = {
        CaseState.IN_REVIEW: deadlines.review_s,
        CaseState.PROPOSED: deadlines.approve_s,
        CaseState.DECIDED: deadlines.notify_s,
    }[state]
    return replace(case, state=state, due_us=context.now_us + due_s * 1_000_000)
