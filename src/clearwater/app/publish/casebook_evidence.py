"""What a case study takes from frozen evidence: words of closed lists, and the hours of a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.decision import Evidence
from clearwater.errors import OutputError

EXPLANATIONS = frozenset(
    {
        *("fan club", "classroom or office", "live raid, flash sale or news event"),
        *("petition or prefilled text", "shared time zone", "notified at the same moment"),
        *("scheduler application", "household", "library, café or common room"),
        "lessons or meetings at fixed hours",
    }
)
OUTCOMES = frozenset({"ruled out", "not ruled out", "not tested", "explains it"})
FAMILIES = frozenset({"moves", "says", "place", "life", "rates"})
BUSIEST = 3
"""So many hours of the week are named."""


@dataclass(frozen=True)
class SeenFinding:
    """What the frozen tables of one finding say, as far as it may be taught."""

    families: tuple[str, ...]
    window_s: int | None
    together: tuple[int, int] | None
    """Joint acts, and how many chance would make, as powers of ten: never exact."""
    hours: tuple[tuple[int, int], ...]
    """Weekday (0 is Monday) and hour of most joint acts, the busiest first."""
    tested: tuple[tuple[str, str], ...]

    def document(self) -> dict[str, object]:
        """Return it as a study states it."""
        return {
            "families": list(self.families),
            "window_s": self.window_s,
            "joint_acts_about": None if self.together is None else self.together[0],
            "by_chance_about": None if self.together is None else self.together[1],
            "busiest_hours": [{"weekday": day, "hour": hour} for day, hour in self.hours],
        }


def seen_in(rows: Iterable[Evidence], blobs: Blobs, offset_min: int) -> tuple[SeenFinding, ...]:
    """Return what the evidence of a case says, a finding after the other.

    Evidence that was erased is not there any more; then there is less to teach.
    """
    folders: dict[str, dict[str, Evidence]] = {}
    for row in rows:
        folder, _, name = row.name.rpartition("/")
        if folder.startswith("findings/") and name.endswith(".parquet"):
            folders.setdefault(folder, {})[name.removesuffix(".parquet")] = row
    return tuple(
        _seen(files, blobs, offset_min)
        for _, files in sorted(folders.items())
        if {"findings", "explanations"} <= files.keys()
    )


def _seen(files: dict[str, Evidence], blobs: Blobs, offset_min: int) -> SeenFinding:
    finding = next(iter(_rows(blobs, files.get("findings"))), {})
    tested = {
        (row["explanation"], row["outcome"])
        for row in _rows(blobs, files.get("explanations"))
        if row.get("explanation") in EXPLANATIONS and row.get("outcome") in OUTCOMES
    }
    families = [one for one in finding.get("families") or () if one in FAMILIES]
    window = finding.get("window_s")
    return SeenFinding(
        families=tuple(sorted(set(families))),
        window_s=round(window) if isinstance(window, int | float) else None,
        together=_together(finding),
        hours=_busiest(_rows(blobs, files.get("raster")), offset_min),
        tested=tuple(sorted(tested)),
    )


def _together(finding: dict[str, Any]) -> tuple[int, int] | None:
    meetings, expected = finding.get("meetings"), finding.get("expected")
    if not isinstance(meetings, int) or not isinstance(expected, int | float):
        return None
    return _power(meetings), _power(expected)


def _power(number: float) -> int:
    """Return the power of ten that is not larger; 0 below one."""
    return 10 ** (len(str(int(number))) - 1) if number >= 1 else 0


def _busiest(rows: Sequence[dict[str, Any]], offset_min: int) -> tuple[tuple[int, int], ...]:
    counts: Counter[tuple[int, int]] = Counter()
    for row in rows:
        moment = row.get("time")
        if row.get("side") == "members" and row.get("joint") and isinstance(moment, datetime):
            there = moment + timedelta(minutes=offset_min)
            counts[there.weekday(), there.hour] += 1
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(place for place, _ in ordered[:BUSIEST])


def _rows(blobs: Blobs, row: Evidence | None) -> list[dict[str, Any]]:
    """Return the rows of a frozen table; none where it is gone or is no table."""
    if row is None:
        return []
    try:
        with blobs.open(row.sha256) as file:
            table = pq.read_table(pa.BufferReader(file.read()))
    except (OutputError, pa.ArrowInvalid):
        return []
    found: list[dict[str, Any]] = table.to_pylist()
    return found
