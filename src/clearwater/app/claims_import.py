"""The whole of ``clearwater claims import``: files of published checks into one kept table."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.claims_records import Retraction, name_of, records_of
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.detect.claims import CHECKS, Check, CheckStore, claims_of, contradictions
from clearwater.errors import OutputError, SourceError
from clearwater.events.quarantine import Fault, Quarantine

IMPORTED = pa.schema(
    [
        ("what", pa.string()),
        ("records", pa.int64()),
        ("remark", pa.string()),
        ("first", pa.string()),
    ]
)
"""What became of the records: how many, what is to be said of them, and where the first stands."""
QUARANTINED, CONTRADICTED = "quarantined", "contradicted"
NO_SUCH_CHECK = "no check is kept from the address that was withdrawn"


@dataclass
class _Told:
    """Counts of (what became of records, remark), with the first place of each."""

    counts: dict[tuple[str, str | None], int] = field(default_factory=dict)
    first: dict[tuple[str, str | None], str] = field(default_factory=dict)

    def add(self, what: str, remark: str | None, place: str, times: int = 1) -> None:
        """Count `times` records."""
        key = (what, remark)
        self.counts[key] = self.counts.get(key, 0) + times
        self.first.setdefault(key, place)

    def table(self) -> pa.Table:
        """Return the counts, in the order in which they were first met, schema `IMPORTED`."""
        rows = [
            {"what": what, "records": count, "remark": remark, "first": self.first[what, remark]}
            for (what, remark), count in self.counts.items()
        ]
        return pa.Table.from_pylist(rows, IMPORTED)


@dataclass(frozen=True)
class Imported:
    """What one import did."""

    told: pa.Table
    """Schema `IMPORTED`."""
    checks: int
    """Checks that are kept now, each counted once."""
    quarantine: Path | None
    """Where the records are that say nothing that could be kept."""


def read_checks(
    files: Sequence[Any],
    store: CheckStore,
    *,
    mapping: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    on_progress: ProgressListener = no_progress,
) -> tuple[pa.Table, pa.Table]:
    """Take the records of `files` into `store`; return what became of them, and the quarantine.

    `files` are paths or Arrow tables.

    Raises
    ------
    SourceError, SchemaError, ParameterError
        If a file cannot be read, or a column that was named is not there.
    """
    told, quarantine = _Told(), Quarantine()
    for number, path in enumerate(files):
        on_progress(Progress("read checks", number, len(files)))
        for record in records_of(path, mapping or {}, time_zone):
            _take(record, name_of(path), store, told, quarantine)
    on_progress(Progress("read checks", len(files), len(files)))
    for one in contradictions(claims_of(store.checks())):
        told.add(CONTRADICTED, "its checks rate it differently; all are kept", one.claim)
    return told.table(), quarantine.table()


def claims_import(
    files: Sequence[Path],
    out: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    on_progress: ProgressListener = no_progress,
) -> Imported:
    """Write the checks of `files` to `out`, or add them to what it holds.

    The same files once more change nothing. A check that says something else gets a version beside
    the earlier ones; one that is withdrawn stays, marked.

    Raises
    ------
    SourceError
        If a file cannot be read, or no check was found and none kept.
    OutputError
        If `out` is no table of checks, or cannot be written.
    """
    store = CheckStore(read_store(out) if out.exists() else None)
    told, quarantine = read_checks(
        files, store, mapping=mapping, time_zone=time_zone, on_progress=on_progress
    )
    table = store.table()
    beside = out.with_name(f"{out.stem}-quarantine.parquet") if quarantine.num_rows else None
    if beside is not None:
        write_whole(quarantine, beside)
    if not table.num_rows:
        raise SourceError(
            "no check was found",
            where=", ".join(map(str, files)),
            expected="ClaimReview, or a table with a column text",
            found=f"{quarantine.num_rows:,} records that say no claim",
            next_step=f"See {beside}; name the column with --map text=THEIRS.",
        )
    write_whole(table, out)
    return Imported(told, sum(table.column("current").to_pylist()), beside)


def read_store(path: Path) -> pa.Table:
    """Return the table of checks that an import wrote.

    Raises
    ------
    OutputError
        If it is none.
    """
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise OutputError("the kept checks cannot be read", where=str(path)) from error
    if not set(CHECKS.names) <= set(table.column_names):
        raise OutputError(
            "the file holds something else than checks that were imported",
            where=str(path),
            expected="a file that clearwater claims import wrote, or a new name",
            found="columns " + ", ".join(table.column_names[:8]),
        )
    return table.select(CHECKS.names).cast(CHECKS)


def write_whole(table: pa.Table, path: Path) -> None:
    """Write a Parquet file beside its place and move it there: never half of it.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    staging = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, staging, compression="zstd")
        staging.replace(path)
    except OSError as error:
        staging.unlink(missing_ok=True)
        raise OutputError(
            "the file cannot be written", where=str(path), found=error.strerror or str(error)
        ) from error


def _take(
    record: Check | Retraction | Fault,
    file: str,
    store: CheckStore,
    told: _Told,
    quarantine: Quarantine,
) -> None:
    place = f"{file}:{record.line}"
    if isinstance(record, Check):
        told.add(store.add(record), record.remarks, place)
    elif isinstance(record, Fault):
        quarantine.add(file, [record])
        told.add(QUARANTINED, record.reason, place)
    elif store.retract(record.url, source=file, line=record.line):
        told.add("retracted", "by its address", place)
    else:
        fault = Fault(record.line, "url", NO_SUCH_CHECK, record.url)
        quarantine.add(file, [fault])
        told.add(QUARANTINED, fault.reason, place)
