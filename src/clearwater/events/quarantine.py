"""Rows that could not be used: listed up to a limit, counted without one.

The list is held in memory so that it can be written even where the run stops; the limit keeps a
file that is wrong in every row from filling it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from clearwater.events.schema import QUARANTINE_SCHEMA

LISTED_ROWS = 100_000
"""Most rows that a quarantine lists."""

VALUE_CHARACTERS = 200
"""Longest part of a raw cell that is kept."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row of a source cannot be used."""

    line: int
    """1-based line of a text file, 1-based row of anything else."""
    field: str
    """Canonical column, or the source's column where none is mapped to it; ``row`` for the whole
    row."""
    reason: str
    """One clause, without the value."""
    value: str | None = None
    """The raw cell, any length; it is cut when it is listed."""


@dataclass
class Quarantine:
    """Collects faults of all files of one reading."""

    limit: int = LISTED_ROWS
    """Most rows to list, at least 0."""
    count: int = 0
    """Rows seen, listed or not."""
    _rows: list[tuple[str, Fault]] = field(default_factory=list)

    def room(self) -> int:
        """Return how many more rows will be listed, so that callers need not word the rest."""
        return max(0, self.limit - len(self._rows))

    def add(self, file: str, faults: Iterable[Fault], *, unlisted: int = 0) -> None:
        """Add `faults` of `file`, and `unlisted` more rows that are only counted."""
        for fault in faults:
            self.count += 1
            if len(self._rows) < self.limit:
                self._rows.append((file, fault))
        self.count += unlisted

    def notes(self) -> list[str]:
        """Return what must be said about rows that are counted but not listed."""
        hidden = self.count - len(self._rows)
        if not hidden:
            return []
        return [
            f"quarantine lists the first {len(self._rows):,} bad rows; {hidden:,} more are counted"
        ]

    def table(self) -> pa.Table:
        """Return the listed rows, schema `QUARANTINE_SCHEMA`, in the order they were met."""
        columns: dict[str, list[object]] = {name: [] for name in QUARANTINE_SCHEMA.names}
        for file, fault in self._rows:
            columns["file"].append(file)
            columns["line"].append(fault.line)
            columns["field"].append(fault.field)
            columns["reason"].append(fault.reason)
            columns["value"].append(shown(fault.value))
        return pa.table(columns, schema=QUARANTINE_SCHEMA)


def shown(value: str | None) -> str | None:
    """Return `value` cut to `VALUE_CHARACTERS`, with anything that UTF-8 cannot hold replaced."""
    if value is None:
        return None
    return value[:VALUE_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
