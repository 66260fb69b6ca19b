"""What is said of posts that may tell a checked claim again."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class ClaimMatchJudged(Act):
    """Somebody laid a text beside a checked claim, and said whether it is that claim."""

    NAME = "claim match judged"
    log: str
    """What tells the log from others, in hex."""
    text: int
    """Which text of the log, by its number there: it is said nowhere else."""
    claim: str
    """Id of the claim."""
    verdict: str
    """``confirmed``, ``rejected`` or ``open``: taken back."""
