"""The whole of ``clearwater simulate``: a request in, a folder with a log and its truth out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater import __version__
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.simulate_request import SimulationRequest
from clearwater.errors import ParameterError
from clearwater.simulate import CAMPAIGN_KINDS, CROWD_KINDS, PRESETS, write_simulated
from clearwater.simulate.writing import DESCRIPTION, TABLES

PLANTED = pa.schema(
    [
        ("campaign", pa.string()),
        ("accounts", pa.int64()),
        ("jobs", pa.int64()),
        ("warm_up", pa.int64()),
        ("framing", pa.int64()),
        ("objects", pa.int64()),
    ]
)
"""One row a campaign: events ordered as jobs, as warm-up and for framing, and the objects of these
(an object that two campaigns met on counts for the one that ordered more)."""
TRUTH_FILE = "truth_events.parquet"
KINDS = pa.schema([("what", pa.string()), ("name", pa.string()), ("parameters", pa.string())])


def simulate_job(
    request: SimulationRequest,
    folder: Path,
    *,
    overwrite: bool,
    on_progress: ProgressListener = no_progress,
) -> pa.Table:
    """Write the log to `folder` and return what was planted, with the columns of PLANTED.

    Raises
    ------
    ParameterError
        If the folder holds anything that is not an earlier simulation, or one that was not to be
        overwritten; or if the world is too small for what is to happen in it.
    OutputError
        If it cannot be written.
    """
    _check_free(folder, overwrite=overwrite)
    on_progress(Progress("draw the world", 0, 1))
    write_simulated(
        request.world,
        request.crowds,
        request.campaigns,
        folder,
        seed=request.seed,
        description={"clearwater": __version__, **_plain(request)},
        on_slice=lambda done, total: on_progress(Progress("write events", done, total)),
    )
    on_progress(Progress("write events", 1, 1))
    return _planted(request, folder)


def kinds() -> pa.Table:
    """Return every world, crowd and campaign with its parameters, with the columns of KINDS."""
    rows = [("world", name, _parameters(preset.world)) for name, preset in PRESETS.items()]
    rows += [("crowd", name, _parameters(crowd)) for name, crowd in CROWD_KINDS.items()]
    rows += [("campaign", name, _parameters(kind)) for name, kind in CAMPAIGN_KINDS.items()]
    return pa.Table.from_pylist([dict(zip(KINDS.names, r, strict=True)) for r in rows], KINDS)


def _parameters(owner: Any) -> str:
    return " ".join(f"{f.name}={getattr(owner, f.name)}" for f in fields(owner))


def _check_free(folder: Path, *, overwrite: bool) -> None:
    ours = {DESCRIPTION, *(f"{name}.parquet" for name in TABLES)}
    there = {file.name for file in folder.iterdir()} if folder.is_dir() else set()
    if folder.exists() and not folder.is_dir():
        there = {folder.name}
    strangers = sorted(there - ours)
    # An events.parquet alone may be somebody's real log; a simulation, however early it was killed,
    # has the truth beside.
    is_simulation = not strangers and TRUTH_FILE in there
    if there and not (is_simulation and overwrite):
        raise ParameterError(
            "the folder for the simulation is not empty",
            where=str(folder),
            expected="a new folder, or --overwrite" if is_simulation else "a new folder",
            found=", ".join((strangers or sorted(there))[:3]),
            next_step="Name another with --out.",
        )


def _planted(request: SimulationRequest, folder: Path) -> pa.Table:
    truth = pq.read_table(folder / TRUTH_FILE, columns=["campaign", "role"])
    counts = {
        (row["campaign"], row["role"]): row["count_all"]
        for row in truth.group_by(["campaign", "role"]).aggregate([([], "count_all")]).to_pylist()
    }
    objects = pq.read_table(folder / "truth_objects.parquet", columns=["campaign", "object"])
    # An object has a row an action.
    once = objects.group_by(["campaign", "object"]).aggregate([])["campaign"]
    pushed = {item["values"]: item["counts"] for item in once.value_counts().to_pylist()}
    rows = [
        {
            "campaign": one.name,
            "accounts": one.accounts,
            "jobs": counts.get((one.name, "job"), 0),
            "warm_up": counts.get((one.name, "warm-up"), 0),
            "framing": counts.get((one.name, "framing"), 0),
            "objects": pushed.get(one.name, 0),
        }
        for one in request.campaigns
    ]
    return pa.Table.from_pylist(rows, PLANTED)


def _plain(value: Any) -> Any:
    """Return a dataclass as JSON can hold it, with its class beside its fields."""
    if is_dataclass(value) and not isinstance(value, type):
        inner = {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
        return inner if isinstance(value, SimulationRequest) else {type(value).__name__: inner}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value
