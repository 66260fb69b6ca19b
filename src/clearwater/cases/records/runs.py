"""Logs that people bring, and the work that is done on them.

No row holds a line of a log: its bytes lie in a file beside the database, and what a job found in
a run folder. How far a job is stands in a small file, and not here: every change of a row is an
entry of the ledger, and a percentage is not worth one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class UploadState(StrEnum):
    """Where an upload stands."""

    RECEIVING = "receiving"
    READY = "ready"
    GONE = "gone"
    """Its file was overwritten and removed."""


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
"""States that a job does not leave."""


@dataclass(frozen=True)
class Upload(Record):
    """A log that somebody brought from their own machine."""

    TABLE = "uploads"
    KEY = ("upload",)

    upload: str
    """Name of the row and of the file; what the file was called elsewhere is not kept."""
    owner: str
    """Who brought it."""
    state: str
    """An `UploadState`."""
    bytes: int
    """How large it is said to be, and is once it is ready."""
    sha256: str | None
    """Of the whole file, once it is ready."""
    begun_us: int
    until_us: int
    """When it is removed, whoever still wants it."""
    ended_us: int | None
    """When it was removed."""


@dataclass(frozen=True)
class Job(Record):
    """One piece of work that takes longer than a request."""

    TABLE = "jobs"
    KEY = ("job",)

    job: str
    kind: str
    """Such as ``scan`` or ``estimate``."""
    state: str
    """A `JobState`."""
    asked_by: str
    asked_us: int
    upload: str | None
    """The upload that it reads."""
    log: str | None
    """Name of the file in the server's folder of logs that it reads."""
    settings: str
    """How, as JSON; what the kind takes."""
    run: str | None
    """Name of the run folder that it writes, or is about."""
    attempt: int
    """How often it was begun: a worker may die."""
    began_us: int | None
    ended_us: int | None
    outcome: str | None
    """What came of it, as JSON: counts and estimates, nobody's name."""
    error: str | None
    """What went wrong, without a value of the log."""
    next_step: str | None
