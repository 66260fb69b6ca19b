"""What the store knows of the accounts of a group: what was decided about them before."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.group.dots import Dots
from clearwater.app.group.view import GroupView
from clearwater.cases.measures.strikes import strikes_milli
from clearwater.cases.records.case import Member
from clearwater.cases.records.decision import Measure, MeasureState
from clearwater.cases.records.notice import Appellant
from clearwater.cases.records.people import Subject
from clearwater.cases.store.base import Unit
from clearwater.cases.store.blinding import token_of
from clearwater.cases.workflow.clues import ACCOUNT
from clearwater.cases.workflow.rights import Verb

OVERTURNED = "overturned"


def known_of(desk: Desk, view: GroupView, case: str) -> dict[str, Any]:
    """Return what the store knows of the members of a case, by their rows.

    Returns
    -------
    dict[str, Any]
        A list a column: ``subject``, its name in the store; ``standing``, in the case; ``before``,
        measures in other cases that were not taken back; ``strikes``; ``won``, appeals.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        subjects = view.kept.of(
            (view.group.key, desk.organisation, case, "subjects"),
            lambda: _subjects(unit, view.dots, case),
        )
        standing = {one.subject: one.standing for one in unit.find(Member, case=case)}
        measures = _by_subject(unit, Measure, case)
        appeals = _by_subject(unit, Appellant, case)
    policy, now_us = context.policy, context.now_us
    strikes = {
        subject: strikes_milli(own, policy, now_us) / 1000 for subject, own in measures.items()
    }
    before = {
        subject: sum(one.case != case and one.state == MeasureState.BEGUN for one in own)
        for subject, own in measures.items()
    }
    won = {
        subject: sum(one.outcome == OVERTURNED for one in own) for subject, own in appeals.items()
    }
    return {
        "subject": subjects,
        "standing": [None if one is None else standing.get(one) for one in subjects],
        "before": [before.get(one, 0) for one in subjects],
        "strikes": [strikes.get(one, 0.0) for one in subjects],
        "won": [won.get(one, 0) for one in subjects],
    }


def _subjects(unit: Unit, dots: Dots, case: str) -> list[str | None]:
    """Return the store's names of the accounts; nothing for one that it does not know."""
    found = unit.among(Subject, "subject", Member, case=case)
    by_token = {token_of(one.token): one.subject for one in found if one.token}
    return [by_token.get(unit.token(ACCOUNT, name)) for name in dots.accounts.to_pylist()]


def _by_subject(unit: Unit, kind: type[Any], case: str) -> defaultdict[str | None, list[Any]]:
    found: defaultdict[str | None, list[Any]] = defaultdict(list)
    for one in unit.among(kind, "subject", Member, case=case):
        found[one.subject].append(one)
    return found
