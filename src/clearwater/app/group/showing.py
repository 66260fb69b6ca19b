"""What pages ask of groups: one of a case, or one of a run before there is a case."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from clearwater.app.case.desk import Desk, no_case
from clearwater.app.case.from_runs import Runs
from clearwater.app.group.events import Behind, Place
from clearwater.app.group.from_log import read_from_log, with_events
from clearwater.app.group.kept import Kept
from clearwater.app.group.known import known_of
from clearwater.app.group.packing import narrow, packed
from clearwater.app.group.source import Group, findings_in, group_of_case, group_of_run
from clearwater.app.group.view import GroupView
from clearwater.app.investigate.asking import token_of
from clearwater.app.run_sources import Elsewhere, sources_of
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.case import Case, CaseFinding, Clue
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError

HOUSEHOLD = 6
"""Accounts that may share a device or a line and be a family; as `clearwater.detect` has it."""
MOST_PLACES = 200
_NEAR = frozenset({"device", "line", "prefix"})
"""Kinds of places at which people are near each other: who else is there weighs against a group."""


@dataclass(frozen=True)
class CaseAt:
    """A case as far as the page of its group needs it."""

    case: Case
    findings: tuple[CaseFinding, ...]
    clues: tuple[Clue, ...]


def case_at(desk: Desk, case: str) -> CaseAt:
    """Return a case with its findings and clues, and without its members.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        found = unit.get(Case, case)
        if found is None:
            raise no_case(case)
        clues = unit.find(Clue, case=case)
    return CaseAt(found, findings_in(desk, case), clues)


def purposes_of(desk: Desk, language: str) -> tuple[tuple[str, str], ...]:
    """Return for what identifiers can be shown: words of the policy, as a language says them."""
    with desk.store.reading(desk.organisation) as unit:
        policy = desk.context(unit).policy
    return tuple((one.name, one.words.in_language(language)) for one in policy.purposes)


def view_of_case(desk: Desk, blobs: Blobs, kept: Kept, case: str, place: int) -> GroupView:
    """Return what can be shown of a finding of a case; see `group_of_case`."""
    return GroupView(_there(group_of_case(desk, blobs, case, place)), kept)


def view_of_run(desk: Desk, runs: Runs, kept: Kept, run: str, finding: str) -> GroupView:
    """Return what can be shown of a finding of a run; see `group_of_run`."""
    group = _there(group_of_run(desk, runs, run, finding))

    def keep(one: Group) -> dict[str, Any]:
        # What is kept in memory is as removed as the log is.
        sources_of(one.manifest, runs.folder_of(run), Elsewhere())
        return kept.of((one.key, "log"), lambda: read_from_log(one, runs, run))

    return GroupView(with_events(group, keep), kept)


def facts_view_of_run(desk: Desk, runs: Runs, kept: Kept, run: str, finding: str) -> GroupView:
    """Return the same without its events: nothing of the log is read."""
    return GroupView(_there(group_of_run(desk, runs, run, finding)), kept)


def _there(group: Group) -> Group:
    if not group.still_there():
        raise NothingThereError("what the finding rests on is not kept any more")
    return group


def behind_file(desk: Desk, view: GroupView) -> bytes:
    """Return what is behind the members' dots: actions, and shared places by their tokens.

    Raises
    ------
    NothingThereError
        If the events were not kept.
    """
    behind = view.behind
    if behind is None:
        raise NothingThereError("the events of the group were not kept")
    shown = behind.places[:MOST_PLACES]
    with desk.store.reading(desk.organisation) as unit:
        tokens = [token_of(unit, one.kind, one.place) for one in shown]
    listed = [
        {**_place(one), "token": token, "says": bearing(one)}
        for one, token in zip(shown, tokens, strict=True)
    ]
    columns = {"action": narrow(behind.action + 1), **_places_at(behind)}
    return packed(
        columns,
        actions=behind.actions,
        places=listed,
        places_total=len(behind.places),
        texts=behind.texts,
        found=behind.found,
        counted="places" in view.group.tables,
    )


def _place(one: Place) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "place"}


def _places_at(behind: Behind) -> dict[str, np.ndarray]:
    return {
        f"place.{kind}": narrow(np.where(at < MOST_PLACES, at, -1) + 1)
        for kind, at in behind.at.items()
    }


def bearing(place: Place) -> str:
    """Return what a shared place says about a group.

    Where others are more than the members, most who are there have no part in it: that weighs
    against the group; where they are more than half as many, it says little either way. Up to six
    may be a household. A client build puts nobody near anybody, so others who use it say no more
    than that it is common.

    Returns
    -------
    str
        ``for``, ``against``, ``household``, ``weak`` or ``not counted``.
    """
    if place.outside is None:
        return "not counted"
    if place.outside > place.inside:
        return "against" if place.kind in _NEAR else "weak"
    if 2 * place.outside > place.inside:
        return "weak"
    return "household" if place.inside <= HOUSEHOLD else "for"


def accounts_at(desk: Desk, view: GroupView, case: str | None) -> dict[str, Any]:
    """Return the table of accounts, with what the store knows of them where there is a case."""
    said = dict(view.accounts)
    if case is not None:
        said |= known_of(desk, view, case)
    return said
