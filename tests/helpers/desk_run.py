"""The log of `desk` as files and as a finished run, with devices, lines and texts besides."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import clearwater as cw
from clearwater.findings.run import Run
from tests.helpers.coded import events_table, objects_table
from tests.helpers.desk import DESK, SECOND_DESK, desk_rows

WINDOWS = (10, 60)
SPUN = (
    "真的好用，物流快，推荐大家买！",
    "真的好用，物流快，推荐大家買～",
    "真的好用 物流快 推荐大家买!!",
)


@cache
def desk_events() -> pa.Table:
    """Return the events; each desk on one line, everybody with a device, the desk with a text."""
    rows, _ = desk_rows()
    table = events_table(rows)
    actors = table["actor"].to_pylist()
    texts = [
        SPUN[n % len(SPUN)] if who in DESK else f"{who} 第{n}次来，{who[::-1]}风景不错{n * 7}"
        for n, who in enumerate(actors)
    ]
    return (
        table.append_column("device", pa.array([f"phone-{who}" for who in actors]))
        .append_column("line", pa.array([line_of(who) for who in actors]))
        .append_column("text", pa.array(texts))
    )


def line_of(account: str) -> str:
    """Return the line of an account."""
    if account in DESK:
        return "line-desk"
    return "line-next" if account in SECOND_DESK else f"line-{account}"


def desk_event_log() -> cw.EventLog:
    """Return the log as a person reads it."""
    _, birth = desk_rows()
    return cw.read(desk_events(), objects=objects_table(birth))


@cache
def desk_run() -> Run:
    """Return the scanned log."""
    return cw.scan(desk_event_log(), windows=WINDOWS, threads=1)


def write_desk(folder: Path) -> tuple[Path, Path]:
    """Write events and objects, and return the two files."""
    _, birth = desk_rows()
    events, objects = folder / "events.parquet", folder / "objects.parquet"
    pq.write_table(desk_events(), events)
    pq.write_table(objects_table(birth), objects)
    return events, objects
