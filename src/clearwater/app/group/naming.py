"""Who the accounts are, and what they wrote: shown for a purpose, after that was put on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from clearwater.app.case.desk import Desk
from clearwater.app.group.events import EVENTS, events_at
from clearwater.app.group.texts import LONGEST, templates_of
from clearwater.app.group.view import GroupView
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, ParameterError

MOST_WORDS = 200
"""Dots whose words are shown at once."""
WHAT = "evidence"
"""What the record says was shown."""


@dataclass(frozen=True)
class Names:
    """What numbers on the page stand for."""

    accounts: tuple[str, ...]
    objects: tuple[str, ...]
    places: tuple[str, ...]
    texts: dict[str, Any]


def read_names(desk: Desk, view: GroupView, case: str | None, purpose: str) -> Names:
    """Return the names behind a group's numbers, after the reading of them was saved.

    Parameters
    ----------
    case
        The case that the group is of; nothing before there is one.
    purpose
        Word of the policy's list of purposes.

    Raises
    ------
    RefusedError
        If the person may not read, the purpose is none, or they were shown too many of late.
    """
    dots, behind = view.dots, view.behind
    _saved(desk, case, len(dots.accounts), purpose)
    texts = templates_of(view.group, dots, view.places_at)
    return Names(
        accounts=tuple(str(one) for one in dots.accounts.to_pylist()),
        objects=tuple(str(one) for one in dots.names.to_pylist()),
        places=() if behind is None else tuple(one.place for one in behind.places),
        texts=texts,
    )


def read_words(
    desk: Desk, view: GroupView, case: str | None, asked: tuple[str, Sequence[int]]
) -> list[str | None]:
    """Return what was written with some of the members' dots, after the reading was saved.

    Parameters
    ----------
    asked
        For what it is needed, and the dots by their places in the order of time.

    Raises
    ------
    ParameterError
        If there are no such dots, or too many are asked for.
    """
    purpose, places = asked
    side = view.dots.sides["members"]
    if (
        not places
        or len(places) > MOST_WORDS
        or not 0 <= min(places) <= max(places) < side.row.size
    ):
        raise ParameterError(
            "these are no dots of the group",
            expected=f"1 to {MOST_WORDS} numbers from 0 to {side.row.size - 1}",
            found=f"{len(places)} numbers",
        )
    events = view.places_at
    if events is None or "text" not in view.group.columns(EVENTS):
        raise NothingThereError("no texts were kept for the group")
    at = np.asarray(places)
    _saved(desk, case, int(np.unique(side.row[at]).size), purpose)
    found = events_at(view.group, events[at], ["text"])["text"].to_pylist()
    return [None if text is None else text[:LONGEST] for text in found]


def _saved(desk: Desk, case: str | None, count: int, purpose: str) -> None:
    """Put on record that somebody is shown so many accounts."""
    command = ReadPersonalData(WHAT, count, purpose)
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        if case is None:
            desk.without_case(unit, context, command)
        else:
            desk.done(unit, context, desk.file_of(unit, case), command)
