"""A process that looks at the beginning of a log: ``python -m clearwater.app.work.look``.

What it is asked comes in as JSON on standard input, what it saw goes out on standard output and
nowhere else: rows of a log stay in memory. It is bounded, because it opens what strangers made.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.app.work.column_names import suggested
from clearwater.app.work.not_utf8 import other_encoding
from clearwater.app.work.without_values import without_values
from clearwater.errors import ClearwaterError
from clearwater.events import read
from clearwater.events.canonical import Sorted, Sorter
from clearwater.events.formats.base import REGISTRY, ColumnFormat, Format, RecordFormat
from clearwater.events.locate import located
from clearwater.events.log import BoundSource, EventLog
from clearwater.events.mapping import Constant, FromColumn
from clearwater.events.readers.base import Source
from clearwater.events.schema import OPTIONAL, REQUIRED
from clearwater.events.times import TimeReader

MEMORY = 6 << 30
"""Bytes of addresses, of which Arrow reserves some without using them."""
SECONDS = 30
RAW_ROWS, ROWS, FAULTS = 5, 20, 50
MOST_COLUMNS = 300
LONGEST = 200


def looked(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns, what they may mean, and the first rows as they will be read."""
    (source, *_) = located(said["source"])
    columns = source.schema().names
    found: dict[str, Any] = {
        "columns": [_short(one) for one in columns[:MOST_COLUMNS]],
        "columns_in_all": len(columns),
        "encoding": other_encoding(Path(said["source"])),
        "formats": _fitting(columns),
        "suggested": suggested(columns),
        "raw": list(_raw(source)),
        "read": None,
        "problem": None,
    }
    options = {name: said[name] for name in ("format_in", "time_zone", "time_unit")}
    try:
        log = read(said["source"], mapping=said["mapping"] or None, **options)
        found["read"] = _read(log)
    except ClearwaterError as error:
        found["problem"] = {
            "what": error.what,
            "expected": error.expected,
            "found": error.found,
            "next": error.next_step,
        }
    return found


def _read(log: EventLog) -> dict[str, Any]:
    (bound, *_) = log.sources
    told, rows = _first(log, bound)
    events = told.events.slice(0, ROWS)
    return {
        "bindings": {
            name: {"column": origin.column}
            if isinstance(origin, FromColumn)
            else {"constant": origin.value}
            for name, origin in bound.bindings.of.items()
            if isinstance(origin, FromColumn | Constant)
        },
        "columns": list(log.columns),
        "rows": [[_value(row[name]) for name in events.schema.names] for row in _listed(events)],
        "row_columns": list(events.schema.names),
        "lines": [int(line) for line in told.lines[:ROWS]],
        "accounts": len(set(events.column("actor").to_pylist())),
        "looked_at": rows,
        "good": told.events.num_rows,
        "bad": len(told.faults) + told.unlisted,
        "skipped": told.skipped,
        "faults": [
            {
                "line": one.line,
                "field": one.field,
                "reason": one.reason,
                "value": None if one.value is None else _short(one.value),
            }
            for one in told.faults[:FAULTS]
        ],
        "notes": [note for note in log.notes if "/" not in note],
    }


def _first(log: EventLog, bound: BoundSource) -> tuple[Sorted, int]:
    """Return what becomes of the first rows, and how many those are."""
    times = TimeReader(log.time_zone)
    times.where = "time"
    if bound.time_unit != "auto":
        times.time_unit = bound.time_unit
    sorter = Sorter(bound.bindings, log.types, times, log.columns)
    with closing(bound.source.chunks(sorter.needed)) as chunks:
        chunk = next(chunks)
    return sorter.sort(chunk, FAULTS), chunk.rows


def _raw(source: Source) -> Iterator[list[str | None]]:
    columns = source.schema().names[:MOST_COLUMNS]
    with closing(source.chunks(columns)) as chunks:
        for chunk in chunks:
            for row in _listed(chunk.batch.slice(0, RAW_ROWS)):
                yield [_value(row[name]) for name in columns]
            return


def _listed(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Yield rows; what cannot be decoded is said to be so."""
    for number in np.arange(batch.num_rows):
        row: dict[str, Any] = {}
        for name in batch.schema.names:
            try:
                row[name] = batch.column(name)[int(number)].as_py()
            except (UnicodeDecodeError, ValueError, pa.ArrowInvalid):
                row[name] = "�"
        yield row


def _fitting(columns: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"name": name, "summary": form.summary}
        for name, form in sorted(REGISTRY.items())
        if _fits(form(), columns)
    ]


def _fits(form: Format, columns: Sequence[str]) -> bool:
    if isinstance(form, RecordFormat):
        return bool(form.needs) and set(form.needs) <= set(columns)
    if isinstance(form, ColumnFormat):
        with suppress(ClearwaterError):
            return len(form.mapping(columns, "")) > len(REQUIRED) - 1
    return False


def _value(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat().replace("+00:00", "Z")
    return _short(str(value))


def _short(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= LONGEST else clean[:LONGEST] + "…"


def known_columns() -> tuple[str, ...]:
    """Return every column that events may have."""
    return (*REQUIRED, *OPTIONAL)


def _bound() -> None:
    """Take no more memory and time than a look may need."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    """Look at what standard input names."""
    _bound()
    try:
        said = looked(json.load(sys.stdin))
    except ClearwaterError as error:
        # Nothing is on record yet: what is refused is not quoted.
        said = {"refused": {"what": error.what, **without_values(error)}}
    except MemoryError:
        said = {"refused": {"what": "the first rows need more memory than a look may use"}}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
