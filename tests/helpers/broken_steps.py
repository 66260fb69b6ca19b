"""Steps of the workflow with one thing wrong in each: what the invariants are there to catch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from clearwater.cases.acts import CaseClosed, DeliveryBegun
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, Member
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.notice import Appeal, Message, Notice
from clearwater.cases.records.passing import JointApproval, Participation
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow.asking import the_case
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.dispatch import STEPS
from clearwater.cases.workflow.refusals import Code, refuse

Change = Callable[[Any, CaseFile], Record | None]
Handlers = Mapping[type[c.Command], Any]
LONG_AFTER_US = 2**52
"""A moment after every deadline of a test."""


def altered(kind: type[c.Command], record: type[Record], change: Change) -> Handlers:
    """Return the steps, where one writes its rows of one kind differently, or leaves them out."""

    def step(file: CaseFile, command: Any, context: Context) -> Outcome:
        outcome = STEPS[kind](file, command, context)
        if isinstance(outcome, Refusal):
            return outcome
        return tuple(Step(one.act, tuple(rows(one.puts, file))) for one in outcome)

    def rows(puts: tuple[Record, ...], file: CaseFile) -> list[Record]:
        new = [change(put, file) if isinstance(put, record) else put for put in puts]
        return [put for put in new if put is not None]

    return {**STEPS, kind: step}


def _closes_over_anything(file: CaseFile, _command: c.CloseCase, context: Context) -> Outcome:
    case = the_case(file)
    closed = replace(case, state="closed", closed_us=context.now_us, outcome="measures")
    return (Step(CaseClosed(case.case, "measures", "0" * 64), (closed,)),)


def _closes_over_appeals(file: CaseFile, command: c.CloseCase, context: Context) -> Outcome:
    without = CaseFile({kind: rows for kind, rows in file.rows.items() if kind is not Appeal})
    return STEPS[c.CloseCase](without, command, context)


def _takes_nothing_back(file: CaseFile, command: c.ExcludeMember, context: Context) -> Outcome:
    outcome = STEPS[c.ExcludeMember](file, command, context)
    return outcome if isinstance(outcome, Refusal) else outcome[:1]


def _replaces_nothing(file: CaseFile, command: c.IssueNotices, context: Context) -> Outcome:
    outcome = STEPS[c.IssueNotices](file, command, context)
    return outcome if isinstance(outcome, Refusal) else outcome[-1:]


def _begins_anything(file: CaseFile, command: c.BeginDelivery, _context: Context) -> Outcome:
    message = file.get(Message, command.message)
    if message is None or message.state != "waiting":
        return refuse(Code.NO_SUCH_MESSAGE)
    begun = replace(message, attempts=message.attempts + 1)
    act = DeliveryBegun(message.case, message.message, message.kind, begun.attempts)
    return (Step(act, (begun,)),)


def _ends_any_part(file: CaseFile, command: org.EndPart, context: Context) -> Outcome:
    outcome = STEPS[org.EndPart](file, command, replace(context, now_us=LONG_AFTER_US))
    if isinstance(outcome, Refusal):
        return outcome
    (one,) = outcome
    puts = (
        replace(put, ended_us=context.now_us) if isinstance(put, Participation) else put
        for put in one.puts
    )
    return (Step(one.act, tuple(puts)),)


def _decides_alone(decision: Decision, _file: CaseFile) -> Decision:
    return replace(decision, state="standing", needs_second=0)


def _answers_for_the_decider(appeal: Appeal, file: CaseFile) -> Appeal:
    decision = file.get(Decision, appeal.decision)
    return appeal if decision is None else replace(appeal, resolved_by=decision.decided_by)


def _voids_every_end(message: Message, _file: CaseFile) -> Message:
    return replace(message, state="void") if message.kind == "end" else message


def _forgets_what_was_frozen(evidence: Evidence, _file: CaseFile) -> Evidence:
    return replace(evidence, name="the same name", sha256=evidence.name.ljust(64, "0"))


BROKEN: Mapping[str, tuple[str, Handlers]] = {
    "another measure than decided": (
        "a measure in force was decided",
        altered(c.IssueNotices, Measure, lambda m, _: replace(m, kind="ban", severity=8)),
    ),
    "decided by the software": (
        "a measure in force was decided",
        altered(c.Decide, Decision, lambda d, _: replace(d, decided_by="clearwater")),
    ),
    "evidence that nobody froze": (
        "a decision rests on frozen evidence",
        altered(c.Decide, Decision, lambda d, _: replace(d, evidence="0" * 64)),
    ),
    "no notice": (
        "a measure in force was told",
        altered(c.IssueNotices, Notice, lambda _, __: None),
    ),
    "no time for an appeal": (
        "a measure in force was told",
        altered(c.IssueNotices, Notice, lambda n, _: replace(n, appeal_until_us=n.issued_us)),
    ),
    "in force before the notice": (
        "a measure in force was told",
        altered(c.IssueNotices, Measure, lambda m, _: replace(m, starts_us=1)),
    ),
    "no inverse": (
        "a measure has a way back",
        # Where the notice goes out: one that was decided so would get none.
        altered(c.IssueNotices, Measure, lambda m, _: replace(m, inverse="")),
    ),
    "no end": (
        "a measure has a way back",
        altered(c.IssueNotices, Measure, lambda m, _: replace(m, ends_us=None)),
    ),
    "no message for the end": (
        "a measure has a way back",
        altered(c.IssueNotices, Message, lambda m, _: None if m.kind == "end" else m),
    ),
    "an end that never goes out": (
        "a measure has a way back",
        altered(c.ExcludeMember, Message, _voids_every_end),
    ),
    "alone where two are needed": (
        "a second person is another one",
        altered(c.Decide, Decision, _decides_alone),
    ),
    "agreed to by the first person": (
        "a second person is another one",
        altered(c.ApproveDecision, Decision, lambda d, _: replace(d, second_by=d.decided_by)),
    ),
    "an appeal answered by the decider": (
        "an appeal is answered by others",
        altered(c.ResolveAppeal, Appeal, _answers_for_the_decider),
    ),
    "closed over anything": (
        "a case closes over nothing open",
        {**STEPS, c.CloseCase: _closes_over_anything},
    ),
    "closed over an open appeal": (
        "a case closes over nothing open",
        {**STEPS, c.CloseCase: _closes_over_appeals},
    ),
    "an appeal answered by who entered it": (
        "an appeal is answered by others",
        altered(c.ResolveAppeal, Appeal, lambda a, _: replace(a, resolved_by=a.filed_by)),
    ),
    "an hour for an appeal": (
        "a measure in force was told",
        altered(
            c.IssueNotices,
            Notice,
            lambda n, _: replace(n, appeal_until_us=n.issued_us + 3_600_000_000),
        ),
    ),
    "on somebody whom nobody found": (
        "a measure in force was decided",
        altered(c.Decide, Measure, lambda m, _: replace(m, subject="subject-x")),
    ),
    "longer than decided": (
        "a measure ends when was decided",
        altered(
            c.IssueNotices,
            Measure,
            lambda m, _: replace(m, ends_us=m.ends_us and m.ends_us + 86_400_000_000),
        ),
    ),
    "refused by the first person": (
        "a second person is another one",
        altered(c.RefuseDecision, Decision, lambda d, _: replace(d, second_by=d.decided_by)),
    ),
    "withdrawn and agreed to": (
        "a second person is another one",
        altered(c.WithdrawDecision, Decision, lambda d, _: replace(d, state="standing")),
    ),
    "withdrawn and still proposed": (
        "one decision waits",
        altered(c.WithdrawDecision, Case, lambda case, _: replace(case, state="proposed")),
    ),
    "excluded and still restricted": (
        "who is excluded or cleared has nothing",
        {**STEPS, c.ExcludeMember: _takes_nothing_back},
    ),
    "cleared and still restricted": (
        "who is excluded or cleared has nothing",
        altered(c.ResolveAppeal, Measure, lambda m, _: replace(m, state="begun", lifted_us=None)),
    ),
    "two measures at once": (
        "one measure at a time",
        {**STEPS, c.IssueNotices: _replaces_nothing},
    ),
    "taken without having been begun": (
        "messages go in order",
        altered(c.RecordDelivered, Message, lambda m, _: replace(m, attempts=0)),
    ),
    "started without having been told": (
        "messages go in order",
        {**STEPS, c.BeginDelivery: _begins_anything},
    ),
    "refused and still proposed": (
        "one decision waits",
        altered(c.RefuseDecision, Case, lambda case, _: replace(case, state="proposed")),
    ),
    "notified without a decision": (
        "states move along edges",
        altered(c.AssignCase, Case, lambda case, _: replace(case, state="notified")),
    ),
    "a measure begins anew": (
        "states move along edges",
        altered(c.ResolveAppeal, Measure, lambda m, _: replace(m, state="planned")),
    ),
    "evidence under an old name": (
        "facts stay",
        altered(c.FreezeEvidence, Evidence, _forgets_what_was_frozen),
    ),
    "an appeal that changes its end": (
        "facts stay",
        altered(c.ResolveAppeal, Measure, lambda m, _: replace(m, ends_us=1, starts_us=0)),
    ),
    "offered and still worked on": (
        "what is offered is not decided",
        altered(org.OfferCase, Case, lambda case, _: replace(case, state="in review")),
    ),
    "agreed to by the lead body itself": (
        "a joint decision has a second body",
        altered(c.ApproveDecision, JointApproval, lambda _, __: None),
    ),
    "decided before every body spoke": (
        "every body is heard",
        altered(org.GivePosition, Participation, lambda p, _: replace(p, spoken_us=None)),
    ),
    "put out before its time was over": (
        "nobody is put out early",
        {**STEPS, org.EndPart: _ends_any_part},
    ),
    "a member with no standing": ("", altered(c.IncludeMember, Member, lambda m, _: m)),
}
"""What is wrong -> the invariant that must catch it; the last one changes nothing."""
