"""Runs in full, side by side, against old decisions; and their reports, for a purpose."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.work.agreement import agreement
from clearwater.app.work.comparing import compared
from clearwater.app.work.report_ticket import LASTS_S, report_ticket
from clearwater.app.work.run_views import view
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Looking
from clearwater.web.models import run_views as m
from clearwater.web.models.cases import RunName
from clearwater.web.operations import operation, router
from clearwater.web.routers.runs import runs_of

run_views = router("runs")
Run = Annotated[RunName, Path(description="Name of the run's folder.")]
Other = Annotated[RunName, Path(description="Name of the folder of the run that came after.")]


@run_views.get("/runs/{run}", **operation(Verb.READ, "One run", m.RunOut, conditional=True))
def show_run(at: Looking, run: Run) -> Response:
    """What it was made from and how, what it found, and which rows it could not use."""
    return at.single(m.run_of(view(at.desk, runs_of(at), run)))


@run_views.get(
    "/runs/{run}/comparisons/{other}",
    **operation(Verb.READ, "Compare two runs", m.RunsCompared, conditional=True, slow=True),
)
def compare_runs(at: Looking, run: Run, other: Other) -> Response:
    """Findings that were gained, lost and changed; parameters and counts side by side."""
    return at.single(m.compared_of(compared(at.desk, runs_of(at), run, other)))


@run_views.get(
    "/runs/{run}/agreement",
    **operation(Verb.READ, "Hold a run against old decisions", m.RunAgreement, slow=True),
)
def hold_against_decisions(at: Listing, run: Run) -> Response:
    """Of the accounts that people decided about, those that it finds. It changes nothing."""
    return at.listed(m.agreement_of(agreement(at.desk, runs_of(at), run)))


@run_views.post(
    "/runs/{run}/reports/readings",
    **operation(Verb.READ, "Open the report of a run", m.ReportPlace, shows=True),
)
def open_report(at: Acting, run: Run, said: m.OpenReport) -> Response:
    """An address that is good for a quarter of an hour, for who asks; on record."""
    runs = runs_of(at)

    def shown(desk: Desk) -> m.ReportPlace:
        ticket = report_ticket(desk, runs, run, said.purpose)
        return m.ReportPlace(
            address=f"/runs/{run}/report/{ticket.token}",
            accounts=ticket.accounts,
            lasts_s=LASTS_S,
        )

    return at.done(shown, said, shows_people=True)
