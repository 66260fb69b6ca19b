"""What is done with figures that are made for others to read."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class FiguresPublished(Act):
    """A report of figures was given away."""

    NAME = "figures published"
    kind: str
    """``weekly report`` or ``transparency report``."""
    period: str
    sha256: str
    """Of its JSON."""
    ledger_size: int
    """By how long a ledger it was counted."""
