"""Jobs as people see them: asked for, watched, cancelled."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.work.asked import Scanning, kept, ref_of
from clearwater.app.work.logs import found_log
from clearwater.app.work.places import Places
from clearwater.app.work.spoken import Beat, Spoken
from clearwater.cases.records.runs import Job, JobState
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands_runs import AskJob, CancelJob
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError

WRITE_RUNS = ("scan", "shadow")
"""Kinds that write a run folder."""
WAITING = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True)
class JobSeen:
    """A job, and how far it is."""

    row: Job
    beat: Beat | None
    """What its worker said last, while it runs."""

    @property
    def settings(self) -> dict[str, Any]:
        """How it was asked for."""
        said: dict[str, Any] = json.loads(self.row.settings)
        return said

    @property
    def outcome(self) -> dict[str, Any] | None:
        """What came of it."""
        return None if self.row.outcome is None else json.loads(self.row.outcome)


def ask_for_scan(desk: Desk, places: Places, kind: str, asked: Scanning) -> JobSeen:
    """Queue a scan, a shadow run or an estimate.

    Raises
    ------
    RefusedError, ParameterError
        If the log is not there, a value cannot be used, or the person may not.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.RUN)
    found = found_log(desk, places, asked.reading.source)
    for other in (asked.reading.objects, asked.reading.accounts):
        if other is not None:
            found_log(desk, places, other)
    if kind in WRITE_RUNS:
        places.run("run")
    elif kind != "estimate":
        raise ParameterError("no such work", expected="scan, shadow or estimate", found=kind[:40])
    settings = kept(asked.settings())
    return queue(
        desk,
        lambda waiting: AskJob(
            kind,
            settings,
            upload=found.upload,
            log=found.log,
            writes_run=kind in WRITE_RUNS,
            waiting=waiting,
        ),
    )


def queue(desk: Desk, command: Callable[[int], AskJob]) -> JobSeen:
    """Queue what is asked for by a command, which is told how many jobs wait or run."""
    with desk.store.writing(desk.organisation) as unit:
        waiting = sum(len(unit.find(Job, state=state)) for state in WAITING)
        (step,) = desk.without_case(unit, desk.context(unit), command(waiting))
    (row,) = step.puts
    assert isinstance(row, Job)  # noqa: S101 - what the step makes
    return JobSeen(row, None)


def cancel(desk: Desk, places: Places, name: str) -> JobSeen:
    """End a job before its time; its worker stops within a second."""
    with desk.store.writing(desk.organisation) as unit:
        (step,) = desk.without_case(unit, desk.context(unit), CancelJob(unit.get(Job, name)))
    places_of_job(places, name).cancel()
    (row,) = step.puts
    assert isinstance(row, Job)  # noqa: S101 - what the step makes
    return JobSeen(row, None)


def the_job(desk: Desk, places: Places, name: str) -> JobSeen:
    """Return one job.

    Raises
    ------
    RefusedError
        If there is none.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        row = unit.get(Job, name)
    if row is None:
        raise RefusedError(refuse(Code.NO_SUCH_JOB))
    return seen(places, row)


def jobs_page(
    desk: Desk, places: Places, *, limit: int, after: tuple[str, ...] | None
) -> tuple[JobSeen, ...]:
    """Return jobs in the order of their names."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        rows = unit.page(Job, limit=limit, after=after)
    return tuple(seen(places, row) for row in rows)


def waiting_jobs(desk: Desk, places: Places) -> tuple[JobSeen, ...]:
    """Return the jobs that wait or run, those first that were asked for first."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        rows = [row for state in WAITING for row in unit.find(Job, state=state)]
    rows.sort(key=lambda row: (row.asked_us, row.job))
    return tuple(seen(places, row) for row in rows)


def ended_of_late(
    desk: Desk, places: Places, since_us: int, states: tuple[JobState, ...]
) -> tuple[JobSeen, ...]:
    """Return jobs in some states that were asked for since a moment, the newest first."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        rows = unit.between(Job, "asked_us", since_us)
    found = [row for row in rows if row.state in states]
    return tuple(seen(places, row) for row in sorted(found, key=lambda row: -row.asked_us))


def job_of_run(unit: Unit, run: str) -> Job | None:
    """Return the job that wrote a run, if one of this store did."""
    found = unit.find(Job, run=run, state=JobState.DONE)
    return next((row for row in found if row.kind in WRITE_RUNS), None)


def seen(places: Places, row: Job) -> JobSeen:
    """Return a job with how far it is."""
    if row.state != JobState.RUNNING:
        return JobSeen(row, None)
    return JobSeen(row, places_of_job(places, row.job).beat())


def places_of_job(places: Places, name: str) -> Spoken:
    """Return the folder in which a job is worked on."""
    return Spoken(places.work(name))


def spec_of(desk: Desk, places: Places, row: Job, memory: int | None) -> dict[str, Any]:
    """Return what a worker is told, with the paths as they are now.

    Raises
    ------
    RefusedError, ParameterError
        If a log is not there any more.
    """
    settings = json.loads(row.settings)
    own = {"upload": row.upload} if row.upload is not None else {"log": row.log}
    named = {"source": own, "objects": settings["objects"], "accounts": settings["accounts"]}
    logs = {
        name: found_log(desk, places, ref)
        for name, said in named.items()
        if (ref := ref_of(said)) is not None
    }
    sources = {name: settings[name] for name in ("format_in", "mapping", "time_zone", "time_unit")}
    run_folder = places.run(row.run) if row.run is not None else None
    shown = {str(one.path.resolve()): one.shown for one in logs.values()}
    if run_folder is not None:
        shown[str(run_folder.resolve())] = run_folder.name
    return {
        "kind": row.kind,
        "attempt": row.attempt,
        "sources": {
            **sources,
            "max_bad_share": settings["max_bad_share"],
            **{name: _path(one.path) for name, one in logs.items()},
        },
        "method": {name: settings[name] for name in ("windows_s", "q", "seed")},
        "language": settings["language"],
        "run_folder": None if run_folder is None else _path(run_folder),
        "bytes": logs["source"].bytes,
        "shown": shown,
        "memory": memory,
    }


def _path(path: Path) -> str:
    return str(path.resolve())
