"""Erase what names a person, because somebody asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.privacy.gathering import (
    Gathered,
    add_mentions,
    of_subjects,
    standing_holds,
    was_erased,
)
from clearwater.app.privacy.sweeping import Swept, sweep
from clearwater.cases.acts import PersonalDataErased
from clearwater.cases.records.people import Subject
from clearwater.cases.records.privacy import Cause, Erased
from clearwater.cases.store.base import Unit
from clearwater.cases.store.lingering import forget
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.clues import ACCOUNT, AGENCY, REPORTER
from clearwater.cases.workflow.commands_privacy import EraseDue, ErasePersonalData
from clearwater.cases.workflow.reporting import OBJECT
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError

KINDS = (ACCOUNT, REPORTER, AGENCY, OBJECT)
"""What an identifier may be the identifier of."""


@dataclass(frozen=True)
class Who:
    """Whom an erasure is about: by the platform's identifier, or by the store's own name."""

    identifier: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Erasing:
    """What an erasure did."""

    acts: tuple[PersonalDataErased, ...]
    swept: Swept
    lingers: tuple[str, ...]
    """What could not be taken away at once, and when it goes."""

    @property
    def subjects(self) -> int:
        """Accounts and persons that cannot be named any more."""
        return sum(one.subjects for one in self.acts)

    @property
    def texts(self) -> int:
        """Texts that nobody can read any more."""
        return sum(one.texts for one in self.acts)

    @property
    def cases(self) -> int:
        """Cases of which the frozen files are gone."""
        return sum(one.cases for one in self.acts)


def erase(store: SqlStore, desk: Desk, who: Who, why: str) -> Erasing:
    """Erase everything that names an account or a person, and the evidence of its cases.

    After having been killed it is done again, and finishes what is left. Where the first time had
    come so far that the store does not know the identifier any more, it says so, and has finished.

    Raises
    ------
    RefusedError
        If somebody still needs it, a hold stands, or the person may not.
    ParameterError
        If the store does not know whom it is about.
    """
    try:
        found, seen = _first_look(desk, who)
    except ParameterError:
        finished(store, desk.organisation, ())
        raise
    with store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.ERASE)
        subjects = subjects_of(unit, who)
        left = [one for one in subjects if not was_erased(unit, Erased.SUBJECT, one.subject)]
        gathered = of_subjects(unit, left)
        gathered.commitments |= found
        # What was said since the first look; that one took long, and others could go on.
        add_mentions(unit, gathered, unit.privacy.said_since(seen))
        add_cases_of(unit, gathered, found)
        gathered.look_up_texts(unit)
        command = command_of(unit, gathered, Cause.REQUEST, why)
        steps = desk.without_case(unit, context, command) if left else ()
    return finished(store, desk.organisation, steps)


def subjects_of(unit: Unit, who: Who) -> tuple[Subject, ...]:
    """Return whom it is about: an identifier may be that of an account, a reporter, a thing.

    Raises
    ------
    ParameterError
        If the store does not know them.
    """
    names = [who.subject] if who.subject is not None else []
    if who.identifier is not None:
        known = (unit.subjects_by_identifier(kind, [who.identifier]) for kind in KINDS)
        names += [name for one in known for name in one.values()]
    found = tuple(one for name in names if (one := unit.get(Subject, name)) is not None)
    if not found:
        raise ParameterError(
            "the store knows nobody like that",
            expected="an identifier of the platform, or a name of the store such as subject-...",
            found="neither of them, or erased already",
        )
    return found


def command_of(
    unit: Unit,
    gathered: Gathered,
    cause: Cause,
    why: str | None = None,
    *,
    whole_cases: bool = False,
) -> ErasePersonalData:
    """Return the command that asks for the erasure of what was gathered, and was not erased yet."""
    kind = ErasePersonalData if cause == Cause.REQUEST else EraseDue
    gone = (Erased.CASE,) if whole_cases else (Erased.CASE, Erased.EVIDENCE)
    return kind(
        cause=cause,
        subjects=tuple(gathered.subjects[name] for name in sorted(gathered.subjects)),
        cases=tuple(
            gathered.cases[name]
            for name in sorted(gathered.cases)
            if not any(was_erased(unit, one, name) for one in gone)
        ),
        whole_cases=whole_cases,
        clues=tuple(
            gathered.clues[name]
            for name in sorted(gathered.clues)
            if not was_erased(unit, Erased.CLUE, name)
        ),
        keys=tuple(gathered.keys[name] for name in sorted(gathered.keys)),
        arrivals=tuple(gathered.arrivals[name] for name in sorted(gathered.arrivals)),
        in_clear=gathered.in_clear,
        named_in=tuple(gathered.named_in[name] for name in sorted(gathered.named_in)),
        holds=standing_holds(unit),
        identifiers=tuple(sorted(gathered.identifiers)),
        why=why,
    )


def finished(store: SqlStore, organisation: str, steps: Iterable[Step]) -> Erasing:
    """Take away files and what the database still holds of keys, and return what was done."""
    acts = tuple(step.act for step in steps if isinstance(step.act, PersonalDataErased))
    swept = sweep(store, organisation)
    return Erasing(acts, swept, forget(store.place))


def _first_look(desk: Desk, who: Who) -> tuple[set[str], int]:
    """Return the texts that name them, and the number of the last entry that was looked at.

    Every text of the organisation is opened, which takes half a minute for a million: while only
    reading, so that nobody waits.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.ERASE)
        seen = unit.privacy.newest_entry()
        gathered = of_subjects(unit, subjects_of(unit, who))
        before = set(gathered.commitments)
        add_mentions(unit, gathered, unit.privacy.said_since(None))
        return gathered.commitments - before, seen


def add_cases_of(unit: Unit, gathered: Gathered, found: set[str]) -> None:
    """Add the cases in which the texts of the first look were said, as they stand now."""
    for key in unit.privacy.keys_of(found):
        case = key.within
        if case is not None and case not in gathered.cases and case not in gathered.named_in:
            file = unit.case_file(case)
            if file is not None:
                gathered.named_in[case] = file
