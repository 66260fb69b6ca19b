"""The log of `desk` scanned into a run folder, with the command that a person would have typed."""

from __future__ import annotations

from pathlib import Path

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.recompute import recompute_command
from clearwater.app.scan_request import Method, Sources
from clearwater.findings.run import Run
from clearwater.units import Share
from tests.helpers.desk_run import WINDOWS, desk_run, write_desk


def desk_folder(folder: Path) -> Path:
    """Return a run folder beside the files that it was made from; nothing is scanned twice."""
    events, objects = write_desk(folder)
    run = desk_run()
    read = REAL_PARTS.read(str(events), objects=str(objects))
    with read.open(read.columns) as stream:  # type: ignore[attr-defined]  # a real log, not the protocol
        for _ in stream:
            pass
    inputs = [
        {"name": str(events), "sha256": one.sha256, "bytes": one.bytes, "rows": one.rows}
        for one in stream.reading.files
    ]
    method = Method(tuple(float(w) for w in WINDOWS), Share(0.01), seed=0)
    command = recompute_command(Sources(str(events), objects=str(objects)), method, folder / "run")
    told = {**run.manifest, "inputs": inputs, "command": command}
    Run(told, run.tables).save(folder / "run")
    return folder / "run"
