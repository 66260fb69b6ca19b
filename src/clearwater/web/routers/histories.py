"""What was decided about an account before: for a purpose, and on record."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.investigate.histories import history_of_row, history_of_subject
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting
from clearwater.web.models import histories as m
from clearwater.web.models.base import Name
from clearwater.web.models.cases import Reading, RunName
from clearwater.web.operations import operation, router
from clearwater.web.routers.cases import CaseName
from clearwater.web.routers.runs import runs_of

histories = router("histories")
Run = Annotated[RunName, Path(description="Name of the run's folder.")]
Row = Annotated[int, Path(ge=0, le=2**31 - 1, description="Row of the run's table accounts.")]
SubjectName = Annotated[Name, Path(description="Name of the account in the store.")]


@histories.post(
    "/runs/{run}/accounts/{row}/histories",
    **operation(Verb.READ, "What was before, of an account of a run", m.HistoryShown, shows=True),
)
def read_history_of_row(at: Acting, run: Run, row: Row, said: Reading) -> Response:
    """The account by name, its cases, measures and appeals. It goes on record."""
    runs = runs_of(at)
    return at.done(
        lambda desk: m.history_of(history_of_row(desk, runs, run, row, said.purpose)),
        said,
        shows_people=True,
    )


@histories.post(
    "/cases/{case}/subjects/{subject}/histories",
    **operation(Verb.READ, "What was before, of an account of a case", m.HistoryShown, shows=True),
)
def read_history_of_subject(
    at: Acting, case: CaseName, subject: SubjectName, said: Reading
) -> Response:
    """The account by name, its cases, measures and appeals. It goes on record."""
    return at.done(
        lambda desk: m.history_of(history_of_subject(desk, case, subject, said.purpose)),
        said,
        shows_people=True,
    )
