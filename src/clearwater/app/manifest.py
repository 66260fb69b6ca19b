"""What ``run.json`` says of a scan: versions, parameters, inputs, counts, what was left out."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from clearwater.detect.blocks.seekers import SEEKERS
from clearwater.detect.layer_scan import LayerScan
from clearwater.engine.coded_log import UNKNOWN_TIME
from clearwater.events.reading import Reading
from clearwater.kernels.timing_null import LEAST_EFFECT
from clearwater.units import MICROSECONDS

BLIND_SPOTS = ("at_birth", "few_jobs")
"""Stated wherever results are shown; the report spells them out."""


def manifest(
    found: LayerScan, reading: Reading, significant: int, rounds: int, *, q: float, seed: int
) -> dict[str, Any]:
    """Return everything of ``run.json`` that the same input, parameters and seed always give."""
    log = found.log
    version = metadata.version("clearwater")
    parameters = {
        "windows_s": [e.window_us / MICROSECONDS for e in found.windows],
        "q": q,
        "q_each_window": found.level,
        "seed": seed,
        "least_effect": LEAST_EFFECT,
    }
    inputs = [
        {"name": f.name, "sha256": f.sha256, "bytes": f.bytes, "rows": f.rows}
        for f in reading.files
    ]
    births = int((log.created != UNKNOWN_TIME).sum())
    return {
        "clearwater": version,
        "run": _run_id(version, parameters, [f.sha256 for f in reading.files]),
        "parameters": parameters,
        "inputs": inputs,
        "counts": {
            "rows": reading.rows,
            "events": log.events,
            "accounts": log.accounts,
            "objects": log.objects,
            "objects_with_creation_time": births,
            "bad": reading.bad,
            "skipped": reading.skipped,
            "duplicates": log.duplicates,
            "pairs_possible": log.possible_pairs,
            "pairs_tested": sum(int(e.left.size) for e in found.windows),
            "pairs_significant": significant,
            "findings": len(found.findings),
            "joint_rounds": rounds,
        },
        "span": {"first": _iso(int(log.time.min())), "last": _iso(int(log.time.max()))},
        "skipped": [{"detector": name, "reason": why} for name, why in _skipped(found).items()],
        "notes": [*reading.notes, *_notes(found, births)],
        "detectors": [
            {"id": spec.id, "version": spec.version, "family": spec.family, "paper": spec.paper}
            for spec in (found.layer, *(one.spec for one in (*SEEKERS, *found.asking.questions)))
        ],
        "blind_spots": list(BLIND_SPOTS),
    }


def _skipped(found: LayerScan) -> dict[str, str]:
    """Return what was not looked at, and why."""
    return {spec.id: reason for spec, reason in found.asking.skipped}


def _run_id(version: str, parameters: dict[str, Any], hashes: list[str]) -> str:
    """Return a short name of the run: the same input, parameters and version, the same name."""
    content = json.dumps([version, parameters, hashes], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _iso(time_us: int) -> str:
    return datetime.fromtimestamp(time_us / MICROSECONDS, UTC).isoformat()


def _notes(found: LayerScan, births: int) -> list[str]:
    notes = []
    objects = found.log.objects
    if births < objects:
        notes.append(
            f"{objects - births:,} of {objects:,} objects have no creation time; it was estimated "
            "by the first act of another account, and the estimate is trusted only as far "
            "as the log's own first acts allow"
        )
    if found.known.coarse:
        notes.append(
            f"creation times of {found.known.coarse:,} objects are whole minutes, hours or days; "
            "at shorter windows they were not trusted, and estimated like those that are missing"
        )
    notes.extend(
        f"window {e.window_us / MICROSECONDS:g} s: {e.left_out:,} events at moments with more than "
        f"{e.ceiling:,} others were left out, the same for everybody"
        for e in found.windows
        if e.left_out
    )
    return notes
