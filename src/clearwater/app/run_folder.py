"""Where a run folder comes to be: beside its place, then moved there in one step.

A scan that is interrupted, or that fails, leaves what was there before and nothing half written.
Only files that Clearwater itself writes are ever replaced: a folder that holds anything else is
refused even with ``overwrite``, because ``--out .`` is one keystroke away from ``--out run``.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.errors import OutputError, ParameterError
from clearwater.findings.tables import TABLES

REPORT_NAME = "report.html"
QUARANTINE_NAME = "quarantine.parquet"
RUN_FILES = frozenset({"run.json", REPORT_NAME, *(f"{name}.parquet" for name in TABLES)})


def check_free(folder: Path, *, overwrite: bool) -> None:
    """Return if a run may be written to `folder`.

    A folder that holds a quarantine and nothing more is free: it is what a refused scan left.

    Raises
    ------
    ParameterError
        If something is there that was not to be overwritten.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ParameterError("the run folder cannot be made", where=str(folder), found="a file")
    present = {entry.name for entry in folder.iterdir()}
    foreign = sorted(present - RUN_FILES)
    if foreign:
        raise ParameterError(
            "the run folder holds files that are not a run's",
            where=str(folder),
            found=", ".join(foreign[:3]) + (", ..." if len(foreign) > 3 else ""),
            next_step="Name another folder with --out.",
        )
    if present - {QUARANTINE_NAME} and not overwrite:
        raise ParameterError(
            "the run folder already holds a run",
            where=str(folder),
            next_step="Name another folder with --out, or replace this one with --overwrite.",
        )


@contextmanager
def new_run_folder(folder: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield an empty folder to write a run into; on leaving without error it becomes `folder`.

    Raises
    ------
    ParameterError
        If something is there that was not to be overwritten.
    OutputError
        If the folder cannot be made or moved to its place.
    """
    check_free(folder, overwrite=overwrite)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Not tempfile.mkdtemp: its folders may be entered by their owner only, and stay so.
        staging = folder.parent / f".{folder.name}.{secrets.token_hex(6)}"
        staging.mkdir()
    except OSError as error:
        raise _cannot_write(folder, error) from error
    try:
        yield staging
        _move_into_place(staging, folder)
    finally:
        # After a success the folder has moved and there is nothing left to remove.
        shutil.rmtree(staging, ignore_errors=True)


def _move_into_place(staging: Path, folder: Path) -> None:
    old = staging.with_name(staging.name + ".old")
    try:
        if folder.exists():
            folder.rename(old)
        staging.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise _cannot_write(folder, error) from error
    shutil.rmtree(old, ignore_errors=True)


def keep_quarantine(quarantine: pa.Table, folder: Path) -> Path:
    """Write the rows that could not be used, and return the file.

    It stands in `folder`, or beside it where a finished run is there, which stays as it was.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    finished = (folder / "run.json").exists()
    path = folder.with_name(f"{folder.name}-{QUARANTINE_NAME}") if finished else None
    path = path or folder / QUARANTINE_NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(quarantine, path, compression="zstd")
    except OSError as error:
        raise _cannot_write(path, error) from error
    return path


def _cannot_write(path: Path, error: OSError) -> OutputError:
    return OutputError(
        "the run folder cannot be written",
        where=str(path),
        found=error.strerror or str(error),
        next_step="Name another folder, or make room.",
    )
