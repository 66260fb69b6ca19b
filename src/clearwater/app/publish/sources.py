"""Reading what is to be held against each other: reports, self-reports, statements, the ledger.

A self-report of a platform is JSON::

    {"format": "clearwater self-report", "format_version": 1, "platform": "小河视频",
     "week": "2026-W10", "offset_min": 480, "published": "2026-03-11T09:00:00.000000Z",
     "figures": [{"figure": "accounts.restricted", "by": {}, "value": 12}]}

or CSV with the columns ``platform, week, offset_min, published, figure, by, value``, where ``by``
is ``kind=mute; category=brushing``. Its figures are ours, by their ids and definitions.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clearwater.app.publish import transparency, weekly
from clearwater.cases.exchange.strict_json import Limits, NotReadableError, read_json
from clearwater.cases.figures.crosscheck.base import (
    PUBLIC,
    SELF_REPORT,
    STATEMENTS,
    WEEKLY,
    Claim,
    Source,
)
from clearwater.cases.figures.crosscheck.claims import (
    public_claims,
    self_report_claims,
    weekly_claims,
)
from clearwater.cases.figures.crosscheck.forms import (
    FormError,
    needed,
    require_public,
    require_weekly,
)
from clearwater.cases.figures.periods import Period, period
from clearwater.cases.ledger.entry import time_of
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.errors import ParameterError, SourceError

SELF_REPORT_FORMAT = "clearwater self-report"
SELF_REPORT_COLUMNS = ("platform", "week", "offset_min", "published", "figure", "by", "value")
_LINE = Limits(most_bytes=200_000, deepest=8)
MOST_BYTES = 200_000_000


def read_source(path: Path) -> Source:
    """Return a source that stands in a file; what it is its content says.

    Raises
    ------
    SourceError
        If it cannot be read, or is none of the forms that are known.
    """
    content = _content(path)
    if path.suffix == ".csv":
        return _self_report(path, *_csv_rows(path, content))
    if path.suffix in {".jsonl", ".ndjson"}:
        return Source(path.name, STATEMENTS, rows=_lines(path, content))
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _refused(path, f"JSON: {str(error)[:120]}") from error
    return source_of(path, said)


def source_of(path: Path, said: Any) -> Source:
    """Return the source that a JSON document is.

    Raises
    ------
    SourceError
        If it is none that is known.
    """
    form = said.get("format") if isinstance(said, dict) else None
    try:
        if form == weekly.FORMAT:
            require_weekly(said)
            return _report(path, WEEKLY, said, tuple(weekly_claims(said)))
        if form == transparency.FORMAT:
            require_public(said)
            return _report(path, PUBLIC, said, tuple(public_claims(said)))
        if form == SELF_REPORT_FORMAT:
            figures = [{**row} for row in needed(said, "figures", list)]
            return _self_report(path, said, figures)
    except (FormError, KeyError, TypeError, ValueError, ParameterError) as error:
        raise _refused(path, f"another form: {str(error)[:120]}") from error
    raise _refused(path, f"format {form!r}")


def _report(path: Path, kind: str, said: Mapping[str, Any], claims: tuple[Claim, ...]) -> Source:
    of, organisation = said["period"], str(said["organisation"])
    found = period(str(of["name"]), int(of["offset_min"]))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Source(path.name, kind, organisation, found, said, claims, sha256=digest)


def _self_report(
    path: Path, said: Mapping[str, Any], figures: Sequence[Mapping[str, Any]]
) -> Source:
    try:
        week = period(str(needed(said, "week", str)), int(said.get("offset_min") or 0))
        claims = tuple(self_report_claims([*figures], week.name))
        published = said.get("published")
        published_us = None if not published else time_of(str(published))
    except (FormError, ParameterError, ValueError, AttributeError) as error:
        raise _refused(path, f"another form: {str(error)[:120]}") from error
    return Source(
        name=path.name,
        kind=SELF_REPORT,
        organisation=str(said.get("platform")),
        period=week,
        claims=claims,
        published_us=published_us,
        due_us=due_us(week),
    )


def due_us(week: Period, policy: Policy | None = None) -> int:
    """Return by when a report of a week is due; by the policy that Clearwater brings, if by none.

    Files alone do not say by which policy they were owed: a ledger does.
    """
    policy = default_policy() if policy is None else policy
    return week.end_us + policy.duties.self_report_s * 1_000_000


def _csv_rows(path: Path, content: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        rows = [*csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refused(path, f"no CSV in UTF-8: {error}") from error
    if not rows or not {"week", "figure", "value"} <= rows[0].keys():
        raise _refused(path, "no columns week, figure and value")
    first = rows[0]
    if any((row["week"], row.get("platform")) != (first["week"], first.get("platform"))
           for row in rows):  # fmt: skip
        raise _refused(path, "rows of several weeks or platforms")
    figures = [
        {"figure": row["figure"], "by": _by(row.get("by") or ""), "value": _number(row["value"])}
        for row in rows
    ]
    return dict(first), figures


def _by(said: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in said.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _number(said: str | None) -> int | float | str | None:
    """Return the number that a cell holds, or the cell as it is: a rule says that it is none."""
    text = (said or "").strip().removeprefix("'")
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None


def _lines(path: Path, content: bytes) -> tuple[Mapping[str, Any], ...]:
    rows = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            said = read_json(line, f"line {number}", _LINE)
        except NotReadableError as error:
            raise _refused(path, f"line {number}: {error.found}") from error
        if not isinstance(said, dict):
            raise _refused(path, f"line {number}: no object")
        rows.append(said)
    return tuple(rows)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, f"more than {MOST_BYTES} bytes")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            "this cannot be read", where=str(path), found=error.strerror or str(error)
        ) from error


def _refused(path: Path, found: str) -> SourceError:
    return SourceError(
        "this is no source of figures",
        where=str(path),
        expected="a weekly or transparency report as JSON, a self-report as JSON or CSV, or "
        "statements of reasons as .jsonl",
        found=found,
        next_step="See docs/figures.md for the forms.",
    )
