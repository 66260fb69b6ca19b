"""Tables of a run folder, as the pages of a run need them: whole, or some columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.case.run_finding import no_run


def manifest_of(folder: Path) -> Mapping[str, Any]:
    """Return what ``run.json`` says.

    Raises
    ------
    OutputError
        If the folder holds no finished run.
    """
    try:
        said: Mapping[str, Any] = json.loads((folder / "run.json").read_bytes())
    except (OSError, ValueError) as error:
        raise no_run(folder / "run.json", error) from error
    return said


def table_of(folder: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """Return a table of a run.

    Raises
    ------
    OutputError
        If the folder holds no finished run.
    """
    path = folder / f"{name}.parquet"
    try:
        return pq.read_table(path, columns=None if columns is None else list(columns))
    except (pa.ArrowInvalid, OSError) as error:
        raise no_run(path, error) from error
