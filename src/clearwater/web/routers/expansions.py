"""Expansions of a run: asked for, and kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.investigate import asking
from clearwater.app.investigate.expanding import expand_run
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Listing
from clearwater.web.models import expansions as m
from clearwater.web.models.cases import RunName
from clearwater.web.operations import operation, router
from clearwater.web.routers.runs import runs_of

expansions = router("expansions")
Run = Annotated[RunName, Path(description="Name of the run's folder.")]


@expansions.post(
    "/runs/{run}/expansions",
    **operation(Verb.RUN, "Expand known accounts", m.ExpansionMade, slow=True),
)
def expand(at: Listing, run: Run, said: m.Expand) -> Response:
    """Who else belongs, step by step; kept beside the run, and shown without names."""
    runs, logs = runs_of(at), at.served.open_logs
    log = asking.opened(at.desk, lambda: logs.of_run(runs, at.organisation, run))
    name = expand_run(at.desk, runs, run, log, said.as_asked())
    return at.listed(m.ExpansionMade(expansion=name))
