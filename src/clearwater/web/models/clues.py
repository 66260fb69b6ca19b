"""Clues."""

from __future__ import annotations

from typing import Literal

from clearwater.cases.records.case import Clue
from clearwater.web.models import rows
from clearwater.web.models.base import Identifier, In, Out, Words

ClueState = Literal["waiting", "joined", "set aside"]


class ReceiveClue(In):
    """What somebody said who is not of the team, or who looked around."""

    source: Literal["report", "partner", "patrol"]
    account: Identifier | None = None
    reporter: Identifier | None = None
    note: Words | None = None


class SetAside(In):
    """A clue is not followed."""

    why: Words


class ClueOut(Out):
    """One clue; what was said, and by whom, is not here."""

    clue: str
    source: str
    state: str
    case: str | None
    times: int
    first: str
    last: str


class Clues(Out):
    """A page of clues, in the order of their names."""

    clues: list[ClueOut]
    next: str | None


def clue_of(clue: Clue) -> ClueOut:
    """Return what is shown of a clue."""
    return ClueOut(**rows.row_of(clue, {"subject"}))
