"""What frozen evidence says of a finding: when, how often, which kinds of evidence.

Rows of cases hold what a decision needs and no more; the rest stands in the evidence that was
frozen with it. After an erasure it is not there any more, and then nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.case.freeze import SHORT, safe_folder
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.case import CaseFinding
from clearwater.cases.records.decision import Evidence
from clearwater.cases.workflow.base import CaseFile
from clearwater.errors import OutputError

_COLUMNS = ["families", "meetings", "expected", "first_time", "last_time"]


@dataclass(frozen=True)
class FrozenFinding:
    """What the evidence says."""

    families: tuple[str, ...]
    meetings: int
    expected: float
    first_us: int
    last_us: int


def frozen_finding(blobs: Blobs, file: CaseFile, finding: CaseFinding) -> FrozenFinding | None:
    """Return what the frozen evidence of a case says of one of its findings; nothing without."""
    folder = f"findings/{finding.run[:SHORT]}/{safe_folder(finding.finding)}"
    kept = file.get(Evidence, finding.case, f"{folder}/findings.parquet")
    if kept is None:
        return None
    try:
        with blobs.open(kept.sha256) as stream:
            content = stream.read()
    except OutputError:
        return None  # its key was destroyed: an erasure
    return _row(content, finding.finding)


def _row(content: bytes, finding: str) -> FrozenFinding | None:
    table = pq.read_table(pa.BufferReader(content))
    rows = [one for one in table.to_pylist() if one["finding"] == finding]
    if not rows or any(rows[0].get(name) is None for name in _COLUMNS):
        return None
    row = rows[0]
    return FrozenFinding(
        families=tuple(row["families"]),
        meetings=int(row["meetings"]),
        expected=float(row["expected"]),
        first_us=_us(row["first_time"]),
        last_us=_us(row["last_time"]),
    )


def _us(moment: datetime) -> int:
    utc = moment.astimezone(UTC)
    return int(utc.replace(microsecond=0).timestamp()) * 1_000_000 + utc.microsecond
