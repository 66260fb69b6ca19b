"""The parts that the use-cases are composed of, as one value that is handed to them.

`clearwater.app.assembly` holds the real ones; a test hands over others instead of patching modules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from clearwater.findings.run import Run


class Log(Protocol):
    """What a face needs to know of an event log that was opened and not yet read."""

    @property
    def columns(self) -> Sequence[str]:
        """Canonical columns that the source offers."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What was assumed about the source, one sentence each."""
        ...


class Plan(Protocol):
    """What a scan would do, and what that would cost."""

    @property
    def steps(self) -> Sequence[tuple[str, str, float, float]]:
        """(name, detail, estimated seconds, estimated megabytes), in the order of work."""
        ...


class SimulatedLog(Protocol):
    """A log whose truth is known, because it was planted."""

    @property
    def events(self) -> pa.Table:
        """Canonical events."""
        ...

    @property
    def objects(self) -> pa.Table:
        """Canonical objects, with the time at which each was created."""
        ...

    @property
    def truth(self) -> pa.Table:
        """Who belongs to which population."""
        ...


@dataclass(frozen=True)
class Parts:
    """Every part is a function; what it is called with stands beside it."""

    read: Callable[..., Log]
    """``(source, **options)``; looks at the columns and reads no rows."""
    scan: Callable[..., Run]
    """``(log, windows=, q=, seed=, threads=, on_progress=)``."""
    explain: Callable[..., Plan]
    """``(log, windows=, q=, seed=, threads=)``; does nothing but look."""
    write_report: Callable[[Run, Path, str], None]
    """``(run, path, language)``."""
    demo_log: Callable[[int], SimulatedLog]
    """``(seed)``."""
