"""Notices: everyone concerned is told, and only then do measures have a beginning and an end.

Each measure gets three messages: the NOTICE now, the START not before its start, the END not before
its end. A decision that this one replaces is taken back in the same transaction, so that nobody has
the measures of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import NoticesIssued
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.policy_fields import Words
from clearwater.cases.measures.stages import start_times
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import CaseState
from clearwater.cases.records.decision import Decision, DecisionState, Measure, MeasureState
from clearwater.cases.records.notice import Message, MessageKind, MessageState, Notice
from clearwater.cases.workflow.asking import (
    MOST,
    first_refusal,
    measures_of,
    number_refused,
    the_case,
)
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import IssueNotices
from clearwater.cases.workflow.deciding import replaced
from clearwater.cases.workflow.decision_checks import appeal_in_the_way
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.statement import LANGUAGES, Said


def notify(file: CaseFile, command: IssueNotices, context: Context) -> Outcome:
    """Return the steps that issue the notices of a decision and take back what it replaces."""
    decision = _named(file, command, context)
    if isinstance(decision, Refusal):
        return decision
    begun = _begun(decision, _planned(file, decision), context)
    until = context.now_us + context.policy.appeal_window_s * 1_000_000
    case = replace(the_case(file), state=CaseState.NOTIFIED, due_us=until)
    old, taken_back = replaced(file, decision, context)
    puts: list[Record] = [case, *old]
    notices = 0
    for measure in begun:
        told = tuple(_told(decision, measure, until, command, context))
        notices += len(told) // 2
        puts += [measure, *told, *_messages(measure, context)]
    act = NoticesIssued(
        case=case.case,
        decision=decision.decision,
        notices=notices,
        first_start=shown_time(min(m.starts_us or 0 for m in begun)),
        last_end=shown_time(max(m.ends_us or 0 for m in begun)),
    )
    # What is taken back goes first: the ledger then never holds two decisions in force on one
    # account, not even between two entries of one transaction.
    return (*taken_back, Step(act, tuple(puts)))


def checked(file: CaseFile, command: IssueNotices, context: Context) -> Outcome:
    """Return no step, or why the notices could not be issued: it costs a large case nothing."""
    named = _named(file, command, context)
    return named if isinstance(named, Refusal) else ()


def _named(file: CaseFile, command: IssueNotices, context: Context) -> Decision | Refusal:
    """Return the decision whose notices can be issued, or why they cannot."""
    decision = file.get(Decision, command.decision)
    if decision is None:
        return refuse(Code.NO_SUCH_DECISION, found=repr(command.decision[:80]))
    planned = _planned(file, decision)
    refused = first_refusal(_refusals(file, command, decision, planned, context))
    return decision if refused is None else refused


def _planned(file: CaseFile, decision: Decision) -> list[Measure]:
    return [
        measure
        for measure in measures_of(file, decision.decision)
        if measure.state == MeasureState.PLANNED
    ]


def _refusals(
    file: CaseFile,
    command: IssueNotices,
    decision: Decision,
    planned: list[Measure],
    context: Context,
) -> Iterator[Refusal | None]:
    policy = context.policy
    if decision.state != DecisionState.STANDING:
        yield refuse(Code.NOT_STANDING, expected=DecisionState.STANDING, found=decision.state)
    if not planned:
        yield refuse(Code.NO_NOTICES_NEEDED, found=f"{decision.measure or 'no action'}, 0 planned")
    newer = [d for d in file.all(Decision) if d.supersedes == decision.decision]
    if any(d.state == DecisionState.STANDING for d in newer):
        yield refuse(Code.NOT_STANDING, found=f"replaced by {newer[-1].decision}")
    if not command.languages or not set(command.languages) <= set(LANGUAGES):
        found = repr(command.languages)[:80]
        yield refuse(Code.OUT_OF_RANGE, expected=" or ".join(LANGUAGES), found=found)
    yield number_refused("accounts with measures lately", command.begun_recently, 0, MOST)
    if command.begun_recently + len(planned) > policy.breaker.accounts:
        yield refuse(
            Code.BREAKER,
            expected=f"{policy.breaker.accounts} accounts in {policy.breaker.window_s} s",
            found=f"{command.begun_recently} and {len(planned)} more",
            next_step="Wait, or let a lead look into what happens here.",
        )
    yield from (_policy_refused(decision, measure, policy) for measure in planned[:1])
    yield appeal_in_the_way(file)


def _policy_refused(decision: Decision, measure: Measure, policy: Policy) -> Refusal | None:
    """Return why the rules of now do not let the measures of a decision begin, if they do not.

    The notice is written in the words of now, so they must be about what was decided. And who
    decided alone under rules that were loosened for it does not begin alone when they are back.
    """
    rungs = [rung for rung in policy.ladder if rung.name == measure.kind]
    reasons = [reason for reason in policy.reasons if reason.code == decision.reason_code]
    found = f"{measure.kind}, {decision.reason_code}"
    if not rungs or not reasons:
        return refuse(Code.POLICY_CHANGED, found=found, next_step="Decide anew.")
    if (rungs[0].severity, rungs[0].inverse) != (measure.severity, measure.inverse):
        return refuse(
            Code.POLICY_CHANGED,
            expected=f"{measure.kind} of severity {measure.severity}, then {measure.inverse}",
            found=f"severity {rungs[0].severity}, then {rungs[0].inverse}",
            next_step="Decide anew.",
        )
    if (decision.duration_s or 0) > rungs[0].longest_s:
        return refuse(
            Code.POLICY_CHANGED,
            expected=f"at most {rungs[0].longest_s} seconds",
            found=f"{decision.duration_s} seconds",
            next_step="Decide anew.",
        )
    if decision.second_by is None and policy.needs_second(measure.kind, decision.accounts):
        return refuse(
            Code.POLICY_CHANGED,
            expected="a second person, whom the policy asks for now",
            found=f"{found}, decided by one person",
            next_step="Decide anew.",
        )
    return None


def _begun(decision: Decision, planned: list[Measure], context: Context) -> list[Measure]:
    """Return the measures with their times."""
    starts = start_times(
        decision.case,
        [measure.subject for measure in planned],
        context.now_us + decision.delay_s * 1_000_000,
        stages=decision.stages,
        gap_s=decision.stage_gap_s,
        jitter_s=context.policy.staging.jitter_s,
    )
    lasts_us = (decision.duration_s or 0) * 1_000_000
    return [
        replace(
            measure,
            state=MeasureState.BEGUN,
            starts_us=starts[measure.subject],
            ends_us=starts[measure.subject] + lasts_us,
        )
        for measure in planned
    ]


def _told(
    decision: Decision, measure: Measure, until: int, command: IssueNotices, context: Context
) -> Iterator[Record]:
    """Yield the notices of one measure, each with the row that keeps its words."""
    policy = context.policy
    said = Said(
        decision=decision.decision,
        observed=policy.reason(decision.reason_code).observed,
        rule=Words.of_both(decision.policy_text),
        measure=policy.rung(measure.kind).words,
        starts_us=measure.starts_us or 0,
        ends_us=measure.ends_us or 0,
        appeal_until_us=until,
        two_people=decision.second_by is not None,
    )
    for language in sorted(set(command.languages)):
        words = context.disclose(said.text(language))
        yield words
        yield Notice(
            organisation=measure.organisation,
            notice=context.fresh.name("notice"),
            case=measure.case,
            decision=decision.decision,
            measure=measure.measure,
            subject=measure.subject,
            language=language,
            text=words.commitment,
            issued_us=context.now_us,
            appeal_until_us=until,
        )


def _messages(measure: Measure, context: Context) -> Iterator[Message]:
    times = {
        MessageKind.NOTICE: context.now_us,
        MessageKind.START: measure.starts_us or 0,
        MessageKind.END: measure.ends_us or 0,
    }
    for kind, not_before in times.items():
        yield Message(
            organisation=measure.organisation,
            message=context.fresh.name("message"),
            kind=kind,
            case=measure.case,
            measure=measure.measure,
            subject=measure.subject,
            state=MessageState.WAITING,
            not_before_us=not_before,
            attempts=0,
            next_us=not_before,
            delivered_us=None,
            receipt=None,
        )
