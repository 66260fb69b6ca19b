"""From a finished run to its numbers counted again: the whole of ``clearwater recount``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.parts import Parts
from clearwater.app.progress import ProgressListener, no_progress
from clearwater.app.recount import recount
from clearwater.app.run_sources import Elsewhere, check_unchanged, sources_of
from clearwater.app.scan_job import open_log
from clearwater.events.log import EventLog
from clearwater.findings.run import Run


@dataclass(frozen=True)
class RecountRequest:
    """What a person asked for."""

    objects: tuple[str, ...] = ()
    """Empty for all."""
    by_day: bool = False
    threads: int | None = None
    elsewhere: Elsewhere = field(default_factory=Elsewhere)

    @property
    def needs_log(self) -> bool:
        """Return whether the totals that the run holds already are not enough."""
        return self.by_day


def recount_job(
    parts: Parts,
    folder: Path,
    request: RecountRequest,
    on_progress: ProgressListener = no_progress,
) -> pa.Table:
    """Return the numbers of the run in `folder`, from the run itself where it holds them.

    Raises
    ------
    OutputError
        If `folder` holds no finished run.
    InputError
        If the run's log is needed and is not there any more, or has changed.
    """
    run = Run.load(folder)
    wanted = set(request.objects) or None
    if not request.needs_log:
        table = run.recount
        return table if wanted is None else _only(table, wanted)
    log = open_log(parts, sources_of(run.manifest, folder, request.elsewhere))
    return recount(
        run,
        cast("EventLog", log),
        by_day=request.by_day,
        objects=wanted,
        threads=request.threads,
        on_progress=on_progress,
        check=lambda reading: check_unchanged(run.manifest, reading, folder),
    )


def _only(table: pa.Table, objects: set[str]) -> pa.Table:
    return table.filter(pc.is_in(table["object"], pa.array(sorted(objects), pa.string())))
