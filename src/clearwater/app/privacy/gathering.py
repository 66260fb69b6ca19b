"""What belongs to somebody, or to a case, looked up so that the workflow can judge an erasure.

It goes by the titles of columns: whatever row, of whatever kind, holds an account's name in a
column ``subject`` or ``reporter`` is about it, and so are the texts that the row commits to. So a
kind of record that is added later is found without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseState, Clue, ClueState, Member
from clearwater.cases.records.notice import Appeal, Appellant
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.privacy import DataKey, Erased, Erasure, Hold
from clearwater.cases.records.reports import ReportArrival, UserReport
from clearwater.cases.store.base import Said, Unit
from clearwater.cases.store.privacy_reader import OF_PEOPLE
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands_privacy import ClueMatter
from clearwater.cases.workflow.mentions import Mentions

_COMMITMENT = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass
class Gathered:
    """What an erasure would take away."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    cases: dict[str, CaseFile] = field(default_factory=dict)
    named_in: dict[str, CaseFile] = field(default_factory=dict)
    clues: dict[str, ClueMatter] = field(default_factory=dict)
    commitments: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    """Names, in the store, of whom the clues are about and who reported them."""
    arrivals: dict[str, ReportArrival] = field(default_factory=dict)
    keys: dict[str, DataKey] = field(default_factory=dict)
    in_clear: tuple[Disclosure, ...] = ()

    def look_up_texts(self, unit: Unit) -> None:
        """Find what opens the texts that were gathered."""
        reader = unit.privacy
        self.keys |= {one.commitment: one for one in reader.keys_of(self.commitments)}
        self.in_clear = reader.in_clear(self.commitments)


def of_subjects(unit: Unit, subjects: Iterable[Subject]) -> Gathered:
    """Return everything about accounts and persons, but for texts elsewhere that name them."""
    gathered = Gathered()
    for subject in subjects:
        gathered.subjects[subject.subject] = subject
        gathered.commitments.add(subject.identifier)
        said = unit.get(Disclosure, subject.identifier)
        if said is not None and said.text is not None:
            gathered.identifiers.add(said.text)
        for column in OF_PEOPLE:
            for row in unit.privacy.rows_with(column, subject.subject):
                _add_row(unit, gathered, row)
    keys = unit.privacy.keys_about("about", gathered.subjects)
    gathered.keys |= {one.commitment: one for one in keys}
    gathered.look_up_texts(unit)
    return gathered


def of_case(unit: Unit, file: CaseFile) -> Gathered:
    """Return a case with its words, and those of its members whom nothing else needs."""
    (case,) = file.all(Case)
    gathered = Gathered(cases={case.case: file})
    for kind in file.rows:
        for row in file.all(kind):
            gathered.commitments |= commitments_in(row)
    # Of an older version there are words that only an entry commits to, and no key says whose.
    for entry in unit.entries(case.case):
        values = (value for value in entry.details.values() if isinstance(value, str))
        gathered.commitments |= {value for value in values if _COMMITMENT.fullmatch(value)}
    for clue in file.all(Clue):
        _add_clue(unit, gathered, clue)
    members = {member.subject for member in file.all(Member)}
    _add_unneeded(unit, gathered, members | gathered.people, gathered.clues)
    named = unit.privacy.said_by(one.identifier for one in gathered.subjects.values())
    gathered.identifiers |= {one.text for one in named}
    for column, wanted in (("within", [case.case]), ("about", [*gathered.clues])):
        found = unit.privacy.keys_about(column, wanted)
        gathered.keys |= {one.commitment: one for one in found}
    gathered.look_up_texts(unit)
    return gathered


def of_clue(unit: Unit, clue: Clue) -> Gathered:
    """Return who reported a clue, and in which words, where nothing else needs them."""
    gathered = Gathered()
    _add_clue(unit, gathered, clue)
    _add_unneeded(unit, gathered, gathered.people, gathered.clues)
    gathered.look_up_texts(unit)
    return gathered


def of_members(unit: Unit, file: CaseFile, names: AbstractSet[str]) -> Gathered:
    """Return some members of a case, and what was said in it about each of them alone.

    The case is named, not gathered: what is left of it goes when its members have gone.
    """
    (case,) = file.all(Case)
    gathered = Gathered(cases={case.case: file})
    _add_unneeded(unit, gathered, names, {clue.clue for clue in file.all(Clue)})
    for kind in file.rows:
        if kind is not Clue:
            rows = (row for row in file.all(kind) if row.row().get("subject") in names)
            gathered.commitments |= {one for row in rows for one in commitments_in(row)}
    gathered.look_up_texts(unit)
    gathered.named_in, gathered.cases = gathered.cases, {}
    return gathered


