"""Which log is meant: an upload, or a file that the operator put beside the server."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.work.places import Places
from clearwater.cases.records.runs import Upload, UploadState
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, ParameterError

MOST_LISTED = 1_000


@dataclass(frozen=True)
class LogRef:
    """The name of a log; one of the two."""

    upload: str | None = None
    log: str | None = None


@dataclass(frozen=True)
class FoundLog:
    """A log that is there."""

    path: Path
    bytes: int
    upload: Upload | None
    log: str | None

    @property
    def shown(self) -> str:
        """What people call it."""
        return self.log if self.upload is None else self.upload.upload  # type: ignore[return-value]  # one of them is


@dataclass(frozen=True)
class ListedLog:
    """A file beside the server."""

    name: str
    bytes: int
    changed_us: int


def server_logs(desk: Desk, places: Places) -> tuple[ListedLog, ...]:
    """Return the operator's logs of the organisation, in order of their names."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.RUN)
    return tuple(sorted(_there(places), key=lambda one: one.name))[:MOST_LISTED]


def found_log(desk: Desk, places: Places, ref: LogRef) -> FoundLog:
    """Return the log that is meant.

    Raises
    ------
    ParameterError
        If not exactly one is named.
    RefusedError, NothingThereError
        If there is none of that name.
    """
    if (ref.upload is None) == (ref.log is None):
        raise ParameterError("one log is named", expected="an upload, or a log of the server")
    if ref.upload is not None:
        with desk.store.reading(desk.organisation) as unit:
            context = desk.context(unit)
            row = unit.get(Upload, ref.upload)
        if row is None or row.state != UploadState.READY or row.until_us <= context.now_us:
            raise RefusedError(refuse(Code.NO_SUCH_UPLOAD, next_step="Bring the log again."))
        return FoundLog(places.upload(row.upload), row.bytes, row, None)
    for one in _there(places):
        if one.name == ref.log:
            assert places.own_logs is not None  # noqa: S101 - something is there
            return FoundLog(places.own_logs / one.name, one.bytes, None, one.name)
    raise NothingThereError("the server has no such log", found=repr((ref.log or "")[:80]))


def _there(places: Places) -> Iterator[ListedLog]:
    """Yield regular files: a link could lead anywhere, and a pipe would never end."""
    folder = places.own_logs
    if folder is None or not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or not entry.name.isprintable():
                continue
            about = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(about.st_mode):
                yield ListedLog(entry.name, about.st_size, about.st_mtime_ns // 1000)
