"""Logs that people bring: announced, received, kept for a time, removed."""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases.acts import UploadBegun, UploadKept, UploadRemoved
from clearwater.cases.records.people import Role
from clearwater.cases.records.privacy import Cause
from clearwater.cases.records.runs import OVER, Upload, UploadState
from clearwater.cases.workflow.asking import first_refusal, number_refused
from clearwater.cases.workflow.base import Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_runs import (
    BeginUpload,
    KeepUpload,
    RemoveDueUpload,
    RemoveUpload,
)
from clearwater.cases.workflow.refusals import Code, refuse

DAY_US = 86_400_000_000
LONGEST_DAYS = 365
"""No upload is kept for longer without being brought again."""


def begin(command: BeginUpload, context: Context) -> Outcome:
    """Return the step that announces an upload, or why there is no room for it."""
    room = command.room
    refused = first_refusal(
        (
            number_refused("bytes", command.bytes, 1, room.most),
            number_refused("days", command.days, 1, LONGEST_DAYS),
            _no_room("of the organisation", command.bytes, room.quota - room.held),
            _no_room("on the disk", command.bytes, room.free),
        )
    )
    if refused is not None:
        return refused
    row = Upload(
        context.caller.organisation,
        context.fresh.name("upload"),
        context.caller.user,
        UploadState.RECEIVING,
        command.bytes,
        None,
        context.now_us,
        context.now_us + command.days * DAY_US,
        None,
    )
    return (Step(UploadBegun(row.upload, row.bytes), (row,)),)


def _no_room(where: str, wanted: int, left: int) -> Refusal | None:
    if wanted <= left:
        return None
    return refuse(
        Code.NO_ROOM,
        expected=f"at most {max(left, 0)} bytes, which are left {where}",
        found=f"{wanted} bytes",
        next_step="Remove uploads that nobody needs, or let the operator make room.",
    )


def keep(command: KeepUpload, context: Context) -> Outcome:
    """Return the step that says that an upload has arrived, or why it has not."""
    row = command.upload
    if row is None or row.state == UploadState.GONE or row.until_us <= context.now_us:
        return refuse(Code.NO_SUCH_UPLOAD)
    if row.owner != context.caller.user:
        return refuse(Code.NOT_THEIR_UPLOAD, expected=row.owner, found=context.caller.user)
    if row.state == UploadState.READY:
        return refuse(Code.UPLOAD_OVER, expected=UploadState.RECEIVING, found=row.state)
    if command.received != row.bytes:
        return refuse(
            Code.UPLOAD_OVER,
            expected=f"{row.bytes} bytes",
            found=f"{command.received}",
            next_step="Send the rest first.",
        )
    if command.said is not None and command.said != command.sha256:
        return refuse(
            Code.NOT_THE_FILE,
            expected=command.said[:64],
            found=command.sha256,
            next_step="Remove this upload and begin again: another file was gone on with, or it "
            "was damaged on the way.",
        )
    kept = replace(row, state=UploadState.READY, sha256=command.sha256)
    return (Step(UploadKept(row.upload, row.bytes, command.sha256), (kept,)),)


def remove(command: RemoveUpload, context: Context) -> Outcome:
    """Return the step that removes an upload, or why it is still needed."""
    row = command.upload
    if row is None or row.state == UploadState.GONE:
        return refuse(Code.NO_SUCH_UPLOAD)
    due = isinstance(command, RemoveDueUpload)
    if due and row.until_us > context.now_us:
        return refuse(Code.STILL_OPEN, expected="an upload whose time is over", found=row.upload)
    theirs = row.owner == context.caller.user or Role.LEAD in context.caller.roles
    if not due and not theirs:
        expected = f"{row.owner} or a lead"
        return refuse(Code.NOT_THEIR_UPLOAD, expected=expected, found=context.caller.user)
    reading = [one.job for one in command.read_by if one.state not in OVER]
    if reading:
        return refuse(
            Code.STILL_OPEN,
            expected="no job that reads it",
            found=reading[0],
            next_step="Wait for it, or cancel it.",
        )
    gone = replace(row, state=UploadState.GONE, ended_us=context.now_us)
    cause = Cause.RETENTION if due else Cause.REQUEST
    return (Step(UploadRemoved(row.upload, cause), (gone,)),)
