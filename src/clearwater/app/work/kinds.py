"""What a worker can do, by the name of the kind: a spec goes in, what came of it comes out.

Nothing that comes out here names anybody: it is kept in the store, and pages show it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.detector_list import specs
from clearwater.app.investigate.expanding import Made, Seed, expanded, is_kept, save
from clearwater.app.investigate.open_logs import identity_of
from clearwater.app.investigate.run_tables import manifest_of
from clearwater.app.parts import Parts
from clearwater.app.progress import Progress, ProgressListener
from clearwater.app.read_population import read_population
from clearwater.app.recompute import recompute_command
from clearwater.app.run_folder import REPORT_NAME, check_free, new_run_folder
from clearwater.app.run_sources import check_unchanged
from clearwater.app.scan_job import open_log
from clearwater.app.scan_request import Method, Sources
from clearwater.app.work.bad_rows import reasons_of
from clearwater.app.work.without_paths import without_paths
from clearwater.app.work.without_values import without_values
from clearwater.errors import ClearwaterError, InputError, SourceError
from clearwater.events.compression import compression_of
from clearwater.events.log import EventLog
from clearwater.events.reading import Reading

Spec = Mapping[str, Any]
ROWS_A_BYTE = 5.0
"""A log that unpacks to more rows than this for each packed byte was made to fill a disk."""
ROWS_AT_LEAST = 5_000_000
"""Below so many rows nobody is hurt."""


def scan(spec: Spec, tell: ProgressListener) -> dict[str, Any]:
    """Scan a log into a run folder, and return what was counted."""
    parts, sources, method, folder = REAL_PARTS, sources_of(spec), method_of(spec), _folder(spec)
    check_free(folder, overwrite=False)
    log = open_log(parts, sources)
    run = parts.scan(log, **method.options(), on_progress=watched(spec, tell))
    command = recompute_command(sources, method, folder)
    run = replace(run, manifest={**run.manifest, "command": command})
    with new_run_folder(folder) as staging:
        run.save(staging)
        tell(Progress("write report", 0, 1))
        shown = without_paths(run, dict(spec["shown"]))
        parts.write_report(shown, staging / REPORT_NAME, spec["language"])
    levels = Counter(run.findings.column("level").to_pylist())
    return {
        "findings": run.findings.num_rows,
        "levels": dict(sorted(levels.items())),
        "accounts": len(set(run.members.column("account").to_pylist())),
        "rows": run.manifest["counts"]["rows"],
        "bad": run.manifest["counts"]["bad"],
        "seconds": run.manifest["environment"]["seconds"],
    }


def estimate(spec: Spec, tell: ProgressListener) -> dict[str, Any]:
    """Return what a scan would do and cost; it reads the log once and finds nothing."""
    tell(Progress("read events", 0, 0))
    return estimated(REAL_PARTS, spec)


def estimated(parts: Parts, spec: Spec) -> dict[str, Any]:
    """Return the plan of a scan, its detectors with what is missing, and the size of the log."""
    log = open_log(parts, sources_of(spec))
    plan = parts.explain(log, **method_of(spec).options())
    return {
        "steps": [
            {"name": name, "detail": detail, "seconds": seconds, "mb": mb}
            for name, detail, seconds, mb in plan.steps
        ],
        "events": _counted(plan.steps[0][1], "events"),
        "accounts": _counted(plan.steps[0][1], "accounts"),
        "objects": _counted(plan.steps[0][1], "objects"),
        "born": _counted(plan.steps[0][1], "of them with"),
        "bytes": spec["bytes"],
        "detectors": _detectors(cast("EventLog", log)),
        "notes": [note for note in log.notes if not _holds_path(note, spec)],
    }


def expand(spec: Spec, tell: ProgressListener) -> dict[str, Any]:
    """Expand known accounts of a run, and return what the expansion is called."""
    place, folder = _folder(spec), Path(spec["of_run"])
    # An attempt before this one may have died between keeping it and saying so.
    if not is_kept(place):
        seed = Seed(**{**spec["seed"], "rows": tuple(spec["seed"]["rows"])})
        log = cast("EventLog", open_log(REAL_PARTS, sources_of(spec)))
        population, reading = read_population(log, tell)
        check_unchanged(manifest_of(folder), reading, folder)
        found = expanded(
            population, folder, seed, lambda stage, done, of: tell(Progress(stage, done, of))
        )
        with new_run_folder(place) as staging:
            by = Made(spec["by"], spec["made_us"])
            save(found, population, identity_of(folder), staging, seed, by)
    return {"expansion": place.name}


KINDS: dict[str, Callable[[Spec, ProgressListener], dict[str, Any]]] = {
    "scan": scan,
    "shadow": scan,
    "estimate": estimate,
    "expand": expand,
}
"""Every kind of work. Another one needs a function here, and its name in `running.KINDS`."""


def sources_of(spec: Spec) -> Sources:
    """Return the sources that a spec names."""
    return Sources(**spec["sources"])


def method_of(spec: Spec) -> Method:
    """Return how a spec wants its log scanned."""
    said = dict(spec["method"])
    return Method(windows_s=tuple(said.pop("windows_s")), **said)


def watched(spec: Spec, tell: ProgressListener) -> ProgressListener:
    """Return a listener that stops a log which unpacks to far more than it should.

    It is told of rows as they come, so a bomb costs what it cost until then, and no log is read
    twice only to be measured.
    """
    with Path(spec["sources"]["source"]).open("rb") as file:
        packed = compression_of(file.read(4)) is not None
    most = max(ROWS_AT_LEAST, spec["bytes"] * ROWS_A_BYTE) if packed else None

    def told(progress: Progress) -> None:
        if most is not None and progress.stage == "read events" and progress.done > most:
            raise SourceError(
                "the file unpacks to far more than a log does",
                expected=f"at most {ROWS_A_BYTE:g} rows for each packed byte",
                found=f"more than {int(most):,} rows of {spec['bytes']:,} bytes",
                next_step="Bring the log in another form, if it is one.",
            )
        tell(progress)

    return told


def error_of(error: ClearwaterError) -> dict[str, Any]:
    """Return what may be kept of an error: no path, and no value of a row."""
    said: dict[str, Any] = {
        "what": error.what,
        "expected": _pathless(error.expected),
        **{name: _pathless(text) for name, text in without_values(error).items()},
    }
    reading = getattr(error, "reading", None) if isinstance(error, InputError) else None
    if isinstance(reading, Reading):
        said["bad"] = list(reasons_of(reading.quarantine))
    return {name: value for name, value in said.items() if value}


def _detectors(log: EventLog) -> list[dict[str, Any]]:
    there = {*log.columns, *(() if log.accounts is None else log.accounts.column_names)}
    rows = []
    for spec in specs():
        missing = [name for name in spec.columns if name not in there]
        if spec.either and not there & set(spec.either):
            missing.append(" or ".join(spec.either))
        rows.append({"id": spec.id, "family": spec.family, "missing": missing})
    return rows


def _counted(detail: str, what: str) -> int | None:
    found = re.search(rf"([\d,]+) {what}", detail)
    return None if found is None else int(found[1].replace(",", ""))


def _folder(spec: Spec) -> Path:
    return Path(spec["run_folder"])


def _holds_path(text: str, spec: Spec) -> bool:
    return any(path in text for path in spec["shown"])


def _pathless(text: str) -> str:
    return re.sub(r"(?<![\w.])/(?:[^\s/'\"]+/)+", "", text)
