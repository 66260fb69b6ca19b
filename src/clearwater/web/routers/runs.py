"""The runs that cases can be opened from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.from_runs import Runs, findings_of, run_names
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError
from clearwater.web.asking import Listing, Paged
from clearwater.web.at import At
from clearwater.web.models import runs as m
from clearwater.web.models.cases import RunName
from clearwater.web.operations import operation, router

runs = router("runs")


def runs_of(at: At) -> Runs:
    """Return the runs of the organisation that asks.

    Raises
    ------
    NothingThereError
        If the server was started without a folder of runs.
    """
    settings = at.served.settings
    if settings.runs is None or settings.load_parts is None:
        raise NothingThereError(
            "this server has no runs", next_step="Start it with --runs, or use the command line."
        )
    blobs = at.served.store.blobs
    return Runs.of(settings.runs, at.organisation, settings.load_parts, blobs)


@runs.get("/runs", **operation(Verb.READ, "Runs", m.RunNames))
def list_runs(at: Listing, page: Paged) -> Response:
    """Names of the run folders of the organisation, in order."""
    cursors = at.cursors("runs")
    after = page.after(cursors)
    names = run_names(
        at.desk, runs_of(at), limit=page.limit, after=None if after is None else str(after[0])
    )
    following = cursors.write([names[-1]]) if len(names) == page.limit else None
    return at.listed(m.RunNames(runs=list(names), next=following))


@runs.get("/runs/{run}/findings", **operation(Verb.READ, "Findings of a run", m.RunFindings))
def list_findings(
    at: Listing, run: Annotated[RunName, Path(description="Name of the run's folder.")]
) -> Response:
    """What a run found, most evidence first; no account is named."""
    found = findings_of(at.desk, runs_of(at), run)
    return at.listed(m.RunFindings(findings=[m.RunFindingRow(**asdict(one)) for one in found]))
