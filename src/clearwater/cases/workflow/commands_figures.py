"""What can be asked for about figures, as types."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.workflow.commands import Command


@dataclass(frozen=True)
class PublishFigures(Command):
    """A report of figures is given away; saved, so that everybody sees which one it was."""

    kind: str
    """``weekly report`` or ``transparency report``."""
    period: str
    """Name of a week or a quarter."""
    sha256: str
    """Of the report's JSON, in hex."""
    ledger_size: int
