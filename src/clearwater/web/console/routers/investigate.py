"""Investigate: the events of a run or a case, asked by whoever looks."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case.looking import case_file
from clearwater.app.investigate.question import MOST_HANDLE
from clearwater.app.investigate.run_pages import facts_of
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.models.base import Name
from clearwater.web.models.cases import RunName
from clearwater.web.routers.runs import runs_of
from clearwater.web.served import PREFIX

investigate = page_router()
Handle = Annotated[str, Query(alias="q", max_length=MOST_HANDLE, pattern=r"^[A-Za-z0-9_-]*$")]
Run = Annotated[RunName, Path()]
CaseName = Annotated[Name, Path()]


@investigate.get("/runs/{run}/investigate", **page(Verb.READ))
def investigate_run(at: Viewing, run: Run, handle: Handle = "") -> Response:
    """The events of a run. The question is a handle; the script asks."""
    facts = facts_of(at.desk, runs_of(at), run)
    return at.page(
        "investigate",
        address=f"{PREFIX}/runs/{run}/events",
        objects=f"/runs/{run}/objects",
        accounts=f"/runs/{run}/accounts",
        back=f"/runs/{run}",
        run=run,
        case=None,
        facts=facts,
        handle=handle,
        purposes=at.purposes,
    )


@investigate.get("/cases/{case}/investigate", **page(Verb.READ))
def investigate_case(at: Viewing, case: CaseName, handle: Handle = "") -> Response:
    """The frozen events of a case."""
    case_file(at.desk, case)
    return at.page(
        "investigate",
        address=f"{PREFIX}/cases/{case}/events",
        objects="",
        accounts="",
        back=f"/cases/{case}",
        run=None,
        case=case,
        facts=None,
        handle=handle,
        purposes=at.purposes,
    )
