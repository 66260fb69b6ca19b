"""Runs and what they found."""

from __future__ import annotations

from clearwater.web.models.base import Out


class RunNames(Out):
    """A page of the names of runs."""

    runs: list[str]
    next: str | None


class RunFindingRow(Out):
    """One finding of a run."""

    finding: str
    level: str
    headline: str
    score_bits: float
    q_value: float
    accounts: int
    objects: int


class RunFindings(Out):
    """The findings of a run."""

    findings: list[RunFindingRow]
