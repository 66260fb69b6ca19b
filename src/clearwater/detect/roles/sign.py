"""What a test says of one account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """One test of one role of one account."""

    finding: str
    account: int
    """Its code."""
    role: str
    figure: str
    """What was seen and what was expected, in words."""
    p_value: float
    strong: bool
    """Whether the effect is large enough to be worth a word, however sure it is."""
