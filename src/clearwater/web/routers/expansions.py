"""Expansions of a run: asked for, done by a worker, and kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.work.expansions import ask_to_expand
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting
from clearwater.web.models import expansions as m
from clearwater.web.models.cases import RunName
from clearwater.web.models.jobs import JobOut, job_of
from clearwater.web.operations import operation, router
from clearwater.web.routers.runs import runs_of
from clearwater.web.served import PREFIX

expansions = router("expansions")
Run = Annotated[RunName, Path(description="Name of the run's folder.")]


@expansions.post(
    "/runs/{run}/expansions",
    **operation(Verb.RUN, "Expand known accounts", JobOut, status=201),
)
def expand(at: Acting, run: Run, said: m.Expand) -> Response:
    """A job asks who else belongs, step by step; what it finds is kept beside the run, unnamed."""
    runs, most = runs_of(at), at.served.open_logs.most_events
    answer = at.done(
        lambda desk: job_of(ask_to_expand(desk, runs, run, said.as_asked(), most)),
        said,
        made=lambda job: f"{PREFIX}/jobs/{job.job}",
    )
    at.served.wake.set()
    return answer
