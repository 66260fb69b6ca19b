"""How far users' reports move clues forward."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clearwater.app.intake.standing import standing_now
from clearwater.cases.intake.priority import head_start_us, voices
from clearwater.cases.records.case import Clue
from clearwater.cases.records.reports import UserReport
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Context


@dataclass(frozen=True)
class Forward:
    """How far one clue is moved forward, and by what."""

    voices: float
    """Sum of the voices, see `clearwater.cases.intake.priority`."""
    head_start_us: int


def forward(unit: Unit, context: Context, clues: Iterable[Clue]) -> dict[str, Forward]:
    """Return clue -> how far it is moved forward; only of clues that users reported.

    Reliability goes by everything that became of reports until now, so that all of them are read.
    """
    of_clue = {one.clue: unit.find(UserReport, clue=one.clue) for one in clues}
    reported = {clue: reports for clue, reports in of_clue.items() if reports}
    if not reported:
        return {}
    standing = standing_now(unit, context.now_us)
    prior = standing.prior(context.policy)
    known = standing.reliabilities(context.policy)
    longest_s = context.policy.intake.head_start_s
    found = {clue: voices(reports, known, prior) for clue, reports in reported.items()}
    return {clue: Forward(one, head_start_us(one, longest_s)) for clue, one in found.items()}


def place_us(clue: Clue, moved: dict[str, Forward]) -> int:
    """Return the place of a waiting clue, smallest first: when it came, less its head start."""
    found = moved.get(clue.clue)
    return clue.first_us - (0 if found is None else found.head_start_us)
