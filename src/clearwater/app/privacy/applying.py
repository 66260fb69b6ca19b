"""Erase again, in a store restored from a backup, what was erased since the backup was made."""

from __future__ import annotations

from collections.abc import Iterable

from clearwater.app.case.desk import taken
from clearwater.app.privacy.erasing import Erasing, command_of
from clearwater.app.privacy.erasure_list import Listed
from clearwater.app.privacy.gathering import (
    Gathered,
    add_mentions,
    of_case,
    of_clue,
    of_subjects,
    was_erased,
)
from clearwater.app.privacy.retention import system_context
from clearwater.app.privacy.sweeping import Swept, sweep
from clearwater.cases.acts import PersonalDataErased
from clearwater.cases.records.case import Clue
from clearwater.cases.records.people import Subject
from clearwater.cases.records.privacy import Cause, Erased
from clearwater.cases.store.base import Unit
from clearwater.cases.store.lingering import forget
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.rights import SYSTEM


def apply(store: SqlStore, erasures: Iterable[Listed], now_us: int) -> Erasing:
    """Erase what a list names, as far as the store holds it; nothing is judged again.

    It acts in the name of the software: each line says what was decided. Done twice it erases
    nothing more. What the list names and the backup did not hold yet is not there to be erased.
    """
    steps: list[Step] = []
    named = tuple(erasures)
    for one in named:
        with store.writing(one.organisation) as unit:
            gathered = None
            if not was_erased(unit, Erased(one.what), one.about):
                gathered = _gathered(unit, one)
            if gathered is not None:
                whole = one.what == Erased.CASE
                command = command_of(unit, gathered, Cause.RESTORE, whole_cases=whole)
                context = system_context(unit, one.organisation, now_us)
                done = taken(decide_without_case(command, context))
                unit.save(done, SYSTEM, now_us)
                steps += done
    swept = [
        sweep(store, organisation) for organisation in sorted({one.organisation for one in named})
    ]
    total = Swept(sum(one.frozen for one in swept), sum(one.messages for one in swept))
    acts = tuple(step.act for step in steps if isinstance(step.act, PersonalDataErased))
    return Erasing(acts, total, forget(store.place))


def _gathered(unit: Unit, one: Listed) -> Gathered | None:
    if one.what == Erased.SUBJECT:
        subject = unit.get(Subject, one.about)
        if subject is None:
            return None
        gathered = of_subjects(unit, [subject])
        add_mentions(unit, gathered, unit.privacy.said_since(None))
        gathered.look_up_texts(unit)
        # Its cases and clues stand in the list by themselves.
        gathered.cases, gathered.clues = {}, {}
        return gathered
    if one.what == Erased.CLUE:
        clue = unit.get(Clue, one.about)
        return None if clue is None else _without_people(of_clue(unit, clue))
    file = unit.case_file(one.about)
    if file is None:
        return None
    if one.what == Erased.CASE:
        return _without_people(of_case(unit, file))
    return Gathered(cases={one.about: file})


def _without_people(gathered: Gathered) -> Gathered:
    """Return what was gathered without accounts and persons: the list names who was erased."""
    identifiers = {one.identifier for one in gathered.subjects.values()}
    gathered.subjects = {}
    gathered.keys = {name: key for name, key in gathered.keys.items() if name not in identifiers}
    gathered.in_clear = tuple(one for one in gathered.in_clear if one.commitment not in identifiers)
    return gathered
