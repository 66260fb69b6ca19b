"""What is done with logs and runs."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class UploadBegun(Act):
    """Somebody begins to bring a log."""

    NAME = "upload begun"
    upload: str
    bytes: int


@dataclass(frozen=True)
class UploadKept(Act):
    """A log has arrived whole."""

    NAME = "upload kept"
    upload: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class UploadRemoved(Act):
    """A log that somebody brought was overwritten and removed."""

    NAME = "upload removed"
    upload: str
    cause: str
    """``request`` or ``retention``."""


@dataclass(frozen=True)
class JobAsked(Act):
    """Somebody asks for work on a log."""

    NAME = "job asked"
    job: str
    kind: str
    run: str | None


@dataclass(frozen=True)
class JobBegun(Act):
    """A worker took it up, for the first time or again."""

    NAME = "job begun"
    job: str
    attempt: int


@dataclass(frozen=True)
class JobEnded(Act):
    """It is over."""

    NAME = "job ended"
    job: str
    state: str
    """``done``, ``failed`` or ``cancelled``."""
