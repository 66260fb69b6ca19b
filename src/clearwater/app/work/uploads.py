"""Logs that people bring: announced, received in pieces, hashed, kept for a time.

The bytes lie in clear, as run folders and the operator's own logs do: a job, an expansion and the
freezing of evidence read them by their place. So they have an owner and an end, are in no backup,
and are overwritten before they are removed. See ``docs/privacy.md``.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.work.places import Limits, Places
from clearwater.cases.records.runs import Job, Upload, UploadState
from clearwater.cases.refused import RefusedError
from clearwater.cases.sealing.file_keys import shred
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands_runs import BeginUpload, KeepUpload, RemoveUpload, Room
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import OutputError

CHUNK = 4 << 20
"""Bytes that are sent at a time."""
HERE = (UploadState.RECEIVING, UploadState.READY)
_PIECE = 1 << 20


@dataclass(frozen=True)
class Uploaded:
    """An upload, and how much of it has arrived."""

    row: Upload
    received: int


def begin(desk: Desk, places: Places, limits: Limits, *, size: int, days: int | None) -> Uploaded:
    """Announce a log of `size` bytes.

    Raises
    ------
    RefusedError
        If there is no room for it, or the person may not.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.RUN)
        room = _room(unit, places, limits)
        command = BeginUpload(size, limits.days if days is None else days, room)
        (step,) = desk.without_case(unit, context, command)
    (row,) = step.puts
    assert isinstance(row, Upload)  # noqa: S101 - what the step makes
    return Uploaded(row, 0)


def receive(desk: Desk, places: Places, name: str, offset: int, pieces: Iterable[bytes]) -> int:
    """Write what comes at a place, and return how many bytes have arrived in all.

    What came before a break stays, and is gone on from. Where somebody else has written meanwhile
    it ends: a line that broke may still be heard when its successor has sent everything, and what
    was hashed is not written to again.

    Raises
    ------
    RefusedError
        If the upload is over, not theirs, has not got so far, or others write to it.
    OutputError
        If the disk is full.
    """
    row = _own(desk, name)
    path = places.upload(name)
    there = _size(path)
    if offset != there:
        expected = f"bytes from {there} on"
        raise RefusedError(refuse(Code.UPLOAD_OVER, expected=expected, found=f"from {offset} on"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.seek(there)
            for piece in pieces:
                _require_room(row, there, len(piece), os.fstat(file.fileno()).st_size)
                file.write(piece)
                file.flush()
                there += len(piece)
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise OutputError("the disk is full" if full else "the file cannot be written") from error
    return there


def _require_room(row: Upload, there: int, coming: int, written: int) -> None:
    """Return if bytes may be written behind what this very request has left there."""
    if written != there:
        expected = f"{there} bytes, as they were left"
        raise RefusedError(refuse(Code.UPLOAD_OVER, expected=expected, found=f"{written}"))
    if there + coming > row.bytes:
        expected = f"{row.bytes} bytes, as announced"
        raise RefusedError(refuse(Code.UPLOAD_OVER, expected=expected, found="more"))


def complete(desk: Desk, places: Places, name: str, said: str | None) -> Uploaded:
    """Hash what has arrived, and keep the upload if it is what it should be.

    Raises
    ------
    RefusedError
        If something is missing, or another hash was expected.
    """
    row = _own(desk, name)
    path = places.upload(name)
    received = _size(path)
    sha256 = _sha256_of(path) if received == row.bytes else ""
    with desk.store.writing(desk.organisation) as unit:
        command = KeepUpload(unit.get(Upload, name), sha256, said, received)
        (step,) = desk.without_case(unit, desk.context(unit), command)
    (kept,) = step.puts
    assert isinstance(kept, Upload)  # noqa: S101 - what the step makes
    return Uploaded(kept, received)


def remove(desk: Desk, places: Places, name: str) -> Uploaded:
    """Remove an upload: whoever brought it, or a lead.

    Raises
    ------
    RefusedError
        If a job reads it, or it is not theirs.
    """
    with desk.store.writing(desk.organisation) as unit:
        command = RemoveUpload(unit.get(Upload, name), unit.find(Job, upload=name))
        (step,) = desk.without_case(unit, desk.context(unit), command)
    shred(places.upload(name))
    (gone,) = step.puts
    assert isinstance(gone, Upload)  # noqa: S101 - what the step makes
    return Uploaded(gone, 0)


def one(desk: Desk, places: Places, name: str) -> Uploaded:
    """Return an upload and how far it is; whoever may run may go on from there if it is theirs.

    Raises
    ------
    RefusedError
        If there is none.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.RUN)
        row = unit.get(Upload, name)
    if row is None or row.state == UploadState.GONE:
        raise RefusedError(refuse(Code.NO_SUCH_UPLOAD))
    return Uploaded(row, _size(places.upload(name)))


def uploads(desk: Desk, places: Places) -> tuple[Uploaded, ...]:
    """Return the uploads that are here, the newest first."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.RUN)
        rows = [row for state in HERE for row in unit.find(Upload, state=state)]
    found = [Uploaded(row, _size(places.upload(row.upload))) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one.row.begun_us, one.row.upload)))


def _own(desk: Desk, name: str) -> Upload:
    """Return an upload that somebody may go on with."""
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.RUN)
        row = unit.get(Upload, name)
    if row is None or row.state == UploadState.GONE or row.until_us <= context.now_us:
        raise RefusedError(refuse(Code.NO_SUCH_UPLOAD))
    if row.owner != desk.user:
        raise RefusedError(refuse(Code.NOT_THEIR_UPLOAD, expected=row.owner, found=desk.user))
    if row.state != UploadState.RECEIVING:
        raise RefusedError(
            refuse(Code.UPLOAD_OVER, expected=UploadState.RECEIVING, found=row.state)
        )
    return row


def _room(unit: Unit, places: Places, limits: Limits) -> Room:
    rows = [row for state in HERE for row in unit.find(Upload, state=state)]
    coming = sum(
        row.bytes - _size(places.upload(row.upload))
        for row in rows
        if row.state == UploadState.RECEIVING
    )
    free = shutil.disk_usage(places.files).free - limits.keep_free - coming
    return Room(limits.most_upload, limits.quota, sum(row.bytes for row in rows), free)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
