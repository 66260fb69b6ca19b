"""Reports by users come in, are marked as a brigade's, and are answered.

A report makes a clue about its account and category, or joins the one that waits or whose case is
open. That is all that it does: a clue restricts nobody. Each report is two entries of the ledger.
The clue's, which may stand in a case's chain of custody, holds no reporter and no words of theirs;
the report's belongs to no case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import (
    ClueReceived,
    ReportsAnswered,
    ReportsMarked,
    UserReportReceived,
)
from clearwater.cases.intake.windows import window_start_us
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Clue, ClueState, Source
from clearwater.cases.records.people import Disclosure
from clearwater.cases.records.reports import (
    Brigade,
    BrigadeKind,
    ReportAnswer,
    ReportArrival,
    Told,
    UserReport,
)
from clearwater.cases.workflow.asking import first_refusal, number_refused, text_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.clues import ACCOUNT, REPORTER, subject_rows
from clearwater.cases.workflow.commands_intake import (
    AnswerReports,
    FoundBrigade,
    MarkReports,
    ReceiveUserReport,
)
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.errors import near_names

OBJECT = "object"
"""`Subject.kind` of what was reported where it is no account."""


def receive_report(command: ReceiveUserReport, context: Context) -> Outcome:
    """Return the steps that take a report in, or count it again within its window."""
    refused = first_refusal(_refusals(command, context))
    if refused is not None:
        return refused
    window_us = window_start_us(command.received_us, context.policy.intake.window_s)
    reporter, reporter_rows = subject_rows(REPORTER, command.reporter, context)
    if command.known is not None:
        report = replace(
            command.known,
            times=command.known.times + 1,
            # The first time stays: what became of a report by a past moment must not change later.
            last_us=max(command.known.last_us, command.received_us),
        )
        return (_report_step(command, report, reporter_rows, context),)
    kind = ACCOUNT if command.is_account else OBJECT
    subject, subject_puts = subject_rows(kind, command.about, context)
    clue_step, clue = _clue_step(command, subject, subject_puts, context)
    report = UserReport(
        organisation=context.caller.organisation,
        report=context.fresh.name("report"),
        clue=clue,
        reporter=reporter,
        subject=subject,
        category=command.category,
        window_us=window_us,
        times=1,
        first_us=command.received_us,
        last_us=command.received_us,
        brigade=None,
        blind=context.fresh.salt(),
    )
    return clue_step, _report_step(command, report, reporter_rows, context)


def _clue_step(
    command: ReceiveUserReport, subject: str, rows: tuple[Record, ...], context: Context
) -> tuple[Step, str]:
    note = None if command.note is None else context.disclose(command.note)
    said = None if note is None else note.commitment
    known = command.clue
    if known is None:
        clue = Clue(
            organisation=context.caller.organisation,
            clue=context.fresh.name("clue"),
            source=Source.REPORT,
            fingerprint=command.fingerprint,
            state=ClueState.WAITING,
            case=None,
            subject=subject if command.is_account else None,
            reporter=None,
            note=said,
            times=1,
            first_us=context.now_us,
            last_us=context.now_us,
        )
    else:
        clue = replace(
            known,
            times=known.times + 1,
            last_us=max(known.last_us, context.now_us),
            note=known.note if known.note is not None else said,
        )
    act = ClueReceived(clue.case, clue.clue, Source.REPORT, clue.times, said)
    return Step(act, (clue, *rows, *(() if note is None else (note,)))), clue.clue


def _report_step(
    command: ReceiveUserReport,
    report: UserReport,
    reporter_rows: tuple[Record, ...],
    context: Context,
) -> Step:
    said = [None if one is None else context.disclose(one) for one in _texts(command)]
    sender, words = (None if one is None else one.commitment for one in said)
    arrival = ReportArrival(
        organisation=context.caller.organisation,
        arrival=command.arrival or context.fresh.name("arrival"),
        report=report.report,
        received_us=command.received_us,
        sender=sender,
        words=words,
        text=command.traces.text,
        place=command.traces.place,
        device=command.traces.device,
        joined_us=command.traces.joined_us,
    )
    act = UserReportReceived(report.report, report.clue, report.category, report.times)
    texts = tuple(one for one in said if isinstance(one, Disclosure))
    return Step(act, (report, arrival, *reporter_rows, *texts))


def _texts(command: ReceiveUserReport) -> tuple[str | None, str | None]:
    return command.sender, command.words


def _refusals(command: ReceiveUserReport, context: Context) -> Iterator[Refusal | None]:
    yield text_refused("a reporter's identifier", command.reporter.identifier)
    yield text_refused("what is reported", command.about.identifier)
    for what, text in (
        ("words", command.words),
        ("a note", command.note),
        ("an id", command.sender),
    ):
        if text is not None:
            yield text_refused(what, text)
    yield _category_refused(command.category, context)
    yield number_refused("microseconds of a time until now", command.received_us, 0, context.now_us)
    own = context.caller.organisation
    for known in (command.known, command.clue):
        if known is not None and known.organisation != own:
            yield refuse(Code.OTHER_ORGANISATION)
    yield from _known_refusals(command, context)


def _known_refusals(command: ReceiveUserReport, context: Context) -> Iterator[Refusal | None]:
    known, clue = command.known, command.clue
    if known is not None:
        window_us = window_start_us(command.received_us, context.policy.intake.window_s)
        same = (command.reporter.subject, command.about.subject, command.category, window_us)
        if (known.reporter, known.subject, known.category, known.window_us) != same:
            yield refuse(Code.OUT_OF_RANGE, expected="the same report", found=known.report)
    if clue is not None and clue.fingerprint != command.fingerprint:
        yield refuse(Code.OUT_OF_RANGE, expected="the clue of this fingerprint", found=clue.clue)


def _category_refused(said: str, context: Context) -> Refusal | None:
    known = [one.name for one in context.policy.categories]
    if said in known:
        return None
    return refuse(
        Code.NO_SUCH_CATEGORY,
        expected=" | ".join(known),
        found=repr(said[:80]),
        next_step=near_names(said, known),
    )


def mark(command: MarkReports, context: Context) -> Outcome:
    """Return the step that marks reports as a brigade's. It changes nothing else about them."""
    found = command.found
    refused = first_refusal(_mark_refusals(found, context))
    if refused is not None:
        return refused
    brigade = _brigade(found, context)
    name = brigade.brigade
    act = ReportsMarked(
        name, found.kind, found.run, found.finding, found.q_value, len(found.reports)
    )
    marked = tuple(replace(one, brigade=name) for one in found.reports)
    return (Step(act, (brigade, *marked)),)