def _add_unneeded(
    unit: Unit, gathered: Gathered, names: AbstractSet[str], clues: Container[str]
) -> None:
    """Add those of these accounts and persons whom nothing but what was gathered is about."""
    needed = unit.privacy.needed_besides(names, gathered.cases, clues)
    for subject in unit.privacy.not_erased(names - needed):
        gathered.subjects[subject.subject] = subject
        gathered.commitments.add(subject.identifier)


def was_erased(unit: Unit, what: Erased, name: str) -> bool:
    """Return whether an erasure was about something."""
    return unit.get(Erasure, what, name) is not None


def standing_holds(unit: Unit) -> tuple[Hold, ...]:
    """Return the holds that nobody has lifted."""
    return tuple(unit.find(Hold, lifted_us=None))


def add_mentions(unit: Unit, gathered: Gathered, said: Iterable[Said]) -> None:
    """Add the texts that name the accounts, and the cases in which they were said."""
    mentions = Mentions(gathered.identifiers)
    if not mentions:
        return
    for one in said:
        if one.commitment in gathered.keys or one.commitment in gathered.commitments:
            continue
        if mentions.stand_in(one.text) and not _is_identifier(unit, one):
            gathered.commitments.add(one.commitment)
            if one.within is not None and one.within not in gathered.cases:
                file = unit.case_file(one.within)
                if file is not None:
                    gathered.named_in[one.within] = file


def commitments_in(row: Record) -> set[str]:
    """Return the values of a row that may be commitments."""
    values = (value for value in row.row().values() if isinstance(value, str))
    return {value for value in values if _COMMITMENT.fullmatch(value)}


def _is_identifier(unit: Unit, said: Said) -> bool:
    """Return whether a text is the identifier of another account, which may contain this one."""
    subject = unit.get(Subject, said.about)
    return subject is not None and subject.identifier == said.commitment


def _add_row(unit: Unit, gathered: Gathered, row: Record) -> None:
    if isinstance(row, Subject):
        return
    if isinstance(row, Clue):
        _add_clue(unit, gathered, row)
        return
    named = row.row().get("clue")
    clue = unit.get(Clue, named) if isinstance(named, str) else None
    if clue is not None and clue.clue not in gathered.clues:
        _add_clue(unit, gathered, clue)
    gathered.commitments |= commitments_in(row)
    case = row.row().get("case")
    if isinstance(case, str):
        _add_case(unit, gathered, case)
    if isinstance(row, Appellant):
        appeal = unit.get(Appeal, row.appeal)
        gathered.commitments |= set() if appeal is None else {appeal.statement}


def _add_case(unit: Unit, gathered: Gathered, case: str) -> None:
    file = None if case in gathered.cases else unit.case_file(case)
    if file is not None:
        gathered.cases[case] = file


def _add_clue(unit: Unit, gathered: Gathered, clue: Clue) -> None:
    """Add a clue, what was said of it, the reports that made it, and the people in them."""
    gathered.clues[clue.clue] = _matter(unit, clue)
    gathered.commitments |= commitments_in(clue)
    # A case is about whom its clue is about, and not about who reported.
    if clue.subject in gathered.subjects and clue.case is not None:
        _add_case(unit, gathered, clue.case)
    about = [clue.clue]
    for row in unit.privacy.rows_with("clue", clue.clue):
        gathered.commitments |= commitments_in(row)
        gathered.people |= {
            str(value) for name in OF_PEOPLE if (value := row.row().get(name)) is not None
        }
        if isinstance(row, UserReport):
            about.append(row.report)
            for arrival in unit.privacy.rows_with("report", row.report):
                gathered.commitments |= commitments_in(arrival)
                about.append(arrival.key[-1])
                if isinstance(arrival, ReportArrival):
                    gathered.arrivals[arrival.arrival] = arrival
    found = unit.privacy.keys_about("about", about)
    gathered.keys |= {one.commitment: one for one in found}


def _matter(unit: Unit, clue: Clue) -> ClueMatter:
    """Return a clue and since when it is done with."""
    if clue.case is not None:
        case = unit.get(Case, clue.case)
        closed = case is not None and case.state == CaseState.CLOSED
        return ClueMatter(clue, case.closed_us if case is not None and closed else None)
    if clue.state != ClueState.SET_ASIDE:
        return ClueMatter(clue, None)
    # The last thing that was said of it is why it was set aside.
    said = unit.privacy.keys_about("about", [clue.clue])
    return ClueMatter(clue, max([clue.last_us, *(one.since_us for one in said)]))
