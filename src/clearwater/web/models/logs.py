"""Logs: brought by somebody or beside the server, looked at, and how they are read."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast

from pydantic import Field, StringConstraints

from clearwater.app.work.asked import Reading, Scanning
from clearwater.app.work.logs import LogRef
from clearwater.app.work.uploads import Uploaded
from clearwater.cases.ledger.entry import shown_time
from clearwater.web.models.base import In, Name, Out, Word
from clearwater.web.problem_words.translate import in_language

LogName = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""Of a file beside the server: one of those that are listed, and no path."""
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Column = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=80)]


State = Literal["receiving", "ready", "gone"]


class BeginUpload(In):
    """A log is announced."""

    bytes: Annotated[int, Field(ge=1, le=2**50)]
    days: Annotated[int, Field(ge=1, le=365)] | None = None


class CompleteUpload(In):
    """All of it was sent."""

    sha256: Sha256 | None = None
    """Of the whole file; without it only the length is held against what was announced."""


class UploadOut(Out):
    """A log that somebody brings or has brought."""

    upload: str
    owner: str
    state: State
    bytes: int
    received: int
    chunk: int
    """Bytes that a request takes."""
    sha256: str | None
    begun: str
    until: str
    """When it is removed."""


class Uploads(Out):
    """The uploads that are here, the newest first."""

    uploads: list[UploadOut]


class ServerLog(Out):
    """A file beside the server."""

    log: str
    bytes: int
    changed: str


class ServerLogs(Out):
    """The files beside the server, by name."""

    logs: list[ServerLog]


class Ref(In):
    """A log; one of the two."""

    upload: Name | None = None
    log: LogName | None = None

    def ref(self) -> LogRef:
        """Return what the use-cases take."""
        return LogRef(self.upload, self.log)


class ReadIn(Ref):
    """A log, and how its columns are read."""

    format_in: Short | None = None
    mapping: dict[Short, Column] = Field(default_factory=dict, max_length=60)
    """Ours -> theirs; ``=like`` is a constant."""
    time_zone: Short | None = None
    time_unit: Literal["auto", "s", "ms", "us", "ns"] = "auto"
    objects: Ref | None = None
    """Table of objects with their creation times."""
    accounts: Ref | None = None

    def reading(self) -> Reading:
        """Return what the use-cases take."""
        return Reading(
            self.ref(),
            self.format_in,
            self.mapping,
            self.time_zone,
            self.time_unit,
            None if self.objects is None else self.objects.ref(),
            None if self.accounts is None else self.accounts.ref(),
        )


class LookAtLog(ReadIn):
    """The first rows are looked at, for a purpose."""

    purpose: Word


class ScanIn(ReadIn):
    """A log, and how it is scanned."""

    windows: list[Short] = Field(default_factory=list, max_length=10)
    q: Short | None = None
    seed: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    max_bad_share: Short | None = None
    language: Literal["en", "zh-CN"] = "en"

    def scanning(self) -> Scanning:
        """Return what the use-cases take."""
        return Scanning(
            self.reading(),
            tuple(self.windows),
            self.q,
            self.seed,
            self.max_bad_share,
            self.language,
        )


class FormatFits(Out):
    """A named format that the columns fit."""

    name: str
    summary: str


class Binding(Out):
    """Where a column of ours comes from."""

    column: str | None = None
    constant: str | None = None


class Fault(Out):
    """A row that cannot be used."""

    line: int
    field: str
    reason: str
    value: str | None


class RowsRead(Out):
    """The first rows, as they will be read."""

    bindings: dict[str, Binding]
    columns: list[str]
    row_columns: list[str]
    lines: list[int]
    rows: list[list[str | None]]
    accounts: int
    looked_at: int
    good: int
    bad: int
    skipped: int
    faults: list[Fault]
    notes: list[str]


class WhyNot(Out):
    """Why the log cannot be read like this."""

    what: str
    expected: str
    found: str
    next: str


class LogSeen(Out):
    """The beginning of a log."""

    columns: list[str]
    columns_in_all: int
    encoding: str | None
    """Of a text that does not read as UTF-8 and has to be converted, where it is recognised."""
    formats: list[FormatFits]
    suggested: dict[str, list[str]]
    raw: list[list[str | None]]
    read: RowsRead | None
    problem: WhyNot | None


def seen_in(language: str, found: dict[str, Any]) -> LogSeen:
    """Return the beginning of a log, with what is wrong with it said in a language."""
    problem, read = found["problem"], found["read"]
    if problem is not None:
        problem = {name: in_language(language, text) for name, text in problem.items()}
    if read is not None:
        faults = [{**one, "reason": in_language(language, one["reason"])} for one in read["faults"]]
        read = {**read, "faults": faults}
    return LogSeen.model_validate({**found, "problem": problem, "read": read})


def upload_of(one: Uploaded, chunk: int) -> UploadOut:
    """Return what is shown of an upload."""
    row = one.row
    return UploadOut(
        upload=row.upload,
        owner=row.owner,
        state=cast("State", str(row.state)),
        bytes=row.bytes,
        received=one.received,
        chunk=chunk,
        sha256=row.sha256,
        begun=shown_time(row.begun_us),
        until=shown_time(row.until_us),
    )
