"""A finished run together with the log that it was made from, read again."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from clearwater.app.parts import Parts
from clearwater.app.progress import ProgressListener
from clearwater.app.read_population import read_population
from clearwater.app.run_sources import Elsewhere, check_unchanged, sources_of
from clearwater.app.scan_job import open_log
from clearwater.detect.population import Population
from clearwater.events.log import EventLog
from clearwater.findings.run import Run


def run_with_log(
    parts: Parts, folder: Path, elsewhere: Elsewhere, on_progress: ProgressListener
) -> tuple[Run, Population]:
    """Return the run in `folder`, and its log as detectors take it.

    Raises
    ------
    OutputError
        If `folder` holds no finished run.
    InputError
        If the run's log is not there any more, or has changed.
    """
    run = Run.load(folder)
    log = open_log(parts, sources_of(run.manifest, folder, elsewhere))
    population, reading = read_population(cast("EventLog", log), on_progress)
    check_unchanged(run.manifest, reading, folder)
    return run, population
