"""Reports come in, one by one. The same message again does nothing."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.cases.intake.windows import window_start_us
from clearwater.cases.records.case import Case, CaseState, Clue, ClueState
from clearwater.cases.records.reports import ReportArrival, UserReport
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Context, Step
from clearwater.cases.workflow.clues import ACCOUNT, REPORTER
from clearwater.cases.workflow.commands import Named
from clearwater.cases.workflow.commands_intake import ReceiveUserReport, Traces
from clearwater.cases.workflow.reporting import OBJECT
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError, StoreError


@dataclass(frozen=True)
class Reported:
    """One report as a platform sends it. What would name somebody is kept apart or as a token."""

    reporter: str
    """Who reports, by the platform's identifier."""
    category: str
    """Name in the policy's list of categories."""
    account: str | None = None
    """Whom it is about; one of this and `thing`."""
    thing: str | None = None
    """The post, item or page that it is about, where it names no account."""
    id: str | None = None
    """The platform's own id of it: the same id again does nothing."""
    time_us: int | None = None
    """When it was sent, microseconds UTC; None: now."""
    words: str | None = None
    """What the reporter said. Case staff are never shown it."""
    note: str | None = None
    """What case staff may read of it, in words of whoever takes it in."""
    place: str | None = None
    """Where from: an address or a line. Kept as a token."""
    device: str | None = None
    """Kept as a token."""
    joined_us: int | None = None
    """When the reporter's account was made."""


@dataclass(frozen=True)
class Received:
    """What came of one report."""

    report: UserReport
    new: bool
    """Whether it is a report of its own: not the same again, and no message that came before."""
    repeated: bool
    """Whether the same message had come before, so that nothing was done."""


def receive_report(desk: Desk, reported: Reported) -> Received:
    """Take a report in, and return what came of it.

    It makes a clue about the account and category or joins the one that waits or whose case is
    open. The same reporter, account and category within one window is the same report, counted.

    Raises
    ------
    RefusedError
        If the person may not, or the policy has no such category.
    ParameterError
        If it is about nothing.
    """
    with desk.store.writing(desk.organisation) as unit:
        return receive_in(desk, unit, desk.context(unit), reported)


def receive_in(desk: Desk, unit: Unit, context: Context, reported: Reported) -> Received:
    """Do what `receive_report` does in a unit that the caller commits."""
    desk.require(context, Verb.RECEIVE_USER_REPORT)
    arrival = _arrival(unit, reported.id)
    before = None if arrival is None else unit.get(ReportArrival, unit.organisation, arrival)
    if before is not None:
        return Received(_report(unit, before.report), new=False, repeated=True)
    command = report_command(unit, context, reported)
    report = _report_in(desk.without_case(unit, context, command))
    return Received(report, new=command.known is None, repeated=False)


def report_command(unit: Unit, context: Context, reported: Reported) -> ReceiveUserReport:
    """Return what a report asks for, with all that the workflow needs of the store."""
    kind, about = _about(unit, reported)
    reporter = _named(unit, REPORTER, reported.reporter)
    time_us = context.now_us if reported.time_us is None else reported.time_us
    said = f"report of {reported.category} about {kind} {about.identifier}"
    fingerprint = unit.token("clue", said)
    return ReceiveUserReport(
        reporter=reporter,
        about=about,
        is_account=kind == ACCOUNT,
        category=reported.category,
        received_us=time_us,
        arrival=_arrival(unit, reported.id),
        fingerprint=fingerprint,
        clue=_live_clue(unit, fingerprint),
        known=_same(unit, reporter, about, reported.category, (time_us, context)),
        sender=reported.id,
        words=reported.words,
        note=reported.note,
        traces=_traces(unit, reported),
    )


def _about(unit: Unit, reported: Reported) -> tuple[str, Named]:
    if reported.account:
        return ACCOUNT, _named(unit, ACCOUNT, reported.account)
    if reported.thing:
        return OBJECT, _named(unit, OBJECT, reported.thing)
    raise ParameterError(
        "the report is about nothing", expected="an account with --account, or --object"
    )


def _named(unit: Unit, kind: str, identifier: str) -> Named:
    known = unit.subjects_by_identifier(kind, [identifier])
    return Named(identifier, unit.token(kind, identifier), known.get(identifier))


def _arrival(unit: Unit, sender: str | None) -> str | None:
    return None if sender is None else f"arrival-{unit.token('report id', sender)}"


def _same(
    unit: Unit, reporter: Named, about: Named, category: str, at: tuple[int, Context]
) -> UserReport | None:
    """Return the report of the same reporter, account, category and window, if there is one."""
    if reporter.subject is None or about.subject is None:
        return None
    time_us, context = at
    found = unit.find(
        UserReport,
        reporter=reporter.subject,
        subject=about.subject,
        category=category,
        window_us=window_start_us(time_us, context.policy.intake.window_s),
    )
    return found[0] if found else None


def _live_clue(unit: Unit, fingerprint: str) -> Clue | None:
    """Return the clue that a report joins: one that waits, or whose case is not closed.

    What was set aside or closed is over: what comes after it may be something new.
    """
    clues = unit.find(Clue, fingerprint=fingerprint)
    for state in (ClueState.WAITING, ClueState.OFFERED):
        for clue in clues:
            if clue.state == state:
                return clue
    return next((one for one in clues if _in_open_case(unit, one)), None)


def _in_open_case(unit: Unit, clue: Clue) -> bool:
    if clue.state != ClueState.JOINED or clue.case is None:
        return False
    case = unit.get(Case, clue.case)
    return case is not None and case.state != CaseState.CLOSED


def _traces(unit: Unit, reported: Reported) -> Traces:
    def token(kind: str, said: str | None) -> str | None:
        return None if not said else unit.token(kind, said)

    return Traces(
        text=token("report words", _plain(reported.words or "")),
        place=token("report place", reported.place),
        device=token("report device", reported.device),
        joined_us=reported.joined_us,
    )


def _plain(words: str) -> str:
    """Return words without what copying changes: case, width, blanks, marks."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def _report(unit: Unit, name: str) -> UserReport:
    report = unit.get(UserReport, name)
    if report is None:
        raise StoreError(
            "a message belongs to no report", found=name, next_step="Verify the ledger."
        )
    return report


def _report_in(steps: tuple[Step, ...]) -> UserReport:
    (report,) = (put for step in steps for put in step.puts if isinstance(put, UserReport))
    return report
