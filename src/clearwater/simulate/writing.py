"""A simulated log written to Parquet slice by slice: the whole of it is never in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.errors import OutputError
from clearwater.simulate.campaigns import Campaign
from clearwater.simulate.columns import EVENTS, TRUTH_EVENTS
from clearwater.simulate.crowds import Crowd
from clearwater.simulate.log import Draft, SimulatedLog, draft_log
from clearwater.simulate.world_config import WorldConfig

TABLES = ("events", "objects", "accounts", "truth", "truth_events", "truth_objects")
DESCRIPTION = "simulation.json"
"""Written last: a folder that has it is whole."""


def write_simulated(
    world: WorldConfig,
    crowds: Sequence[Crowd],
    campaigns: Sequence[Campaign],
    folder: Path,
    *,
    seed: int,
    description: dict[str, Any],
    on_slice: Callable[[int, int], None],
) -> int:
    """Write ``<folder>/<table>.parquet`` for every table and return the number of events.

    Same arguments, same bytes. `description` goes to ``simulation.json``, last.

    Raises
    ------
    ParameterError
        If the world is too small for what is to happen in it.
    OutputError
        If the folder cannot be written.
    """
    draft = draft_log(world, crowds, campaigns, seed=seed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DESCRIPTION).unlink(missing_ok=True)
        events = _write_slices(draft, folder, on_slice)
        for name in ("objects", "accounts", "truth"):
            _write(getattr(draft, name), folder / f"{name}.parquet")
        _write(draft.counts.table(), folder / "truth_objects.parquet")
        text = json.dumps({**description, "events": events}, indent=2, ensure_ascii=False)
        (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return events


def write_tables(log: SimulatedLog, folder: str | Path) -> Path:
    """Write each table of a log as ``<folder>/<table>.parquet`` and return the folder.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            _write(getattr(log, name), target / f"{name}.parquet")
    except OSError as error:
        raise _cannot_write(target, error) from error
    return target


def _write_slices(draft: Draft, folder: Path, on_slice: Callable[[int, int], None]) -> int:
    events = 0
    with (
        _writer(folder / "events.parquet", EVENTS) as rows,
        _writer(folder / "truth_events.parquet", TRUTH_EVENTS) as truth,
    ):
        for number, (slice_events, slice_truth) in enumerate(draft.slices, 1):
            rows.write_table(slice_events)
            truth.write_table(slice_truth)
            events += slice_events.num_rows
            on_slice(number, draft.count)
    return events


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    # Every event has its own name: a dictionary of them would only be built to be thrown away.
    repeated = [name for name in schema.names if name not in ("event", "time")]
    # Typed by hand: pyarrow's own signature knows of yes and no only, and takes names as well.
    columns: dict[str, Any] = {"use_dictionary": repeated, "write_statistics": ["event", "time"]}
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=1, **columns)


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", compression_level=1)


def _cannot_write(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        "the simulated log cannot be written",
        where=str(folder),
        found=error.strerror or str(error),
        next_step="Name another folder, or make room.",
    )
