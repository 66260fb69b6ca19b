"""What holds of every case at every moment, whoever did what before.

The workflow keeps to it, the tests drive it for many thousands of steps and check it after each,
and an auditor can check a store by it: each invariant asks rows only and knows of no step. What a
step asks too is asked here in other words: a check that shares its question with the step is as
wrong as the step is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.policy_fields import LEAST_APPEAL_S
from clearwater.cases.records.case import Case, CaseState, Member
from clearwater.cases.records.decision import (
    Decision,
    DecisionState,
    Evidence,
    Measure,
    MeasureState,
)
from clearwater.cases.records.evidence_root import root_of
from clearwater.cases.records.notice import (
    Appeal,
    AppealState,
    Appellant,
    Message,
    MessageKind,
    MessageState,
    Notice,
)
from clearwater.cases.records.passing import Handover, HandoverState, Side
from clearwater.cases.workflow.asking import EXCLUDED, OVERTURNED
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.joint import parts_in
from clearwater.cases.workflow.joint_invariants import (
    approvals_missing,
    decided_early,
    put_out_early,
)
from clearwater.cases.workflow.rights import SYSTEM
from clearwater.cases.workflow.taking_back import STILL, UNDER_WAY_US, messages_by_measure

IN_FORCE_OF = frozenset({DecisionState.STANDING, DecisionState.REPLACED})
CARRIED = frozenset({DecisionState.STANDING, DecisionState.OVERTURNED, DecisionState.REPLACED})
"""Decisions that stood at some time."""


@dataclass(frozen=True)
class Violation:
    """Something that must not be."""

    invariant: str
    """Name in `INVARIANTS` or `clearwater.cases.workflow.moves.MOVES`."""
    where: str
    """Name of the row."""
    what: str


Found = Iterator[tuple[str, str]]
"""Name of a row and what is wrong with it."""


def violations(file: CaseFile, policy: Policy | None = None) -> tuple[Violation, ...]:
    """Return every violation in a case; none is what is expected.

    Parameters
    ----------
    file
        The whole case, between two transactions: inside one, a step may wait for the next.
    policy
        The one that was in force at every decision, where it never changed: then it is also asked
        whether a second person was rightly thought to be needless.
    """
    return tuple(
        Violation(name, where, what)
        for name, check in INVARIANTS.items()
        for where, what in check(file, policy)
    )


def _decided(file: CaseFile, _policy: Policy | None) -> Found:
    """A measure in force is on a member, and is what a person decided in a decision that stands."""
    for measure in _begun(file):
        decision = file.get(Decision, measure.decision)
        if decision is None or decision.case != measure.case:
            yield measure.measure, "without a decision of the case"
        elif decision.state not in IN_FORCE_OF:
            yield measure.measure, f"its decision is {decision.state}"
        elif decision.decided_by in {"", SYSTEM}:
            yield measure.measure, "no person decided"
        elif decision.measure != measure.kind:
            yield measure.measure, f"decided was {decision.measure}"
        elif file.get(Member, measure.case, measure.subject) is None:
            yield measure.measure, "on somebody who is no member of the case"


def _evidence(file: CaseFile, _policy: Policy | None) -> Found:
    """A decision rests on files that were frozen, all of those that were there when it was taken.

    Files are frozen by and by, so the root is that of some first ones in the order of their times.
    """
    frozen = file.all(Evidence)
    times = sorted({item.frozen_us for item in frozen})
    roots = {root_of([i for i in frozen if i.frozen_us <= time]) for time in times}
    for decision in file.all(Decision):
        if decision.evidence not in roots:
            yield decision.decision, "its evidence is not what was frozen"


def _notice(file: CaseFile, _policy: Policy | None) -> Found:
    """A measure in force has a notice, issued before it began, with a time for appeals."""
    told: dict[str, list[Notice]] = {}
    for notice in file.all(Notice):
        told.setdefault(notice.measure, []).append(notice)
    for measure in _begun(file):
        notices = told.get(measure.measure, [])
        if not notices:
            yield measure.measure, "without a notice"
        for notice in notices:
            if (notice.subject, notice.decision) != (measure.subject, measure.decision):
                yield measure.measure, f"{notice.notice} is about something else"
            if measure.starts_us is None or notice.issued_us > measure.starts_us:
                yield measure.measure, f"began before {notice.notice}"
            if notice.appeal_until_us - notice.issued_us < LEAST_APPEAL_S * 1_000_000:
                yield measure.measure, f"{notice.notice} leaves less than a week for an appeal"


def _way_back(file: CaseFile, _policy: Policy | None) -> Found:
    """A measure in force ends, can be taken back, and its END goes out if its START may have."""
    messages = messages_by_measure(file)
    for measure in file.all(Measure):
        if measure.starts_us is None or measure.ends_us is None:
            if measure.state == MeasureState.BEGUN:
                yield measure.measure, "without a beginning or an end"
            continue
        if measure.ends_us <= measure.starts_us or not measure.inverse:
            yield measure.measure, "no end or no inverse"
        by_kind = messages.get(measure.measure, {})
        if set(by_kind) != set(MessageKind):
            yield measure.measure, "not one message of each kind"
        else:
            yield from _end_goes_out(measure, by_kind)


def _end_goes_out(measure: Measure, by_kind: Mapping[str, Message]) -> Found:
    start, end = by_kind[MessageKind.START], by_kind[MessageKind.END]
    if end.state == MessageState.VOID and (start.attempts or start.state == MessageState.DELIVERED):
        yield measure.measure, "its END is void, and its START may be in effect"
    if end.state == MessageState.VOID and start.state == MessageState.WAITING:
        yield measure.measure, "its END is void, and its START still goes out"
    if measure.state == MeasureState.LIFTED and start.state == MessageState.WAITING:
        yield measure.measure, "lifted, and its START still goes out"
    if end.state == MessageState.WAITING:
        ended = measure.ends_us if measure.lifted_us is None else measure.lifted_us
        if end.not_before_us > (ended or 0) + UNDER_WAY_US:
            yield measure.measure, "its END goes out long after its end"


def _ends(file: CaseFile, policy: Policy | None) -> Found:
    """A measure ends when its decision says, and none says longer than the ladder lets it."""
    for measure in file.all(Measure):
        decision = file.get(Decision, measure.decision)
        if decision is None or measure.starts_us is None or measure.ends_us is None:
            continue
        lasts_us = (decision.duration_s or 0) * 1_000_000
        if measure.ends_us - measure.starts_us != lasts_us:
            yield measure.measure, f"it does not last {decision.duration_s} seconds"
        ladder = () if policy is None else policy.ladder
        longest = [rung.longest_s for rung in ladder if rung.name == measure.kind]
        if longest and lasts_us > longest[0] * 1_000_000:
            yield measure.measure, f"longer than {longest[0]} seconds"


def _second(file: CaseFile, policy: Policy | None) -> Found:
    """A decision that needs a second person has one, who is not the first."""
    for decision in file.all(Decision):
        # A refusal by the first person would be one that nobody pronounced.
        if decision.second_by is not None and decision.second_by == decision.decided_by:
            yield decision.decision, "its second person is the first"
        if decision.state not in CARRIED:
            continue
        needed = bool(decision.needs_second)
        if policy is not None and not needed:
            needed = policy.needs_second(decision.measure, decision.accounts)
        if needed and decision.second_by is None:
            yield decision.decision, "without a second person"


def _answered(file: CaseFile, _policy: Policy | None) -> Found:
    """An appeal is answered by somebody who neither decided in the case before nor entered it."""
    for appeal in file.all(Appeal):
        if appeal.state == AppealState.OPEN:
            continue
        if appeal.resolved_by is None or appeal.resolved_us is None or appeal.why is None:
            yield appeal.appeal, "answered by nobody, or without reasons"
            continue
        if appeal.resolved_by == appeal.filed_by:
            yield appeal.appeal, "answered by who entered it"
        for decision in file.all(Decision):
            if appeal.resolved_by in _part(decision, appeal, appeal.resolved_us):
                yield appeal.appeal, f"answered by somebody of {decision.decision}"


def _part(decision: Decision, appeal: Appeal, before_us: int) -> set[str | None]:
    """Return who had a part in a decision until then; of the contested one, whoever had any."""
    if decision.decision == appeal.decision:
        return {decision.decided_by, decision.second_by}
    first = decision.decided_by if decision.decided_us < before_us else None
    second = decision.second_by if (decision.second_us or before_us) < before_us else None
    return {first, second}


def _closed(file: CaseFile, _policy: Policy | None) -> Found:
    """A closed case is closed over nothing that is open, with the outcome that is true."""
    for case in file.all(Case):
        if case.state != CaseState.CLOSED:
            if case.closed_us is not None or case.outcome is not None:
                yield case.case, "has an outcome and is not closed"
            continue
        for what in _still_open(file):
            yield case.case, f"closed, and {what}"
        outcome = _outcome(file)
        if case.closed_us is None or case.outcome != outcome:
            yield case.case, f"closed as {case.outcome}, and it is {outcome}"


def _still_open(file: CaseFile) -> Iterator[str]:
    for appeal in file.all(Appeal):
        if appeal.state == AppealState.OPEN:
            yield f"{appeal.appeal} is open"
    for decision in file.all(Decision):
        if decision.state == DecisionState.PROPOSED:
            yield f"{decision.decision} is proposed"
    for measure in file.all(Measure):
        if measure.state == MeasureState.PLANNED:
            yield f"{measure.measure} is planned"
    for message in file.all(Message):
        if (message.kind, message.state) == (MessageKind.NOTICE, MessageState.WAITING):
            yield f"{message.message} has not reached anybody"


def _outcome(file: CaseFile) -> str:
    given = {(one.side, one.state) for one in file.all(Handover)}
    if (Side.GIVER, HandoverState.ACCEPTED) in given:
        return "handed over"
    if _begun(file):
        return "measures"
    return "overturned" if _cleared(file) else "no action"


def _cleared(file: CaseFile) -> set[str]:
    return {one.subject for one in file.all(Appellant) if one.outcome == OVERTURNED}


def _spared(file: CaseFile, _policy: Policy | None) -> Found:
    """Excluded members, and those who won an appeal, have nothing, planned or in force."""
    excluded = {m.subject for m in file.all(Member) if m.standing == EXCLUDED}
    cleared = _cleared(file)
    for measure in file.all(Measure):
        if measure.state in STILL and measure.subject in excluded:
            yield measure.measure, "on an excluded account"
        if measure.state in STILL and measure.subject in cleared:
            yield measure.measure, "on an account that won its appeal"


def _once(file: CaseFile, _policy: Policy | None) -> Found:
    """No account has two measures of the case at one time."""
    last: dict[str, Measure] = {}
    for measure in sorted(_begun(file), key=lambda m: (m.starts_us or 0, m.measure)):
        before = last.get(measure.subject)
        if before is not None and (before.ends_us or 0) > (measure.starts_us or 0):
            yield measure.measure, f"beside {before.measure}"
        last[measure.subject] = measure


def _in_order(file: CaseFile, _policy: Policy | None) -> Found:
    """A NOTICE is delivered before its START, a START is done with before its END, none early."""
    for by_kind in messages_by_measure(file).values():
        done = {k: m for k, m in by_kind.items() if m.state == MessageState.DELIVERED}
        notice, start = by_kind.get(MessageKind.NOTICE), by_kind.get(MessageKind.START)
        begun = start is not None and bool(start.attempts)
        if begun and notice is not None and MessageKind.NOTICE not in done:
            yield notice.message, "was not delivered, and its START was begun"
        if MessageKind.END in done and start is not None and start.state == MessageState.WAITING:
            yield start.message, "waits, and its END is delivered"
        for message in done.values():
            if message.delivered_us is None or not message.attempts:
                yield message.message, "delivered at no time, or without having been begun"
            elif message.delivered_us < message.not_before_us:
                yield message.message, "delivered too early"


def _one_waits(file: CaseFile, _policy: Policy | None) -> Found:
    """A case is proposed exactly while one decision waits; at most one was notified and stands."""
    for case in file.all(Case):
        proposed = [d for d in file.all(Decision) if d.state == DecisionState.PROPOSED]
        if len(proposed) != int(case.state == CaseState.PROPOSED):
            yield case.case, f"{case.state} with {len(proposed)} proposed decisions"
        told = {notice.decision for notice in file.all(Notice)}
        stand = [d for d in file.all(Decision) if d.state == DecisionState.STANDING]
        if len([d for d in stand if d.decision in told]) > 1:
            yield case.case, "two decisions stand with notices"
        if case.state == CaseState.DECIDED and not stand:
            yield case.case, "decided, and no decision stands"
        if case.state == CaseState.NOTIFIED and not told:
            yield case.case, "notified, and nobody was told"


def _offered(file: CaseFile, _policy: Policy | None) -> Found:
    """A case is offered exactly while one offer waits, and only if nothing was decided in it."""
    for case in file.all(Case):
        given = [one for one in file.all(Handover) if one.side == Side.GIVER]
        waiting = [one for one in given if one.state == HandoverState.OFFERED]
        if len(waiting) != int(case.state == CaseState.OFFERED):
            yield case.case, f"{case.state} with {len(waiting)} offers that wait"
        gone = [one for one in given if one.state == HandoverState.ACCEPTED]
        if not waiting and not gone:
            continue
        if any(decision.state in CARRIED for decision in file.all(Decision)):
            yield case.case, "handed over, and a decision stood in it"
        if parts_in(file):
            yield case.case, "handed over, and other bodies have a part in it"


def _begun(file: CaseFile) -> list[Measure]:
    return [m for m in file.all(Measure) if m.state == MeasureState.BEGUN]


INVARIANTS: Mapping[str, Callable[[CaseFile, Policy | None], Found]] = {
    "a measure in force was decided": _decided,
    "a decision rests on frozen evidence": _evidence,
    "a measure in force was told": _notice,
    "a measure has a way back": _way_back,
    "a measure ends when was decided": _ends,
    "a second person is another one": _second,
    "an appeal is answered by others": _answered,
    "a case closes over nothing open": _closed,
    "who is excluded or cleared has nothing": _spared,
    "one measure at a time": _once,
    "messages go in order": _in_order,
    "one decision waits": _one_waits,
    "what is offered is not decided": _offered,
    "a joint decision has a second body": lambda file, _: approvals_missing(file),
    "every body is heard": lambda file, _: decided_early(file),
    "nobody is put out early": lambda file, _: put_out_early(file),
}
"""Every invariant of one state. A test breaks each of them."""
