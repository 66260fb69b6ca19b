"""Reports of the platform's users, who made them, brigades."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field

from clearwater.app.intake.answers import ToTell
from clearwater.app.intake.brigades import Looked
from clearwater.app.intake.listing import BRIGADES, REPORTERS, REPORTS, ReportView
from clearwater.app.intake.rate import RateAt
from clearwater.app.intake.receiving import Received
from clearwater.cases.ledger.entry import shown_time
from clearwater.web.models.base import Identifier, In, Out, Word, Words
from clearwater.web.models.store import Moment
from clearwater.web.models.tables import rows_model

Outcome = Literal["effective", "not effective", "pending"]


class ReceiveUserReport(In):
    """One report, as a platform sends it."""

    reporter: Identifier
    category: Word
    account: Identifier | None = None
    thing: Identifier | None = None
    id: Identifier | None = None
    time: Moment | None = None
    words: Words | None = None
    note: Words | None = None
    place: Identifier | None = None
    device: Identifier | None = None
    joined: Moment | None = None


class ReadReport(In):
    """For what it is shown who reported."""

    purpose: Word


class SearchReporters(In):
    """Who reported; with `reveal` by the platform's identifiers."""

    purpose: Word
    reveal: bool = False
    least: Annotated[int, Field(ge=1, le=1_000_000)] = 1


class Look(In):
    """Reports of so many days are scanned for brigades."""

    days: Annotated[int, Field(ge=1, le=366)] = 28
    q: Annotated[float, Field(gt=0, le=0.5, strict=False)] = 0.01
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class TakeAnswers(In):
    """So many answers that reporters have not had yet."""

    language: Literal["en", "zh"] = "en"
    limit: Annotated[int, Field(ge=1, le=1_000)] = 200


class ReportReceived(Out):
    """What came of one report; who made it is not here."""

    report: str
    clue: str
    category: str
    times: int
    new: bool
    repeated: bool


class Message(Out):
    """One message by which a report came in."""

    received: str
    sender: str | None
    words: str | None


class ReportShown(Out):
    """One report with who made it and what they said."""

    report: str
    clue: str
    category: str
    reporter: str
    about: str
    outcome: str
    told: str
    messages: list[Message]


class Tell(Out):
    """One answer, and to whom."""

    report: str
    reporter: str
    ids: list[str]
    told: str
    words: str


class Tellings(Out):
    """Answers that were handed out: they count as told."""

    answers: list[Tell]


class BrigadesLooked(Out):
    """What a look for brigades saw."""

    run: str
    messages: int
    found: int
    marked: list[str]


class Rate(Out):
    """The effective-report rate with everything that it rests on."""

    at: str
    effective: int
    decided: int
    pending: int
    reports: int
    in_brigades: int
    share: float | None
    low: float | None
    high: float | None


Reports = rows_model("UserReports", REPORTS)
Reporters = rows_model("Reporters", REPORTERS)
Brigades = rows_model("Brigades", BRIGADES)


def received_of(received: Received) -> ReportReceived:
    """Return what came of one report."""
    row = received.report
    return ReportReceived(
        report=row.report,
        clue=row.clue,
        category=row.category,
        times=row.times,
        new=received.new,
        repeated=received.repeated,
    )


def shown_of(view: ReportView) -> ReportShown:
    """Return one report in full."""
    return ReportShown(
        report=view.report.report,
        clue=view.report.clue,
        category=view.report.category,
        reporter=view.reporter,
        about=view.about,
        outcome=str(view.outcome),
        told=view.told,
        messages=[
            Message(received=shown_time(one.received_us), sender=one.sender, words=one.words)
            for one in view.messages
        ],
    )


def tellings_of(answers: tuple[ToTell, ...]) -> Tellings:
    """Return answers."""
    return Tellings(
        answers=[
            Tell(
                report=one.report,
                reporter=one.reporter,
                ids=list(one.ids),
                told=str(one.told),
                words=one.words,
            )
            for one in answers
        ]
    )


def looked_of(looked: Looked) -> BrigadesLooked:
    """Return what a look saw; nobody is named."""
    return BrigadesLooked(
        run=looked.run,
        messages=looked.messages,
        found=len(looked.found),
        marked=[one.brigade for one in looked.marked],
    )


def rate_of(found: RateAt) -> Rate:
    """Return a rate with Wilson's interval."""
    share = found.rate.share
    interval = share.interval
    return Rate(
        at=shown_time(found.at_us),
        share=share.value,
        low=None if interval is None else interval[0],
        high=None if interval is None else interval[1],
        **asdict(found.rate),
    )
