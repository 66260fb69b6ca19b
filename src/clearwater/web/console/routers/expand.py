"""Expand: where to start, and each step of a path that was kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case.from_runs import findings_of
from clearwater.app.investigate import expanding
from clearwater.cases.workflow.rights import Verb
from clearwater.report.path_drawing import drawing_of
from clearwater.report.texts import catalogue
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.console.routers.groups import REPORT_LANGUAGE
from clearwater.web.models.cases import RunName
from clearwater.web.routers.runs import runs_of

expand = page_router()
Run = Annotated[RunName, Path()]
Name = Annotated[str, Path(pattern=r"^x-[0-9a-f]{12}$")]
Rows = Annotated[str, Query(pattern=r"^(\d{1,10}(,\d{1,10})*)?$", max_length=4000)]
FindingOf = Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{0,64}$")]


@expand.get("/runs/{run}/expand", **page(Verb.READ))
def show_start(at: Viewing, run: Run, rows: Rows = "", finding: FindingOf = "") -> Response:
    """What to start from, and what was expanded before."""
    runs = runs_of(at)
    return at.page(
        "expand",
        run=run,
        findings=findings_of(at.desk, runs, run),
        before=expanding.kept_names(at.desk, runs, run),
        rows=rows.replace(",", "\n"),
        finding=finding,
        most_steps=expanding.MOST_STEPS,
        may_run=at.may(Verb.RUN),
    )


@expand.get("/runs/{run}/expand/{name}", **page(Verb.READ, slow=True))
def show_path(at: Viewing, run: Run, name: Name) -> Response:
    """A path: who joined at which step, why, and with which odds."""
    runs = runs_of(at)
    log = at.served.open_logs.of_run(runs, at.organisation, run)
    found = expanding.kept(at.desk, runs, run, log, name)
    return at.page(
        "expansion",
        run=run,
        found=found,
        drawing=drawing_of(found.unnamed),
        steps=Counter(one.step for one in found.accounts),
        words=defaultdict(str, catalogue(REPORT_LANGUAGE[at.preferences.language])),
        purposes=at.purposes,
        may_run=at.may(Verb.RUN),
        may_clue=at.may(Verb.RECEIVE_CLUE),
    )
