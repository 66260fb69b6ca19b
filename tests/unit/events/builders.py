"""Small logs, written out so that they can be checked by eye."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from clearwater.events import EventLog, Reading, read
from clearwater.units import Share

HEADER = "actor,action,object,time"
T0 = "2024-01-01T00:00:00Z"
ALL_BAD = Share(1.0)


def csv_log(*rows: str, header: str = HEADER) -> bytes:
    return ("\n".join([header, *rows]) + "\n").encode()


def write(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def drain(log: EventLog) -> tuple[list[dict[str, Any]], Reading]:
    """Return all events of `log` with all its columns, and the account."""
    with log.open(log.columns) as stream:
        rows = [row for batch in stream for row in batch.to_pylist()]
    return rows, stream.reading


def drained(source: object, **options: Any) -> tuple[list[dict[str, Any]], Reading]:
    return drain(read(source, **options))


def faults(reading: Reading) -> list[tuple[int, str, str]]:
    return [(row["line"], row["field"], row["reason"]) for row in reading.quarantine.to_pylist()]


def table(**columns: Any) -> pa.Table:
    """Return one event a row; whatever is not given is filled in."""
    rows = len(next(iter(columns.values()))) if columns else 1
    filled: dict[str, Any] = {
        "actor": ["ann"] * rows,
        "action": ["like"] * rows,
        "object": ["o"] * rows,
        "time": [1_700_000_000] * rows,
    }
    return pa.table({**filled, **columns})