def _brigade(found: FoundBrigade, context: Context) -> Brigade:
    """Return the brigade: a new one, or the known one with what has come since.

    A known one keeps how it was first found. How it was found again stands in the entry.
    """
    first = found.known or Brigade(
        organisation=context.caller.organisation,
        brigade=context.fresh.name("brigade"),
        kind=found.kind,
        run=found.run,
        finding=found.finding,
        q_value=found.q_value,
        reporters=0,
        targets=0,
        reports=0,
        first_us=0,
        last_us=0,
        marked_us=context.now_us,
    )
    everything = (*found.before, *found.reports)
    return replace(
        first,
        reporters=len({one.reporter for one in everything}),
        targets=len({one.subject for one in everything}),
        reports=len(everything),
        first_us=min(one.first_us for one in everything),
        last_us=max(one.last_us for one in everything),
    )


def _mark_refusals(found: FoundBrigade, context: Context) -> Iterator[Refusal | None]:
    if not found.reports:
        yield refuse(Code.OUT_OF_RANGE, expected="reports", found="none")
    if found.kind not in set(BrigadeKind):
        expected = " | ".join(BrigadeKind)
        yield refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(found.kind[:40]))
    if any(one.organisation != context.caller.organisation for one in found.reports):
        yield refuse(Code.OTHER_ORGANISATION)
    names = [one.report for one in found.reports]
    if len(set(names)) < len(names):
        yield refuse(Code.NAME_TWICE, expected="each report once")
    known = None if found.known is None else found.known.brigade
    if any(one.brigade != known or known is None for one in found.before):
        yield refuse(Code.OUT_OF_RANGE, expected="reports of the known brigade", found="others")
    taken = [one for one in found.reports if one.brigade is not None]
    if taken:
        yield refuse(Code.ALREADY_MARKED, found=f"{taken[0].report} in {taken[0].brigade}")


def answer(command: AnswerReports, context: Context) -> Outcome:
    """Return the step that keeps what reporters are told; what was told already is no news."""
    if not command.tellings:
        return refuse(Code.NOTHING_TO_TELL)
    for one in command.tellings:
        if one.report.organisation != context.caller.organisation:
            return refuse(Code.OTHER_ORGANISATION)
        if one.told not in set(Told):
            return refuse(Code.OUT_OF_RANGE, expected=" | ".join(Told), found=repr(one.told[:40]))
        if one.before is not None and one.before.told == one.told:
            return refuse(Code.NOTHING_TO_TELL, found=f"{one.report.report}: {one.told}")
    rows = tuple(
        ReportAnswer(one.report.organisation, one.report.report, one.told, context.now_us)
        for one in command.tellings
    )
    return (Step(ReportsAnswered(len(rows)), rows),)
