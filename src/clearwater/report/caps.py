"""How much of a run goes into the page, so that a huge finding cannot make it unreadable.

The page must open in seconds on a laptop, from disk, whatever was found. Everything that does not
fit stays in the Parquet files beside it, and the page says what was left out and where it stands.
Findings share the totals; the strongest is served first.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Caps:
    """Upper limits, all counts >= 0. The defaults keep a page below about 8 MB."""

    findings_in_full: int = 50
    """Findings with a page of their own."""
    findings_listed: int = 1_000
    """Findings in the overview table."""
    members: int = 1_000
    """Accounts a finding lists."""
    members_total: int = 10_000
    """Accounts listed by all findings together."""
    members_always: int = 50
    """Accounts a finding lists even when the total is used up."""
    matrix_members: int = 500
    """Rows of the pair matrix, strongest members first."""
    matrix_cells_total: int = 1_500_000
    """Cells of all pair matrices together, one byte each."""
    pairs: int = 2_000
    """Pairs a finding carries with their figures: each member's strongest, then the strongest."""
    pairs_total: int = 12_000
    """Pairs with figures in all findings together."""
    meetings_of_a_pair: int = 60
    """Meetings listed behind one pair."""
    meetings: int = 40_000
    """Meetings a finding carries."""
    meetings_total: int = 120_000
    """Meetings in all findings together."""
    events: int = 10_000
    """Distinct events behind a finding's meetings; ids are long, so they are counted apart."""
    events_total: int = 30_000
    """Distinct events in all findings together."""
    raster_rows: int = 120
    """Accounts a side of the timeline."""
    raster_dots: int = 8_000
    """Events a side of the timeline."""
    raster_dots_total: int = 80_000
    """Events in all timelines together, both sides."""
    objects: int = 300
    """Moments on objects that a finding lists, strongest first."""
    pushed: int = 200
    """Pushed objects of a run that findings' pages list, strongest first."""
    pushed_overview: int = 12
    """And that the overview lists."""
    text_length: int = 120
    """Characters of an id or text that are shown."""


class Allowance:
    """What is left of the totals while findings are served in turn, strongest first.

    Half of each total is held back in equal parts for the findings to come, so that fifty large
    findings do not leave the last of them without a single event to look at.

    Examples
    --------
    >>> allowance = Allowance({"pairs": 100}, findings=2)
    >>> allowance.next_finding()
    >>> allowance.take("pairs", 100)
    75
    >>> allowance.next_finding()
    >>> allowance.take("pairs", 100)
    25
    """

    def __init__(self, totals: dict[str, int], findings: int) -> None:
        self._left = dict(totals)
        self._held = {name: total // (2 * max(1, findings)) for name, total in totals.items()}
        self._to_come = findings

    @classmethod
    def of(cls, caps: Caps, findings: int = 0) -> Allowance:
        """Return the full allowance of `caps` for so many findings."""
        totals = {
            "members": caps.members_total,
            "cells": caps.matrix_cells_total,
            "pairs": caps.pairs_total,
            "meetings": caps.meetings_total,
            "events": caps.events_total,
            "dots": caps.raster_dots_total,
        }
        return cls(totals, findings)

    def next_finding(self) -> None:
        """Turn to the next finding: what was held back for it is now its own."""
        self._to_come -= 1

    def left(self, name: str) -> int:
        """Return how many the present finding may use."""
        return max(0, self._left[name] - self._held[name] * max(0, self._to_come))

    def take(self, name: str, wanted: int) -> int:
        """Use up to `wanted` of the allowance and return how many were granted."""
        granted = min(wanted, self.left(name))
        self._left[name] -= granted
        return granted
