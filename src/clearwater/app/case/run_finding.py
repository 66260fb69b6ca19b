"""One finding of a run, read once: what a case takes in and what is frozen rest on the same bytes.

Only the rows of the finding are kept, and only from the tables that say what it is and whom it is
about; a run's pairs and meetings are for whoever freezes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clearwater.app.case.run_digest import run_digest
from clearwater.errors import OutputError, ParameterError, near_names


@dataclass(frozen=True)
class RunFinding:
    """A finding of a run, as the run folder says it."""

    folder: Path
    finding: str
    digest: str
    """`run_digest` of the folder."""
    manifest: Mapping[str, Any] = field(repr=False)
    manifest_bytes: bytes = field(repr=False)
    """``run.json`` as it stands there."""
    row: pa.Table = field(repr=False)
    """Its row of ``findings``."""
    members: pa.Table = field(repr=False)
    """Its rows of ``members``."""


def read_finding(folder: Path, finding: str, digest: str | None = None) -> RunFinding:
    """Return a finding of the run in `folder`.

    Parameters
    ----------
    digest
        `run_digest` of the folder, where it is known already: it reads every file.

    Raises
    ------
    OutputError
        If the folder holds no finished run.
    ParameterError
        If the run has no such finding; near names are offered.
    """
    known_digest = run_digest(folder) if digest is None else digest
    manifest, said = _manifest(folder)
    wanted = pa.array([finding], pa.string())
    row = rows_of(folder, "findings", "finding", wanted)
    if not row.num_rows:
        raise _no_such_finding(folder, finding)
    members = rows_of(folder, "members", "finding", wanted)
    return RunFinding(folder, finding, known_digest, manifest, said, row, members)


def rows_of(folder: Path, name: str, column: str, values: pa.Array) -> pa.Table:
    """Return the rows of a table whose `column` is among `values`, in their order, batch by batch.

    Raises
    ------
    OutputError
        If the table is none: the folder holds no finished run.
    """
    options = pc.SetLookupOptions(value_set=values)
    path = folder / f"{name}.parquet"
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            kept = [
                batch.filter(pc.call_function("is_in", [batch.column(column)], options))
                for batch in file.iter_batches()
            ]
    except (pa.ArrowInvalid, OSError) as error:
        raise no_run(path, error) from error
    return pa.Table.from_batches(kept, schema).combine_chunks()


def no_run(path: Path, error: Exception) -> OutputError:
    """Return the error that says so of a folder."""
    return OutputError(
        "not a finished run folder",
        where=str(path),
        found=str(error),
        next_step="Name the folder that `clearwater scan` wrote.",
    )


def _manifest(folder: Path) -> tuple[Mapping[str, Any], bytes]:
    try:
        said = (folder / "run.json").read_bytes()
        return json.loads(said), said
    except (OSError, ValueError) as error:
        raise no_run(folder / "run.json", error) from error


def _no_such_finding(folder: Path, finding: str) -> ParameterError:
    known = pq.read_table(folder / "findings.parquet", columns=["finding"])["finding"].to_pylist()
    return ParameterError(
        "the run has no such finding",
        where=str(folder),
        expected=", ".join(known[:20]) or "none: nothing was found in it",
        found=repr(finding),
        next_step=near_names(finding, known),
    )
