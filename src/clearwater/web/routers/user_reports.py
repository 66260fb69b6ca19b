"""Reports of the platform's users. Who reported is for those alone who take reports in."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case.at_store import time_us
from clearwater.app.case.desk import Desk
from clearwater.app.intake import answers, brigades, listing, rate, receiving
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Paged
from clearwater.web.models import user_reports as m
from clearwater.web.models.base import Name, Out
from clearwater.web.models.store import Moment
from clearwater.web.models.tables import rows_of
from clearwater.web.operations import operation, router
from clearwater.web.served import PREFIX

user_reports = router("user reports")
ReportName = Annotated[Name, Path(description="Name of the report.")]


@user_reports.get("/user-reports", **operation(Verb.READ_REPORTS, "Reports of users", m.Reports))
def list_reports(
    at: Listing,
    page: Paged,
    outcome: Annotated[m.Outcome | None, Query()] = None,
    clue: Annotated[Name | None, Query()] = None,
) -> Response:
    """In the order of their names; nobody who reported is named."""
    find = partial(listing.reports_after, at.desk, outcome=outcome, clue=clue)
    return at.paged(page, f"reports {outcome} {clue}", find, m.Reports)


@user_reports.post(
    "/user-reports",
    **operation(Verb.RECEIVE_USER_REPORT, "Take a report in", m.ReportReceived, status=201),
)
def receive_report(at: Acting, said: m.ReceiveUserReport) -> Response:
    """It makes a clue or joins one. No report ever causes a measure."""
    reported = receiving.Reported(
        reporter=said.reporter,
        category=said.category,
        account=said.account,
        thing=said.thing,
        id=said.id,
        time_us=None if said.time is None else time_us(said.time),
        words=said.words,
        note=said.note,
        place=said.place,
        device=said.device,
        joined_us=None if said.joined is None else time_us(said.joined),
    )
    return at.done(
        lambda desk: m.received_of(receiving.receive_report(desk, reported)),
        said,
        made=lambda shown: f"{PREFIX}/user-reports/{shown.report}",
    )


@user_reports.post(
    "/user-reports/{report}/readings",
    **operation(Verb.READ_REPORTER, "Be shown who reported", m.ReportShown, shows=True),
)
def read_report(at: Acting, report: ReportName, said: m.ReadReport) -> Response:
    """One report with who made it and what they said. It goes on record."""
    return at.done(
        lambda desk: m.shown_of(listing.show_report(desk, report, said.purpose)),
        said,
        shows_people=True,
    )


@user_reports.post(
    "/reporters/searches",
    **operation(Verb.READ_REPORTER, "Who reported", m.Reporters, shows=True),
)
def search_reporters(at: Acting, said: m.SearchReporters) -> Response:
    """With how reliable their reports were. It goes on record."""

    def do(desk: Desk) -> Out:
        found = listing.reporters(desk, said.purpose, reveal=said.reveal, least=said.least)
        return m.Reporters(items=rows_of(found))

    return at.done(do, said, shows_people=True)


@user_reports.post(
    "/brigades/searches",
    **operation(Verb.READ_REPORTS, "Brigades", m.Brigades, shows=True),
)
def search_brigades(at: Acting, said: m.ReadReport) -> Response:
    """Crowds that reported together, and whom. It goes on record."""
    return at.done(
        lambda desk: m.Brigades(items=rows_of(listing.brigades(desk, said.purpose))),
        said,
        shows_people=True,
    )


@user_reports.post(
    "/brigades/looks",
    **operation(Verb.MARK_REPORTS, "Look for brigades", m.BrigadesLooked, slow=True),
)
def look_for_brigades(at: Acting, said: m.Look) -> Response:
    """Scan the reports; those of a brigade count once from then on."""
    looking = brigades.Looking(days=said.days, q=said.q, seed=said.seed)
    return at.done(
        lambda desk: m.looked_of(brigades.look_for_brigades(desk, looking)), said, apart=True
    )


@user_reports.post(
    "/user-reports/answers",
    **operation(Verb.ANSWER_REPORTS, "Take answers for reporters", m.Tellings, shows=True),
)
def take_answers(at: Acting, said: m.TakeAnswers) -> Response:
    """Those that they have not had yet. What is handed out counts as told."""
    return at.done(
        lambda desk: m.tellings_of(answers.answers(desk, language=said.language, limit=said.limit)),
        said,
        shows_people=True,
    )


@user_reports.get(
    "/user-reports/rate", **operation(Verb.READ_REPORTS, "Effective-report rate", m.Rate, slow=True)
)
def show_rate(at: Listing, moment: Annotated[Moment | None, Query(alias="at")] = None) -> Response:
    """With its interval; what is pending is not in it, and shown."""
    at_us = None if moment is None else time_us(moment)
    return at.listed(m.rate_of(rate.rate(at.desk, at_us)))
