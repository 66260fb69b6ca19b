"""From a finished run and leads to a drawn path: the whole of ``clearwater expand``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from clearwater.app.expand import expand
from clearwater.app.parts import Parts
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.run_sources import Elsewhere, check_unchanged, sources_of, windows_of
from clearwater.app.scan_job import open_log
from clearwater.events.log import EventLog
from clearwater.findings.expansion import Expansion
from clearwater.findings.run import Run
from clearwater.report.expansion_page import write_expansion
from clearwater.report.texts import Language


@dataclass(frozen=True)
class ExpandRequest:
    """What a person asked for."""

    leads: tuple[str, ...]
    q: float
    steps: int
    seed: int
    windows_s: tuple[float, ...] = ()
    """Seconds; those of the run where none is named."""
    elsewhere: Elsewhere = field(default_factory=Elsewhere)


def expand_job(
    parts: Parts,
    folder: Path,
    request: ExpandRequest,
    out: Path | None,
    language: str,
    on_progress: ProgressListener = no_progress,
) -> Expansion:
    """Expand leads in the log of the run in `folder`; write tables and page to `out` if named.

    Raises
    ------
    OutputError
        If `folder` holds no finished run, or `out` cannot be written.
    InputError
        If the run's log is not there any more, or has changed.
    """
    run = Run.load(folder)
    log = open_log(parts, sources_of(run.manifest, folder, request.elsewhere))
    found = expand(
        cast("EventLog", log),
        request.leads,
        windows=request.windows_s or windows_of(run.manifest),
        q=request.q,
        steps=request.steps,
        seed=request.seed,
        on_progress=on_progress,
        check=lambda reading: check_unchanged(run.manifest, reading, folder),
    )
    if out is not None:
        on_progress(Progress("draw the path", 0, 1))
        found.save(out)
        write_expansion(found, out, cast("Language", language))
        on_progress(Progress("draw the path", 1, 1))
    return found


def path_rows(found: Expansion) -> pa.Table:
    """Return one row an account of the circle: when it was joined, why, and whether it holds.

    Columns ``step``, ``account``, ``holds``, ``because``, ``figure``, ``via``, ``q_value`` (of the
    last question), ``note``; by step, then account.
    """
    why: dict[str, dict[str, Any]] = {row["account"]: row for row in found.steps.to_pylist()}
    rows = []
    for account in found.accounts.to_pylist():
        step = why.get(account["account"], {})
        rows.append(
            {
                "step": account["step"],
                "account": account["account"],
                "holds": account["holds"],
                "because": step.get("because", "lead"),
                "figure": step.get("figure", "where it started"),
                "via": step.get("via", []),
                "q_value": account["q_value"],
                "note": account["note"],
            }
        )
    return pa.Table.from_pylist(rows, PATH)


PATH = pa.schema(
    [
        ("step", pa.int64()),
        ("account", pa.string()),
        ("holds", pa.bool_()),
        ("because", pa.string()),
        ("figure", pa.string()),
        ("via", pa.list_(pa.string())),
        ("q_value", pa.float64()),
        ("note", pa.string()),
    ]
)
