"""What two figures count together: the same under two names, so that one says the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clearwater.cases.figures.suppression import Sum
from clearwater.cases.figures.tables import Key, cell

PART = "part"
"""Axis of a share: ``counted``, and the ``others``."""


def shared_totals(place: Mapping[str, str]) -> Iterator[Sum[Key]]:
    """Yield the counts that two figures have in common, at a place."""
    share = cell("appeals.overturn_share", **place, **{PART: "counted"})
    yield Sum(cell("appeals.overturned", **place), (share,))
    over = cell("cases.closed", **place, outcome="handed over")
    yield Sum(cell("cases.handed_over", **place), (over,))
    # Each appeal that was answered took some time.
    yield Sum(cell("times.to_answer", **place), (cell("appeals.resolved", **place),))
