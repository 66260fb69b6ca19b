"""Rows that could not be used, by reason: what of them can be shown without showing anybody."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

MOST_REASONS = 50


def reasons_of(quarantine: pa.Table) -> tuple[dict[str, Any], ...]:
    """Return field, reason, how often and the first line of rows that could not be used."""
    found: dict[tuple[str, str], list[int]] = {}
    columns = (quarantine.column(name).to_pylist() for name in ("field", "reason", "line"))
    for field, reason, line in zip(*columns, strict=True):
        found.setdefault((str(field), str(reason)), []).append(int(line))
    rows = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    return tuple(
        {"field": field, "reason": reason, "count": len(lines), "line": min(lines)}
        for (field, reason), lines in rows[:MOST_REASONS]
    )
