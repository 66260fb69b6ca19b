"""Objects of a run: the list, and one by its row. Its name is in no address."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.investigate.objects import LISTED, object_list, object_page
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.models.cases import RunName
from clearwater.web.routers.runs import runs_of

run_objects = page_router()
Run = Annotated[RunName, Path()]
Row = Annotated[int, Path(ge=0, le=2**31 - 1)]
First = Annotated[int, Query(alias="from", ge=0, le=2**31 - 1)]


@run_objects.get("/runs/{run}/objects", **page(Verb.READ))
def show_objects(at: Viewing, run: Run, first: First = 0) -> Response:
    """Objects with a surge or with moments of findings, strongest first."""
    listed, many = object_list(at.desk, runs_of(at), run, first)
    return at.page(
        "run_objects",
        run=run,
        listed=listed,
        many=many,
        first=first,
        size=LISTED,
        purposes=at.purposes,
    )


@run_objects.get("/runs/{run}/objects/{row}", **page(Verb.READ))
def show_object(at: Viewing, run: Run, row: Row) -> Response:
    """Surge, sameness, concentration; what is left; who came."""
    one = object_page(at.desk, runs_of(at), run, row)
    spans = [
        {"from": moment.start_us, "to": moment.end_us, "name": moment.finding}
        for moment in one.moments
    ]
    return at.page("run_object", run=run, one=one, spans=spans, purposes=at.purposes)
