"""What the overview says of a run: what was read, found, skipped, and what cannot be seen.

A manifest may lack any key: runs are also written by other programs and read years later. What is
missing is shown as missing, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clearwater.findings.run import Run
from clearwater.report import formats
from clearwater.report.caps import Caps
from clearwater.report.embed import clip
from clearwater.report.finding_view import anchor

BLIND_SPOTS = ("at_birth", "few_jobs")
"""Always stated, whatever the manifest says. A manifest may name these ids and add sentences."""

MOST_REASONS = 12


@dataclass(frozen=True)
class Listed:
    """One line of the table of findings."""

    row: Mapping[str, Any]
    anchor: str
    in_full: bool
    """Whether the finding has a page of its own in this file."""
    strength: float
    """Its bits in percent of the strongest finding's."""
    left: float
    """Where its span begins in the log's span, percent."""
    width: float


@dataclass(frozen=True)
class Overview:
    """The run as a whole, ready to be written."""

    manifest: Mapping[str, Any]
    counts: Mapping[str, Any]
    parameters: Mapping[str, Any]
    windows: str
    span: str
    first_needed_p: float | None
    """The p-value a single pair would have needed, where counts and q are known."""
    findings: tuple[Listed, ...]
    findings_total: int
    accounts_in_findings: int
    accounts_with_evidence: int
    bad: int
    quarantine: tuple[tuple[str, str, int], ...]
    """Field, reason, rows."""
    blind_spots: tuple[str, ...]
    """Sentences the run adds to the known ones."""


def overview_of(run: Run, caps: Caps) -> Overview:
    """Return the overview of `run`."""
    manifest = run.manifest
    counts: Mapping[str, Any] = manifest.get("counts") or {}
    parameters: Mapping[str, Any] = manifest.get("parameters") or {}
    span: Mapping[str, Any] = manifest.get("span") or {}
    windows = parameters.get("windows_s") or []
    inside = run.accounts.num_rows - run.accounts["finding"].null_count
    stated = [str(spot) for spot in manifest.get("blind_spots") or []]
    return Overview(
        manifest=manifest,
        counts=counts,
        parameters=parameters,
        windows=", ".join(formats.seconds(float(window)) for window in windows) or formats.MISSING,
        span=formats.span(span.get("first"), span.get("last")),
        first_needed_p=_first_needed_p(counts, parameters),
        findings=_listed(run, caps, span),
        findings_total=run.findings.num_rows,
        accounts_in_findings=inside,
        accounts_with_evidence=run.accounts.num_rows - inside,
        bad=int(counts.get("bad") or run.quarantine.num_rows),
        quarantine=_reasons(run, caps),
        blind_spots=tuple(spot for spot in stated if spot not in BLIND_SPOTS),
    )


def _first_needed_p(counts: Mapping[str, Any], parameters: Mapping[str, Any]) -> float | None:
    """Return q / pairs: the first step of Benjamini-Hochberg, over all pairs that could meet."""
    pairs, q = counts.get("pairs_possible"), parameters.get("q")
    return float(q) / float(pairs) if pairs and q else None


def _listed(run: Run, caps: Caps, span: Mapping[str, Any]) -> tuple[Listed, ...]:
    rows = run.findings.slice(0, caps.findings_listed).to_pylist()
    strongest = max((row["score_bits"] or 0.0 for row in rows), default=0.0)
    times = [row[key] for row in rows for key in ("first_time", "last_time") if row[key]]
    times += [datetime.fromisoformat(str(span[key])) for key in ("first", "last") if span.get(key)]
    start, end = (min(times), max(times)) if times else (None, None)
    return tuple(
        Listed(
            row=row,
            anchor=anchor(row["finding"]),
            in_full=number < caps.findings_in_full,
            strength=_percent(row["score_bits"], strongest),
            left=_percent(_after(start, row["first_time"]), _after(start, end)),
            width=_percent(_after(row["first_time"], row["last_time"]), _after(start, end)),
        )
        for number, row in enumerate(rows)
    )


def _after(start: datetime | None, moment: datetime | None) -> float:
    return (moment - start).total_seconds() if start and moment else 0.0


def _percent(part: float | None, whole: float) -> float:
    return round(max(0.0, min(100.0, 100 * (part or 0.0) / whole)), 3) if whole > 0 else 0.0


def _reasons(run: Run, caps: Caps) -> tuple[tuple[str, str, int], ...]:
    fields = run.quarantine["field"].to_pylist()
    reasons = run.quarantine["reason"].to_pylist()
    counted = Counter(zip(fields, reasons, strict=True)).most_common(MOST_REASONS)
    return tuple(
        (clip(field, caps.text_length) or "", clip(reason, caps.text_length) or "", rows)
        for (field, reason), rows in counted
    )
