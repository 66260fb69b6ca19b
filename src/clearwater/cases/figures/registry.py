"""Every figure that reports state, in their order."""

from __future__ import annotations

from clearwater.cases.figures import (
    clues,
    decisions,
    of_appeals,
    of_cases,
    of_measures,
    of_reports,
    times,
)
from clearwater.cases.figures.base import Figure
from clearwater.errors import ParameterError, near_names

FIGURES: tuple[Figure, ...] = (
    *clues.FIGURES,
    *of_cases.FIGURES,
    *decisions.FIGURES,
    *of_measures.FIGURES,
    *of_appeals.FIGURES,
    *times.FIGURES,
    *of_reports.FIGURES,
)


def figure(named: str) -> Figure:
    """Return the figure of this id.

    Raises
    ------
    ParameterError
        If there is none; near names are offered.
    """
    known = {one.id: one for one in FIGURES}
    if named not in known:
        raise ParameterError(
            "there is no such figure",
            expected=", ".join(known),
            found=repr(named),
            next_step=near_names(named, known),
        )
    return known[named]
