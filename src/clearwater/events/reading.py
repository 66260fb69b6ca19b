"""What was read: counts, hashes of the inputs, notes and the quarantine."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class SourceFile:
    """One input, identified well enough to be recognised later."""

    name: str
    """The path or URL as it was given (a password in a URL is hidden), or ``<arrow>``,
    ``<stdin>``."""
    bytes: int
    """Size as stored, before decompression; of Arrow input and query results, of the IPC stream."""
    sha256: str
    """Of the bytes as stored. Arrow input and query results have none, so theirs is that of the
    Arrow IPC stream of the rows as they came, which depends on how they were batched. Empty where
    reading stopped before the end of something that cannot be read twice."""
    rows: int
    """Rows, lines or records seen."""


@dataclass(frozen=True)
class Reading:
    """The account of one pass over an event log. ``rows == good + bad + skipped``."""

    files: tuple[SourceFile, ...]
    """In the order they were read."""
    rows: int
    """Rows of the sources."""
    good: int
    """Rows that gave events."""
    bad: int
    """Rows in quarantine, listed or not."""
    skipped: int
    """Rows that say nothing about what was asked: no object in a column that the caller mapped, or
    a record of a kind that the format leaves out. They count neither as good nor as bad."""
    events: int
    """Events handed out; more than `good` where one row tells of several."""
    notes: tuple[str, ...]
    """What was assumed, one sentence each."""
    quarantine: pa.Table
    """Schema `QUARANTINE_SCHEMA`."""

    @property
    def bad_share(self) -> float:
        """Return the share of bad rows, 0..1, of those that were not skipped."""
        judged = self.good + self.bad
        return self.bad / judged if judged else 0.0
