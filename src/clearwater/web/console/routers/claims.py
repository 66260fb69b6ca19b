"""Claims beside posts: the page; its script asks for the matches."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.investigate.claims import checks_kept
from clearwater.app.investigate.run_pages import facts_of
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.models.cases import RunName
from clearwater.web.routers.runs import runs_of

claims = page_router()


@claims.get("/runs/{run}/claims", **page(Verb.READ))
def show_claims(at: Viewing, run: Annotated[RunName, Path()]) -> Response:
    """What was written in a run, beside what was checked."""
    runs = runs_of(at)
    facts_of(at.desk, runs, run)
    return at.page(
        "claims",
        run=run,
        checks=checks_kept(at.desk, runs),
        purposes=at.purposes,
        may_keep=at.may(Verb.KEEP_REGISTER),
        may_judge=at.may(Verb.JUDGE_MATCH),
    )
