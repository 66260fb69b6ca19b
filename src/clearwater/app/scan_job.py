"""From named sources to a finished run folder: the whole of ``clearwater scan``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clearwater.app.parts import Log, Parts, Plan
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.recompute import recompute_command
from clearwater.app.run_folder import REPORT_NAME, check_free, keep_quarantine, new_run_folder
from clearwater.app.scan_request import Destination, Method, Sources
from clearwater.errors import InputError
from clearwater.events.reading import Reading
from clearwater.findings.run import Run


def open_log(parts: Parts, sources: Sources) -> Log:
    """Return the log that `sources` names, opened and not yet read."""
    return parts.read(
        sources.source,
        format_in=sources.format_in,
        mapping=sources.mapping or None,
        time_zone=sources.time_zone,
        time_unit=sources.time_unit,
        max_bad_share=sources.max_bad_share,
        objects=sources.objects,
        accounts=sources.accounts,
    )


def explain_job(parts: Parts, sources: Sources, method: Method) -> Plan:
    """Return what `scan_job` would do and what it would cost, without doing it."""
    return parts.explain(open_log(parts, sources), **method.options())


def scan_job(
    parts: Parts,
    log: Log,
    sources: Sources,
    method: Method,
    destination: Destination,
    on_progress: ProgressListener = no_progress,
) -> Run:
    """Scan `log`, which was opened from `sources`, into a run folder, and return the run.

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
    except InputError as error:
        raise _with_kept_quarantine(error, destination.folder) from error
    command = recompute_command(sources, method, destination.folder)
    run = replace(run, manifest={**run.manifest, "command": command})
    with new_run_folder(destination.folder, overwrite=destination.overwrite) as staging:
        run.save(staging)
        if destination.report:
            on_progress(Progress("write report", 0, 1))
            parts.write_report(run, staging / REPORT_NAME, destination.language)
            on_progress(Progress("write report", 1, 1))
    return run


def _with_kept_quarantine(error: InputError, folder: Path) -> InputError:
    """Return the same error, saying also where the rows that could not be used are kept."""
    reading = error.reading
    if not isinstance(reading, Reading) or not reading.quarantine.num_rows:
        return error
    kept = keep_quarantine(reading.quarantine, folder)
    return type(error)(
        error.what,
        where=error.where,
        expected=error.expected,
        found=error.found,
        next_step=f"{error.next_step} The rows and their reasons are kept in {kept}.".strip(),
    )


def report_anew(parts: Parts, folder: Path, path: Path | None, language: str) -> Path:
    """Write the report of the finished run in `folder` to `path`, and return where it went.

    ``None`` puts it in the folder itself.

    Raises
    ------
    OutputError
        If the folder holds no finished run, or the file cannot be written.
    """
    destination = path if path is not None else folder / REPORT_NAME
    parts.write_report(Run.load(folder), destination, language)
    return destination
