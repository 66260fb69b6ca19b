"""Reports in bulk: CSV or JSON lines, columns by name, bad rows set apart with line and reason.

A file may be sent again: a row whose id came before does nothing. Rows that the sender gave no id
get one from what they say and when, so that the same row is the same too. A file is looked through
before anything is taken in, and where too many of its rows are bad nothing is.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from clearwater.app.case.at_store import time_us
from clearwater.app.case.desk import Desk
from clearwater.app.intake.receiving import Reported, receive_in
from clearwater.app.scan_request import DEFAULT_BAD_SHARE
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import (
    ClearwaterError,
    ParameterError,
    SourceError,
    TooManyBadRowsError,
    near_names,
)
from clearwater.units import Share

COLUMNS: Mapping[str, str] = {
    "reporter": "who reports",
    "category": "under which category",
    "account": "whom it is about",
    "object": "what it is about, where no account is named",
    "id": "the platform's own id of the report",
    "time": "when it was sent, ISO 8601 with its zone",
    "words": "what the reporter said",
    "place": "where from: an address or a line",
    "device": "on which device",
    "joined": "when the reporter's account was made, ISO 8601 with its zone",
}
"""Columns that are read, by their names or by those that a mapping gives."""
NEEDED = ("reporter", "category")
_AT_ONCE = 200
"""Rows of one transaction."""
_TIME_FIELDS = ("time", "joined")


@dataclass(frozen=True)
class Bad:
    """One row that was not taken in. It repeats nothing of the row: a row names people."""

    line: int
    """In the file, from 1."""
    field: str
    """Which column is at fault; empty where it is the row as a whole."""
    reason: str


@dataclass(frozen=True)
class Importing:
    """What is read, and how."""

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    """Column of `COLUMNS` -> what the file calls it."""
    categories: Mapping[str, str] = field(default_factory=dict)
    """The platform's word for a category -> that of the policy."""
    max_bad_share: Share = DEFAULT_BAD_SHARE
    """0..1; above it nothing is taken in."""


@dataclass(frozen=True)
class Imported:
    """What came of a file."""

    rows: int
    reports: int
    """New ones."""
    again: int
    """Rows that repeat a report of the same window."""
    repeated: int
    """Rows that had come before, so that nothing was done."""
    bad: tuple[Bad, ...]


Row = tuple[int, Reported]
"""Line and report."""


