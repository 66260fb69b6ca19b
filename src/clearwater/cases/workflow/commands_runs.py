"""What can be asked for about logs and the work on them, as types."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.runs import Job, Upload
from clearwater.cases.workflow.commands import Command


@dataclass(frozen=True)
class Room:
    """How much may lie here, and how much does."""

    most: int
    """Bytes of one upload."""
    quota: int
    """Bytes of all uploads of the organisation."""
    held: int
    """Bytes of those that are here or announced."""
    free: int
    """Bytes that the disk has left beyond what must stay free."""


@dataclass(frozen=True)
class BeginUpload(Command):
    """Somebody wants to bring a log."""

    bytes: int
    days: int
    """After so many it is removed."""
    room: Room


@dataclass(frozen=True)
class KeepUpload(Command):
    """All of it has arrived."""

    upload: Upload | None
    """Nothing where there is none of that name."""
    sha256: str
    """Of what has arrived."""
    said: str | None
    """What it should be, by whoever sent it."""
    received: int
    """Bytes that have arrived."""


@dataclass(frozen=True)
class RemoveUpload(Command):
    """It is removed, because somebody asked for it."""

    upload: Upload | None
    read_by: tuple[Job, ...] = ()
    """Jobs of the upload."""


@dataclass(frozen=True)
class RemoveDueUpload(RemoveUpload):
    """The same, because its time is over: asked for by the clock."""


@dataclass(frozen=True)
class AskJob(Command):
    """Somebody wants work to be done that takes a while."""

    kind: str
    settings: str
    upload: Upload | None = None
    log: str | None = None
    run: str | None = None
    """Name of the run that is worked on; None where the work makes one, which is named here."""
    writes_run: bool = False
    waiting: int = 0
    """How many jobs of the organisation wait or run."""


@dataclass(frozen=True)
class CancelJob(Command):
    """It is not wanted any more."""

    job: Job | None


@dataclass(frozen=True)
class BeginJob(Command):
    """A worker takes it up."""

    job: Job


@dataclass(frozen=True)
class EndJob(Command):
    """It is over."""

    job: Job
    state: str
    outcome: str | None = None
    error: str | None = None
    next_step: str | None = None
