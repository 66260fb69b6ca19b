"""A finished scan: frozen tables and a manifest, saved as a run folder and read back from one.

The folder is readable without Clearwater: ``run.json`` and one Parquet file a table. The data files
hold nothing that depends on the clock, the machine or the row order of the input; what does
(start, duration, host versions) stands in ``run.json`` under ``"environment"`` only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.errors import OutputError
from clearwater.findings.tables import TABLES


@dataclass(frozen=True)
class Run:
    """What a scan found. Tables are Arrow; their columns are described in ``findings.tables``."""

    manifest: Mapping[str, Any]
    """Versions, parameters, seed, input hashes, counts, skipped detectors with reasons."""
    tables: Mapping[str, pa.Table] = field(repr=False)

    def __getattr__(self, name: str) -> pa.Table:
        """Return the table `name`, so that ``run.findings`` reads as it is spoken."""
        tables: Mapping[str, pa.Table] = object.__getattribute__(self, "tables")
        if name in tables:
            return tables[name]
        raise AttributeError(f"a run has no table {name!r}; it has {', '.join(sorted(TABLES))}")

    def save(self, folder: str | Path) -> Path:
        """Write the run folder and return its path.

        Each file is written beside its place and then moved there, ``run.json`` last, so that a
        folder with a ``run.json`` is always whole.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        target = Path(folder)
        try:
            target.mkdir(parents=True, exist_ok=True)
            (target / "run.json").unlink(missing_ok=True)
            for name in TABLES:
                _write_parquet(self.tables[name], target / f"{name}.parquet")
            _write_text(
                json.dumps(self.manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n",
                target / "run.json",
            )
        except OSError as error:
            raise OutputError(
                "the run folder cannot be written",
                where=str(target),
                found=error.strerror or str(error),
                next_step="Name another folder, or make room.",
            ) from error
        return target

    @classmethod
    def load(cls, folder: str | Path) -> Run:
        """Return the run that `save` wrote to `folder`.

        Raises
        ------
        OutputError
            If the folder holds no finished run.
        """
        source = Path(folder)
        if not (source / "run.json").is_file():
            raise OutputError(
                "not a finished run folder",
                where=str(source),
                expected="a folder with run.json",
                next_step="Run `clearwater scan` first, or name the folder it wrote.",
            )
        manifest = json.loads((source / "run.json").read_text(encoding="utf-8"))
        tables = {name: pq.read_table(source / f"{name}.parquet") for name in TABLES}
        return cls(manifest=manifest, tables=tables)


def empty_tables() -> dict[str, pa.Table]:
    """Return every table of a run folder with its schema and no rows."""
    return {name: schema.empty_table() for name, schema in TABLES.items()}


def _write_parquet(table: pa.Table, path: Path) -> None:
    partial = path.with_suffix(".partial")
    pq.write_table(table, partial, compression="zstd", row_group_size=1 << 20)
    partial.replace(path)


def _write_text(text: str, path: Path) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)
