"""The main use-case: from an event log to a run."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.detect.co_action import screen
from clearwater.detect.finding_tables import (
    COORDINATED,
    KIND,
    Finding,
    accounts_table,
    explanations_table,
    findings_table,
    members_table,
    objects_table,
    raster_table,
    waterfall_table,
)
from clearwater.detect.group_evidence import group_evidence
from clearwater.detect.groups import Group, find_groups
from clearwater.detect.pair_evidence import Background, PairEvidence, background, pair_evidence
from clearwater.detect.pair_tables import meetings_table, pair_rows, pairs_table
from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog
from clearwater.engine.encode import COLUMNS, encode
from clearwater.engine.shards import usable_threads
from clearwater.events.log import EventLog
from clearwater.events.reading import Reading
from clearwater.findings.run import Run, empty_tables
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.units import MICROSECONDS

WINDOWS_S = (10.0, 60.0, 600.0)
LEAST_EFFECT = 2.0
"""A group must meet at least this many times as often as its members' habits explain. With enough
events any small misfit of the habits becomes significant; a misfit is not a group."""
BLIND_SPOTS = ("at_birth", "few_jobs")
PAPER = "Clearwater, docs/statistics.md"
NOT_YET = {
    "recount": "what is left without the findings is not computed yet",
    "event_weights": "chances of single events are not computed yet",
    "says the same": "texts are not compared yet",
    "same place": "devices and addresses are not compared yet",
}


def scan(
    log: EventLog,
    *,
    windows: Sequence[float] = WINDOWS_S,
    q: float = 0.01,
    seed: int = 0,
    threads: int | None = None,
    on_progress: ProgressListener | None = None,
) -> Run:
    """Return what moved together in `log`, and how likely that is by chance.

    Parameters
    ----------
    windows : sequence of float
        Seconds, each 1e-3..86400. Each is tested at ``q / len(windows)``.
    q : float
        Stated false discovery rate, above 0, at most 0.5.
    seed : int
        Of the partition and the replicas, at least 0.
    threads : int, optional
        All cores where not given. The result does not depend on it.

    Raises
    ------
    InputError
        If the log cannot be read, has too many bad rows, or holds no event.
    """
    tell = no_progress if on_progress is None else on_progress
    began, clock = datetime.now(UTC), time.monotonic()
    coded, reading = _read(log, tell)
    known = background(coded)
    use = usable_threads(threads)
    evidence = [
        _test(coded, known, round(window_s * MICROSECONDS), use, tell)
        for window_s in sorted(set(windows))
    ]
    level = q / len(evidence)
    tell(Progress("find groups", 0, 1))
    groups = find_groups(coded, known, evidence, level, seed)
    hypotheses = max(1, coded.possible_pairs) * len(evidence)
    findings = _findings(groups, hypotheses, q, seed)
    tell(Progress("find groups", 1, 1))
    tables = _tables(coded, known, evidence, findings, level, hypotheses, tell)
    tables["quarantine"] = reading.quarantine
    manifest = _manifest(coded, reading, evidence, findings, tables, q=q, seed=seed)
    manifest["environment"] = {
        "started": began.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 3),
        "threads": use,
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
    return Run(manifest=manifest, tables=tables)


def _read(log: EventLog, tell: ProgressListener) -> tuple[CodedLog, Reading]:
    wanted = (*COLUMNS, "event") if "event" in log.columns else COLUMNS
    with log.open(wanted) as stream:
        coded = encode(_counted(stream, tell), log.objects)
        reading = stream.reading
    tell(Progress("read events", reading.rows, reading.rows))
    return coded, reading


def _counted(stream: Any, tell: ProgressListener) -> Any:
    rows = 0
    for batch in stream:
        rows += batch.num_rows
        tell(Progress("read events", rows, 0))
        yield batch


def _test(
    log: CodedLog, known: Background, window_us: int, threads: int, tell: ProgressListener
) -> PairEvidence:
    stage = f"test pairs, window {window_us / MICROSECONDS:g} s"
    tell(Progress(stage, 0, 2))
    candidates = screen(log, window_us, threads=threads)
    tell(Progress(stage, 1, 2))
    found = pair_evidence(log, known, window_us, threads=threads, candidates=candidates)
    tell(Progress(stage, 2, 2))
    return found


def _findings(groups: list[Group], hypotheses: int, q: float, seed: int) -> list[Finding]:
    """Return the groups that survive as groups, strongest first, named F001..."""
    evidence = [group_evidence(group, hypotheses, seed) for group in groups]
    q_of = q_values(np.array([e.p_value for e in evidence]), max(1, len(evidence)))
    kept = [
        (group, found, float(own))
        for group, found, own in zip(groups, evidence, q_of, strict=True)
        if own <= q and found.joint_acts >= LEAST_EFFECT * found.expected_timing
    ]
    kept.sort(key=lambda one: (-one[1].bits, int(one[0].members[0])))
    return [
        Finding(f"F{number:03d}", group, found, own)
        for number, (group, found, own) in enumerate(kept, start=1)
    ]


def _tables(
    log: CodedLog,
    known: Background,
    evidence: list[PairEvidence],
    findings: list[Finding],
    level: float,
    hypotheses: int,
    tell: ProgressListener,
) -> dict[str, pa.Table]:
    tell(Progress("write down findings", 0, 1))
    pairs = pair_rows(log, evidence, [one.group for one in findings], level)
    tables = empty_tables()
    tables["pairs"] = pairs_table(log, evidence, pairs, [one.name for one in findings])
    tables["meetings"] = meetings_table(log, evidence, pairs)
    tables["findings"] = findings_table(log, findings)
    tables["members"] = members_table(log, known, findings, pairs)
    tables["accounts"] = accounts_table(log, known, findings)
    tables["objects"] = objects_table(log, findings)
    tables["waterfall"] = waterfall_table(findings, hypotheses)
    tables["explanations"] = explanations_table(log, findings)
    tables["raster"] = raster_table(log, findings)
    tell(Progress("write down findings", 1, 1))
    return tables


def _manifest(
    log: CodedLog,
    reading: Reading,
    evidence: list[PairEvidence],
    findings: list[Finding],
    tables: dict[str, pa.Table],
    *,
    q: float,
    seed: int,
) -> dict[str, Any]:
    version = metadata.version("clearwater")
    known_births = int((log.created != UNKNOWN_TIME).sum())
    return {
        "clearwater": version,
        "parameters": {
            "windows_s": [e.window_us / MICROSECONDS for e in evidence],
            "q": q,
            "q_each_window": q / len(evidence),
            "seed": seed,
            "least_effect": LEAST_EFFECT,
        },
        "inputs": [
            {"name": f.name, "sha256": f.sha256, "bytes": f.bytes, "rows": f.rows}
            for f in reading.files
        ],
        "counts": {
            "rows": reading.rows,
            "events": log.events,
            "accounts": log.accounts,
            "objects": log.keys,
            "objects_with_creation_time": known_births,
            "bad": reading.bad,
            "skipped": reading.skipped,
            "duplicates": log.duplicates,
            "pairs_possible": log.possible_pairs,
            "pairs_tested": sum(int(e.left.size) for e in evidence),
            "pairs_significant": tables["pairs"].num_rows,
            "findings": len(findings),
            "level": COORDINATED,
        },
        "span": {"first": _iso(log.time.min()), "last": _iso(log.time.max())},
        "skipped": [{"detector": name, "reason": why} for name, why in NOT_YET.items()],
        "notes": [*reading.notes, *_notes(log, evidence, known_births)],
        "detectors": [{"id": KIND, "version": version, "paper": PAPER}],
        "blind_spots": list(BLIND_SPOTS),
    }


def _iso(time_us: int) -> str:
    return datetime.fromtimestamp(int(time_us) / MICROSECONDS, UTC).isoformat()


def _notes(log: CodedLog, evidence: list[PairEvidence], known_births: int) -> list[str]:
    notes = []
    if known_births < log.keys:
        notes.append(
            f"{log.keys - known_births:,} of {log.keys:,} objects have no creation time; it was "
            "estimated by the first act of another account, and the estimate is trusted only as "
            "far as the log's own first acts allow"
        )
    notes.extend(
        f"window {e.window_us / MICROSECONDS:g} s: {e.left_out:,} events at moments with more than "
        f"{e.ceiling:,} others were left out, the same for everybody"
        for e in evidence
        if e.left_out
    )
    return notes
