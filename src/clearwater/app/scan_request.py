"""What a person asked a scan to do, checked and frozen. Imports nothing heavy: faces build it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clearwater.app.settings import default_of
from clearwater.units import Share

DEFAULT_BAD_SHARE: Share = default_of("max_bad_share")


@dataclass(frozen=True)
class Sources:
    """Which events to read and how, with names as in `clearwater.events.read`."""

    source: Any
    """A path, a URL, an open binary file, a table, or a list of paths and globs."""
    format_in: str | None = None
    """Name of a format; ``None`` maps columns by their names."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Canonical column to the source's column."""
    time_zone: str | None = None
    """IANA name of the zone of times without one."""
    time_unit: str = "auto"
    """What whole-number times count."""
    max_bad_share: Share = DEFAULT_BAD_SHARE
    """0..1; above this share of bad rows nothing is scanned."""
    objects: str | None = None
    """Table of objects, with their creation times."""
    accounts: str | None = None
    """Table of accounts."""


@dataclass(frozen=True)
class Method:
    """How to scan. The same input and the same method give the same bytes."""

    windows_s: tuple[float, ...]
    """Seconds, ascending."""
    q: Share
    """False discovery rate, 0..0.5."""
    seed: int
    """0..2**63-1."""
    threads: int | None = None
    """``None`` for all processors; the result does not depend on it."""

    def options(self) -> dict[str, Any]:
        """Return the arguments of `Parts.scan` and `Parts.explain`."""
        return {
            "windows": self.windows_s,
            "q": self.q,
            "seed": self.seed,
            "threads": self.threads,
        }


@dataclass(frozen=True)
class Destination:
    """Where the run folder goes."""

    folder: Path
    """Made if it does not exist."""
    overwrite: bool = False
    """Replace a run that is already there."""
    report: bool = True
    """Write ``report.html`` too."""
    language: str = "en"
    """Language of the report."""
