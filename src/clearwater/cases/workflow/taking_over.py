"""What was handed over goes on at the receiver: a case of its own, with everything it rests on.

Accounts get names of the receiver's own and are found by its own key; identifiers and reasons are
disclosed anew. Files of evidence are the same bytes under the same hash. Who reported, and who
worked on the case before, stays with the giver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import FindingAdded
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseFinding, Ring, Source
from clearwater.cases.records.passing import Handover, HandoverState, Side
from clearwater.cases.workflow import opening, review
from clearwater.cases.workflow.asking import EXCLUDED, MEMBER, first_refusal, the_case
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.clues import ACCOUNT, subject_rows
from clearwater.cases.workflow.commands import (
    ExcludeMember,
    FreezeEvidence,
    OpenCase,
)
from clearwater.cases.workflow.commands_organisations import (
    GivenCase,
    GivenMember,
    TakeCase,
    TakeClue,
)
from clearwater.cases.workflow.handing_over import CASE, accepted, taken_row
from clearwater.cases.workflow.placing import effort_s, placing, rank_us
from clearwater.cases.workflow.refusals import Code, refuse


def take_case(file: CaseFile, command: TakeCase, context: Context) -> Outcome:
    """Return the steps that open a case for what was handed over, with all that it rests on."""
    given = command.given
    refused = first_refusal(
        (
            _row_refused(command.handover, context, CASE),
            None if command.clue.source == Source.PARTNER else refuse(Code.NO_SUCH_OFFER),
        )
    )
    if refused is not None:
        return refused
    wanted = OpenCase(command.clue, given.title, given.severity)
    opened = opening.open_case(file, wanted, context)
    if isinstance(opened, Refusal):
        return opened
    taking = _Taking(file.after(opened), [*opened])
    taking.add(_accepted(the_case(taking.file), command, context))
    subjects: dict[str, str] = {}
    for finding in given.findings:
        taking.add(_finding(the_case(taking.file), finding, given, context, subjects))
    frozen = _frozen(taking.file, given, context)
    if isinstance(frozen, Refusal):
        return frozen
    taking.add(*frozen)
    for one in given.members:
        if one.member.standing == EXCLUDED:
            left_out = _excluded(taking.file, subjects[one.member.subject], one, context)
            if isinstance(left_out, Refusal):
                return left_out
            taking.add(*left_out)
    return tuple(taking.steps)


def take_clue(command: TakeClue, context: Context) -> Outcome:
    """Return the step that says which clue came of a hand-over."""
    refused = _row_refused(command.handover, context, "clue")
    if refused is not None:
        return refused
    if command.clue.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    row = taken_row(command.handover, context, clue=command.clue.clue)
    return (Step(accepted(row), (row,)),)


class _Taking:
    """Steps one after the other, and the case file as each leaves it."""

    def __init__(self, file: CaseFile, steps: list[Step]) -> None:
        self.file = file
        self.steps = steps

    def add(self, *steps: Step) -> None:
        self.steps += steps
        self.file = self.file.after(steps)


def _row_refused(row: Handover, context: Context, what: str) -> Refusal | None:
    caller = context.caller
    if row.organisation != caller.organisation or caller.home is not None:
        return refuse(Code.NOT_THEIRS, expected=row.receiver, found=caller.body)
    if row.side != Side.RECEIVER or row.state != HandoverState.OFFERED or row.what != what:
        return refuse(Code.NO_SUCH_OFFER, expected=f"a {what} that is offered", found=row.state)
    return None


def _accepted(case: Case, command: TakeCase, context: Context) -> Step:
    """Return the step that says where the case came from, and gives it its place in the queue."""
    confidence = command.given.confidence_milli
    ring = context.fresh.name("ring") if command.given.findings else None
    at = placing(
        context.policy.queue,
        (case.organisation, case.case),
        (case.severity, confidence),
        effort_s((one.accounts, one.objects) for one in command.given.findings),
    )
    rank = rank_us(case.opened_us, at)
    placed = replace(case, confidence_milli=confidence, rank_us=rank, ring=ring)
    rings = () if ring is None else (Ring(case.organisation, ring, context.now_us),)
    row = taken_row(command.handover, context, case=case.case, clue=command.clue.clue)
    return Step(accepted(row), (row, placed, at, *rings))


def _finding(
    case: Case, finding: CaseFinding, given: GivenCase, context: Context, subjects: dict[str, str]
) -> Step:
    row = replace(finding, organisation=case.organisation, case=case.case)
    members = [one for one in given.members if one.member.finding == finding.finding]
    # Two runs may have findings of one name; a member stands in the first that brought it in.
    new = [one for one in members if one.member.subject not in subjects]
    rows = tuple(row for one in new for row in _member(case, one, context, subjects))
    act = FindingAdded(case.case, row.run, row.finding, row.accounts)
    return Step(act, (row, *rows))


def _member(
    case: Case, one: GivenMember, context: Context, subjects: dict[str, str]
) -> Iterator[Record]:
    subject, rows = subject_rows(ACCOUNT, one.account, context)
    subjects[one.member.subject] = subject
    yield from rows
    yield replace(
        one.member,
        organisation=case.organisation,
        case=case.case,
        subject=subject,
        standing=MEMBER,
        why=None,
    )


def _frozen(file: CaseFile, given: GivenCase, context: Context) -> tuple[Step, ...] | Refusal:
    if not given.evidence:
        return ()
    return review.freeze(file, FreezeEvidence(given.evidence), context)


def _excluded(
    file: CaseFile, subject: str, one: GivenMember, context: Context
) -> tuple[Step, ...] | Refusal:
    why = one.why or "excluded by the body that handed the case over"
    return review.exclude(file, ExcludeMember(subject, why), context)
