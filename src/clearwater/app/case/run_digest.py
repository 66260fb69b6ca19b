"""What tells one run from another: a hash over its data files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from clearwater.cases.records.canonical import canonical
from clearwater.errors import OutputError
from clearwater.findings.tables import TABLES


def run_digest(folder: Path) -> str:
    """Return the SHA-256, in hex, over the data files of the run in `folder`.

    It is that of the RFC 8785 JSON of the sorted ``[name, sha256]`` of its Parquet tables. The same
    input, parameters and seed give the same tables, so a run that was repeated has the same digest;
    ``run.json`` names machine and time besides, and does not count.

    Raises
    ------
    OutputError
        If a table is missing: the folder holds no finished run.
    """
    listed = []
    for name in sorted(TABLES):
        path = folder / f"{name}.parquet"
        try:
            with path.open("rb") as file:
                listed.append([path.name, hashlib.file_digest(file, "sha256").hexdigest()])
        except OSError as error:
            raise OutputError(
                "not a finished run folder",
                where=str(path),
                expected="a table of the run",
                found=error.strerror or str(error),
                next_step="Name the folder that `clearwater scan` wrote.",
            ) from error
    return hashlib.sha256(canonical(listed)).hexdigest()
