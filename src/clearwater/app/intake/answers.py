"""Answers to reporters, for whatever system tells them. Handing them out is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from clearwater.app.case.desk import Desk
from clearwater.app.intake.standing import Standing, standing_now
from clearwater.cases.intake.answers import ANSWERS, told
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.reports import ReportAnswer, ReportArrival, Told, UserReport
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands_intake import AnswerReports, Telling
from clearwater.cases.workflow.rights import Verb


@dataclass(frozen=True)
class ToTell:
    """One answer. It names the reporter, to whom it goes, and nobody else."""

    report: str
    reporter: str
    """The platform's identifier."""
    ids: tuple[str, ...]
    """The platform's own ids of the report, where it gave any."""
    told: Told
    words: str
    """In the language that was asked for."""


def answers(desk: Desk, *, language: str = "en", limit: int = 1_000) -> tuple[ToTell, ...]:
    """Return the answers that reporters have not had yet, oldest report first; it is on record.

    Each answer is given out once, and again only when something else became of the report. What is
    handed out counts as told: whoever takes it has to see that it arrives.

    Parameters
    ----------
    language
        ``en`` or ``zh``.
    limit
        At most so many at once, 1 or more.

    Raises
    ------
    RefusedError
        If the person may not answer reports.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.ANSWER_REPORTS)
        standing = standing_now(unit, context.now_us)
        tellings = tuple(islice(waiting_in(unit, standing), limit))
        if not tellings:
            return ()
        desk.without_case(unit, context, AnswerReports(tellings))
        return tuple(_to_tell(unit, one, language) for one in tellings)


def waiting_in(unit: Unit, standing: Standing) -> Iterator[Telling]:
    """Yield what reporters should be told and were not yet, oldest report first."""
    before = {one.report: one for one in unit.find(ReportAnswer)}
    for report in sorted(standing.reports, key=lambda one: (one.first_us, one.report)):
        new, old = told_of(report, standing), before.get(report.report)
        # Whoever was erased cannot be told any more.
        if (old is None or old.told != new) and _identifier(unit, report) is not None:
            yield Telling(report, new, old)


def told_of(report: UserReport, standing: Standing) -> Told:
    """Return what a reporter is told about a report."""
    return told(report, standing.outcomes[report.report], standing.facts, standing.at_us)


def _to_tell(unit: Unit, telling: Telling, language: str) -> ToTell:
    report, said = telling.report, Told(telling.told)
    senders = (one.sender for one in unit.find(ReportArrival, report=report.report))
    kept = (unit.get(Disclosure, sender) for sender in senders if sender is not None)
    return ToTell(
        report=report.report,
        reporter=_identifier(unit, report) or "",
        ids=tuple(sorted(one.text for one in kept if one is not None and one.text is not None)),
        told=said,
        words=ANSWERS[said].in_language(language),
    )


def _identifier(unit: Unit, report: UserReport) -> str | None:
    subject = unit.get(Subject, report.reporter)
    kept = None if subject is None else unit.get(Disclosure, subject.identifier)
    return None if kept is None else kept.text
