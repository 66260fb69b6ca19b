"""The events of a run's group, read again from the log of the run: before there is a case.

A run folder holds when members acted, and neither what they did nor where from. As long as the log
is the one that the run was made from, and not too long to wait for, that is read from it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.case.events_of import write_events_of
from clearwater.app.case.from_runs import Runs
from clearwater.app.case.places_of import KINDS, kinds_in, places_of
from clearwater.app.group.source import Group
from clearwater.app.run_sources import Elsewhere, check_unchanged, sources_of
from clearwater.app.scan_job import open_log
from clearwater.errors import ClearwaterError
from clearwater.events.log import EventLog

MOST_EVENTS = 3_000_000
"""Events of a log that is read while somebody waits; a longer one is read when a case is opened."""
Tables = dict[str, pa.Buffer]


def with_events(group: Group, keep: Callable[[Group], Tables]) -> Group:
    """Return a group of a run with its members' events and their places, where they can be read.

    Parameters
    ----------
    keep
        Returns `read_from_log` of the group, made once.
    """
    if int(group.manifest.get("counts", {}).get("events", MOST_EVENTS + 1)) > MOST_EVENTS:
        return group
    try:
        tables = keep(group)
    except ClearwaterError:
        # The log has moved, has changed or was never a file: the page says what is missing.
        return group
    before = group.open_table

    def opened(name: str) -> pa.NativeFile:
        return pa.BufferReader(tables[name]) if name in tables else before(name)

    # What was computed of them is kept under a key of its own: it goes when the log does.
    return replace(
        group,
        key=f"{group.key} log",
        tables=group.tables | tables.keys(),
        open_table=opened,
    )


def read_from_log(group: Group, runs: Runs, run: str) -> Tables:
    """Return the members' events and the places that they share, as Parquet files.

    Raises
    ------
    ClearwaterError
        If the log is not there, or is not the one that the run was made from.
    """
    folder = runs.folder_of(run)
    log = cast(
        "EventLog",
        open_log(runs.load_parts(), sources_of(group.manifest, folder, Elsewhere())),
    )
    accounts = group.table("members", ["account"])["account"].combine_chunks()
    with tempfile.TemporaryDirectory(prefix=".clearwater-") as scratch:
        path = Path(scratch) / "events.parquet"
        check_unchanged(group.manifest, write_events_of(log, accounts, path), folder)
        columns = ["actor", "time", *dict.fromkeys(KINDS[one] for one in kinds_in(log.columns))]
        places, _ = places_of(log, accounts, pq.read_table(path, columns=columns))
        events = pa.py_buffer(path.read_bytes())
    sink = pa.BufferOutputStream()
    pq.write_table(places, sink)
    return {"events": events, "places": sink.getvalue()}
