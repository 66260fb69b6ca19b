"""What an erasure would do, in numbers, before somebody asks for it.

Nobody is named, and nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.privacy.erasing import Who, add_cases_of, command_of, subjects_of
from clearwater.app.privacy.gathering import (
    add_mentions,
    of_subjects,
    standing_holds,
    was_erased,
)
from clearwater.cases.acts import PersonalDataErased
from clearwater.cases.records.privacy import Cause, Erased
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.commands_privacy import ErasePersonalData
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.rights import Verb

MOST_DUE = 1_000
"""What is due is counted up to here."""
_WHY = "looked at beforehand"


@dataclass(frozen=True)
class Foreseen:
    """What would go."""

    subjects: int
    """Accounts and persons that could not be named any more."""
    texts: int
    cases: int
    """Cases whose frozen files would be gone."""
    refused: str | None
    """Why it would not be done, where it would not."""


@dataclass(frozen=True)
class DueNow:
    """What is due by the policy's times, up to `MOST_DUE` of each."""

    cases: int
    clues: int
    holds: int
    """Holds that stand."""


def foresee(desk: Desk, who: Who) -> Foreseen:
    """Return what an erasure would do now.

    Every text of the organisation is opened, as for the erasure itself.

    Raises
    ------
    RefusedError
        If the person may not erase.
    ParameterError
        If the store does not know whom it is about.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.ERASE)
        command = _command(unit, who)
        if command is None:
            return Foreseen(0, 0, 0, None)
        outcome = decide_without_case(command, context)
    if isinstance(outcome, Refusal):
        return Foreseen(0, 0, 0, outcome.code)
    acts = [step.act for step in outcome if isinstance(step.act, PersonalDataErased)]
    return Foreseen(
        subjects=sum(one.subjects for one in acts),
        texts=sum(one.texts for one in acts),
        cases=sum(one.cases for one in acts),
        refused=None,
    )


def due_now(desk: Desk) -> DueNow:
    """Return how much is due by the policy.

    Raises
    ------
    RefusedError
        If the person may not read.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        privacy, now_us = context.policy.privacy, context.now_us
        cases = unit.privacy.cases_over(now_us - privacy.keep_s * 1_000_000, None, MOST_DUE)
        clues = unit.privacy.clues_done(now_us - privacy.keep_reports_s * 1_000_000, None, MOST_DUE)
        return DueNow(len(cases), len(clues), len(standing_holds(unit)))


def _command(unit: Unit, who: Who) -> ErasePersonalData | None:
    """Return what would be asked for; nothing where all was erased already."""
    subjects = subjects_of(unit, who)
    left = [one for one in subjects if not was_erased(unit, Erased.SUBJECT, one.subject)]
    if not left:
        return None
    gathered = of_subjects(unit, left)
    before = set(gathered.commitments)
    add_mentions(unit, gathered, unit.privacy.said_since(None))
    add_cases_of(unit, gathered, gathered.commitments - before)
    gathered.look_up_texts(unit)
    return command_of(unit, gathered, Cause.REQUEST, _WHY)
