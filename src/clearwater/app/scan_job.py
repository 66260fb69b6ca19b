"""From named sources to a finished run folder: the whole of ``clearwater scan``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from clearwater.app.parts import Log, Parts, Plan
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.run_folder import REPORT_NAME, check_free, keep_quarantine, new_run_folder
from clearwater.app.settings import default_of
from clearwater.errors import TooManyBadRowsError
from clearwater.findings.run import Run
from clearwater.units import Share

DEFAULT_BAD_SHARE: Share = default_of("max_bad_share")


@dataclass(frozen=True)
class Sources:
    """Which events to read and how, with names as in `clearwater.events.read`."""

    source: Any
    """A path, a URL, an open binary file, a table, or a list of paths and globs."""
    format_in: str | None = None
    """Name of a format; ``None`` maps columns by their names."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Canonical column to the source's column."""
    time_zone: str | None = None
    """IANA name of the zone of times without one."""
    time_unit: str = "auto"
    """What whole-number times count."""
    max_bad_share: Share = DEFAULT_BAD_SHARE
    """0..1; above this share of bad rows nothing is scanned."""
    objects: str | None = None
    """Table of objects, with their creation times."""
    accounts: str | None = None
    """Table of accounts."""

    def open(self, parts: Parts) -> Log:
        """Return the log, opened and not yet read."""
        return parts.read(
            self.source,
            format_in=self.format_in,
            mapping=self.mapping or None,
            time_zone=self.time_zone,
            time_unit=self.time_unit,
            max_bad_share=self.max_bad_share,
            objects=self.objects,
            accounts=self.accounts,
        )


@dataclass(frozen=True)
class Method:
    """How to scan. The same input and the same method give the same bytes."""

    windows_s: tuple[float, ...]
    """Seconds, ascending."""
    q: Share
    """False discovery rate, 0..0.5."""
    seed: int
    """0..2**63-1."""
    threads: int | None = None
    """``None`` for all processors; the result does not depend on it."""

    def options(self) -> dict[str, Any]:
        """Return the arguments of `Parts.scan` and `Parts.explain`."""
        return {
            "windows": self.windows_s,
            "q": self.q,
            "seed": self.seed,
            "threads": self.threads,
        }


@dataclass(frozen=True)
class Destination:
    """Where the run folder goes."""

    folder: Path
    """Made if it does not exist."""
    overwrite: bool = False
    """Replace a run that is already there."""
    report: bool = True
    """Write ``report.html`` too."""
    language: str = "en"
    """Language of the report."""


def explain_job(parts: Parts, sources: Sources, method: Method) -> Plan:
    """Return what `scan_job` would do and what it would cost, without doing it."""
    return parts.explain(sources.open(parts), **method.options())


def scan_job(
    parts: Parts,
    log: Log,
    method: Method,
    destination: Destination,
    on_progress: ProgressListener = no_progress,
) -> Run:
    """Scan `log` into a run folder, and return the run.

    An interrupted or failed scan leaves the folder as it was.

    Raises
    ------
    ParameterError
        If something is at the destination that was not to be overwritten.
    TooManyBadRowsError
        If too many rows could not be used. The quarantine is kept, and the message names its file.
    CannotRunError
        If the log cannot be read or the folder cannot be written.
    """
    check_free(destination.folder, overwrite=destination.overwrite)
    try:
        run = parts.scan(log, **method.options(), on_progress=on_progress)
    except TooManyBadRowsError as error:
        raise _with_kept_quarantine(error, destination.folder) from error
    with new_run_folder(destination.folder, overwrite=destination.overwrite) as staging:
        run.save(staging)
        if destination.report:
            on_progress(Progress("write report", 0, 1))
            parts.write_report(run, staging / REPORT_NAME, destination.language)
            on_progress(Progress("write report", 1, 1))
    return run


def _with_kept_quarantine(error: TooManyBadRowsError, folder: Path) -> TooManyBadRowsError:
    reading = getattr(error, "reading", None)
    quarantine = getattr(reading, "quarantine", None)
    if not isinstance(quarantine, pa.Table):
        return error
    kept = keep_quarantine(quarantine, folder)
    return TooManyBadRowsError(
        error.what,
        where=error.where,
        expected=error.expected,
        found=error.found,
        next_step=f"{error.next_step} The rows and their reasons are kept in {kept}.".strip(),
    )
