"""Runs as people see them: what each found, from which log, how. No account is named."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import FindingOf, Runs, findings_of
from clearwater.app.work.bad_rows import reasons_of
from clearwater.app.work.jobs import job_of_run
from clearwater.app.work.without_paths import manifest_without
from clearwater.cases.records.runs import Job
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import OutputError

MANIFEST = "run.json"
REPORT = "report.html"


@dataclass(frozen=True)
class RunSummary:
    """One line of the list of runs."""

    run: str
    started: str | None
    """When its scan began, ISO 8601."""
    kind: str | None
    """``scan`` or ``shadow``; nothing where no job of this store wrote it."""
    asked_by: str | None
    logs: tuple[str, ...]
    """What people call its inputs."""
    events: int
    accounts: int
    findings: int
    levels: Mapping[str, int]
    """Level -> findings of it."""


@dataclass(frozen=True)
class RunView:
    """One run."""

    summary: RunSummary
    manifest: Mapping[str, Any]
    """``run.json``, without paths."""
    findings: tuple[FindingOf, ...]
    quarantine: tuple[Mapping[str, Any], ...]
    """Field, reason, how often, first line; the rows themselves name people."""
    settings: Mapping[str, Any] | None
    """How it was asked for, where a job of this store wrote it."""
    source: Mapping[str, str | None] | None
    """The log that it can be done again from, where a job of this store wrote it."""
    has_report: bool


def summaries(desk: Desk, runs: Runs, *, limit: int) -> tuple[tuple[RunSummary, ...], int]:
    """Return the newest runs, and how many there are in all."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
    there = sorted(_folders(runs), key=lambda one: (-_changed(one), one.name))
    shown = there[:limit]
    with desk.store.reading(desk.organisation) as unit:
        jobs = {folder.name: job_of_run(unit, folder.name) for folder in shown}
    found = [_summary(folder, read_manifest(folder), jobs[folder.name]) for folder in shown]
    return tuple(found), len(there)


def view(desk: Desk, runs: Runs, run: str) -> RunView:
    """Return one run.

    Raises
    ------
    NothingThereError
        If there is none of this name.
    """
    findings = findings_of(desk, runs, run)
    folder = runs.folder_of(run)
    with desk.store.reading(desk.organisation) as unit:
        job = job_of_run(unit, run)
    manifest = read_manifest(folder)
    return RunView(
        _summary(folder, manifest, job),
        manifest_without(manifest, {}),
        findings,
        reasons_of(pq.read_table(folder / "quarantine.parquet")),
        None if job is None else json.loads(job.settings),
        None if job is None else {"upload": job.upload, "log": job.log},
        (folder / REPORT).is_file(),
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return ``run.json`` of a run folder.

    Raises
    ------
    OutputError
        If it cannot be read.
    """
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise OutputError("the run cannot be read") from error
    return said


def _summary(folder: Path, manifest: Mapping[str, Any], job: Job | None) -> RunSummary:
    levels = pq.read_table(folder / "findings.parquet", columns=["level"]).column("level")
    counts = manifest["counts"]
    return RunSummary(
        run=folder.name,
        started=manifest.get("environment", {}).get("started"),
        kind=None if job is None else job.kind,
        asked_by=None if job is None else job.asked_by,
        logs=tuple(str(one["name"]) for one in manifest_without(manifest, {})["inputs"]),
        events=int(counts["events"]),
        accounts=int(counts["accounts"]),
        findings=int(counts["findings"]),
        levels=dict(sorted(Counter(map(str, levels.to_pylist())).items())),
    )


def _folders(runs: Runs) -> list[Path]:
    return [runs.folder / name for name in runs.names()]


def _changed(folder: Path) -> float:
    return (folder / MANIFEST).stat().st_mtime
