"""What stands at the top of every page about a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.investigate.asking import require_reading
from clearwater.app.investigate.run_tables import manifest_of


@dataclass(frozen=True)
class RunFacts:
    """A run in a few figures."""

    run: str
    events: int
    accounts: int
    objects: int
    seed: int | None
    version: str | None
    """Of Clearwater, as the run was made by."""
    level: float | None
    """Share of chance hits among what the run lists that its owner allowed."""
    manifest: Mapping[str, Any] = field(repr=False)


def facts_of(desk: Desk, runs: Runs, run: str) -> RunFacts:
    """Return what is known of a run.

    Raises
    ------
    RefusedError
        If the person may not read.
    NothingThereError
        If there is no such run.
    """
    require_reading(desk)
    said = manifest_of(runs.folder_of(run))
    counts, parameters = said.get("counts") or {}, said.get("parameters") or {}
    return RunFacts(
        run=run,
        events=int(counts.get("events") or 0),
        accounts=int(counts.get("accounts") or 0),
        objects=int(counts.get("objects") or 0),
        seed=parameters.get("seed"),
        version=said.get("clearwater"),
        level=parameters.get("q"),
        manifest=said,
    )
