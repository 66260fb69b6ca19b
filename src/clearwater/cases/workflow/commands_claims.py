"""What can be asked for about checked claims, as types."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.workflow.commands import Command


@dataclass(frozen=True)
class JudgeMatch(Command):
    """A text is, or is not, a claim that somebody has published a check of."""

    log: str
    """What tells the log from others, in hex."""
    text: int
    claim: str
    verdict: str