def import_reports(desk: Desk, importing: Importing) -> Imported:
    """Take the reports of a file in, and return what came of it.

    Raises
    ------
    SourceError
        If the file cannot be read.
    ParameterError
        If a column is missing or a mapping names one that is none.
    TooManyBadRowsError
        If too many rows are bad; nothing was taken in.
    RefusedError
        If the person may not receive reports.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.RECEIVE_USER_REPORT)
    known = frozenset(one.name for one in context.policy.categories)
    reading = _Reading(importing, known, context.now_us)
    bad = [one for one in reading.rows() if isinstance(one, Bad)]
    total = reading.count
    if total and len(bad) > importing.max_bad_share * total:
        first = bad[0]
        raise TooManyBadRowsError(
            "too many rows cannot be used",
            where=f"{importing.path}, line {first.line}" + (first.field and f", {first.field}"),
            expected=f"at most {importing.max_bad_share:.1%} of {total} rows",
            found=f"{len(bad)}; the first: {first.reason}",
            next_step="Correct the file, name its columns with --map, or allow more with "
            "--max-bad-share. Nothing was taken in.",
        )
    return _taken_in(desk, reading, total)


def _taken_in(desk: Desk, reading: _Reading, total: int) -> Imported:
    bad: list[Bad] = []
    counts = {"reports": 0, "again": 0, "repeated": 0}
    rows = reading.rows()
    while some := list(islice(rows, _AT_ONCE)):
        bad += [one for one in some if isinstance(one, Bad)]
        with desk.store.writing(desk.organisation) as unit:
            context = desk.context(unit)
            for line, reported in (one for one in some if not isinstance(one, Bad)):
                try:
                    received = receive_in(desk, unit, context, reported)
                except RefusedError as error:
                    # Nothing of this row was written yet: a refusal comes before the first row.
                    bad.append(Bad(line, "", str(error).split("\n")[0]))
                    continue
                came = "repeated" if received.repeated else "reports" if received.new else "again"
                counts[came] += 1
    return Imported(total, bad=tuple(bad), **counts)


class _Reading:
    """Reads the rows of a file, each time from its beginning."""

    def __init__(self, importing: Importing, categories: frozenset[str], now_us: int) -> None:
        self._of = importing
        self._categories = categories
        self._now_us = now_us
        self.count = 0
        unknown = sorted(importing.columns.keys() - COLUMNS.keys())
        if unknown:
            raise ParameterError(
                "reports have no such column",
                expected=" | ".join(COLUMNS),
                found=repr(unknown[0]),
                next_step=near_names(unknown[0], list(COLUMNS)),
            )

    def rows(self) -> Iterator[Row | Bad]:
        """Yield each row as a report, or why it is none."""
        self.count = 0
        try:
            with self._of.path.open(encoding="utf-8-sig", newline="") as file:
                for line, row in self._lines(file):
                    self.count += 1
                    yield row if isinstance(row, Bad) else self._row(line, row)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise SourceError(
                "the reports cannot be read",
                where=str(self._of.path),
                expected="UTF-8 text: CSV with a header, or one JSON object a line (.jsonl)",
                found=getattr(error, "strerror", None) or str(error),
            ) from error

    def _lines(self, file: TextIO) -> Iterator[tuple[int, dict[str, str] | Bad]]:
        if self._of.path.suffix in {".jsonl", ".ndjson"}:
            yield from _json_lines(file)
            return
        reader = csv.DictReader(file)
        self._require_columns(reader.fieldnames or ())
        for row in reader:
            if None in row or any(value is None for value in row.values()):
                yield reader.line_num, Bad(reader.line_num, "", "another number of fields")
            else:
                yield reader.line_num, row

    def _require_columns(self, present: Iterable[str]) -> None:
        names = list(present)
        for column in NEEDED:
            called = self._of.columns.get(column, column)
            if called not in names:
                raise ParameterError(
                    "the file lacks a column",
                    where=str(self._of.path),
                    expected=f"{called}: {COLUMNS[column]}",
                    found=", ".join(names[:12]) or "no header",
                    next_step=near_names(called, names) or f"Name it with --map {column}=NAME.",
                )

    def _row(self, line: int, row: Mapping[str, str]) -> Row | Bad:
        said = {name: row.get(self._of.columns.get(name, name)) or None for name in COLUMNS}
        category = self._of.categories.get(said["category"] or "", said["category"])
        times: dict[str, int | None] = {}
        for name in _TIME_FIELDS:
            try:
                times[name] = None if said[name] is None else time_us(str(said[name]))
            except ClearwaterError:
                return Bad(line, name, "not an ISO 8601 time with its zone")
        fault = self._fault(said, category, times["time"])
        if fault is not None:
            return Bad(line, *fault)
        return line, Reported(
            reporter=str(said["reporter"]),
            category=str(category),
            account=said["account"],
            thing=said["object"],
            id=said["id"] or _made_id(said),
            time_us=times["time"],
            words=said["words"],
            place=said["place"],
            device=said["device"],
            joined_us=times["joined"],
        )

    def _fault(
        self, said: Mapping[str, str | None], category: str | None, at_us: int | None
    ) -> tuple[str, str] | None:
        """Return which field is at fault, and how."""
        if said["reporter"] is None:
            return "reporter", "nobody reports"
        if said["account"] is None and said["object"] is None:
            return "account", "no account and no object"
        if category not in self._categories:
            return "category", "not in the policy's list"
        if at_us is not None and not 0 <= at_us <= self._now_us:
            return "time", "in the future, or before 1970"
        return None


def _made_id(said: Mapping[str, str | None]) -> str | None:
    """Return an id of a row that has none: a hash of it. Without a time that would not suffice."""
    if said["time"] is None:
        return None
    whole = json.dumps([said[name] for name in COLUMNS], ensure_ascii=False)
    return f"row-{hashlib.sha256(whole.encode()).hexdigest()}"


def _json_lines(file: TextIO) -> Iterator[tuple[int, dict[str, str] | Bad]]:
    for line, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError:
            yield line, Bad(line, "", "not JSON")
            continue
        plain = isinstance(row, dict) and all(
            isinstance(value, str | int | None) for value in row.values()
        )
        if not plain:
            yield line, Bad(line, "", "not one object of plain values")
        else:
            yield line, {name: str(value) for name, value in row.items() if value is not None}
