"""Expanding a run is a job: it asks every account of a log, and that takes as long as it takes.

A worker does it, so it can be watched and cancelled like every other job, and a server that is
killed is followed by one that takes it up again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.investigate.expanding import Seed, leads_of, new_place
from clearwater.app.investigate.open_logs import MOST_EVENTS, require_small
from clearwater.app.investigate.run_tables import manifest_of
from clearwater.app.run_sources import Elsewhere, sources_of
from clearwater.app.scan_request import Sources
from clearwater.app.work.asked import kept
from clearwater.app.work.jobs import JobSeen, queue
from clearwater.app.work.places import Places
from clearwater.cases.records.runs import Job
from clearwater.cases.workflow.commands_runs import AskJob
from clearwater.cases.workflow.rights import Verb

EXPAND = "expand"


def ask_to_expand(
    desk: Desk, runs: Runs, run: str, seed: Seed, most_events: int = MOST_EVENTS
) -> JobSeen:
    """Queue an expansion; what cannot be done is said now and not by the worker.

    Raises
    ------
    RefusedError
        If the person may not have work done.
    ParameterError, NothingThereError
        If there is nothing to start from, or too much, or no such run.
    CannotRunError
        If what it finds could not be shown: the log is too large to be held open.
    SourceError
        If the log is not there any more.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.RUN)
    folder = runs.folder_of(run)
    manifest = manifest_of(folder)
    require_small(manifest, most_events)
    leads_of(folder, seed)
    sources_of(manifest, folder, Elsewhere())
    settings = kept(asdict(seed) | {"expansion": new_place(folder).name})
    return queue(desk, lambda waiting: AskJob(EXPAND, settings, run=run, waiting=waiting))


def spec_of_expansion(places: Places, row: Job, memory: int | None) -> dict[str, Any]:
    """Return what a worker is told, with the paths as they are now.

    Raises
    ------
    SourceError
        If the log is not there any more.
    """
    settings = json.loads(row.settings)
    folder = places.run(str(row.run)).resolve()
    place = new_place(folder).with_name(settings.pop("expansion"))
    sources = sources_of(manifest_of(folder), folder, Elsewhere())
    return {
        "kind": row.kind,
        "attempt": row.attempt,
        "sources": asdict(_anywhere(sources)),
        "seed": settings,
        "by": row.asked_by,
        "made_us": row.asked_us,
        "of_run": str(folder),
        "run_folder": str(place),
        "memory": memory,
    }


def _anywhere(sources: Sources) -> Sources:
    """Return sources that mean the same in whatever folder a process works."""
    return replace(
        sources,
        source=[_absolute(str(one)) for one in sources.source],
        objects=None if sources.objects is None else _absolute(sources.objects),
        accounts=None if sources.accounts is None else _absolute(sources.accounts),
    )


def _absolute(name: str) -> str:
    return name if "://" in name else str(Path(name).absolute())
