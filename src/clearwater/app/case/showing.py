"""One case in full: everything that is known of it, with the words behind commitments.

Looking is an act: it is saved, with its purpose, before anything is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from clearwater.app.case.desk import Desk
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.measures.in_force import in_force, told_by
from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.strikes import ring_strikes_milli, strikes_milli
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseFinding, Clue, Member
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.notice import Appeal, Appellant, Message, Notice
from clearwater.cases.records.passing import Handover, JointApproval, Participation
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import CaseFile, Context
from clearwater.cases.workflow.commands import ReadPersonalData

Shown = dict[str, object]
ERASED = "(erased)"
"""Stands where a text was erased."""
FOR_A_PURPOSE = "(for a purpose)"
"""Stands for the words of people where no purpose was named."""
SECTIONS: tuple[tuple[str, type[Record]], ...] = (
    ("findings", CaseFinding),
    ("evidence", Evidence),
    ("decisions", Decision),
    ("measures", Measure),
    ("notices", Notice),
    ("appeals", Appeal),
    ("messages", Message),
    ("handovers", Handover),
    ("bodies", Participation),
    ("approvals", JointApproval),
)
COMMITMENTS = frozenset({"why", "statement", "text", "note", "answer", "question", "position_why"})
"""Fields that hold the commitment to a text."""
LEFT_OUT = frozenset({"organisation", "fingerprint", "rank_us", "reporter"})
"""Of no use to a reader, or kept from those who work on a case: who reported is nobody's affair."""


@dataclass(frozen=True)
class CaseView:
    """One case as a person is shown it."""

    case: Shown
    sections: Mapping[str, tuple[Shown, ...]]
    """Clues, members, findings, evidence, decisions, measures, notices, appeals, messages; what was
    handed over; the bodies that take part with their positions, and whose second person agreed."""

    def document(self) -> Shown:
        """Return everything as one JSON object."""
        return {**self.case, **{name: list(rows) for name, rows in self.sections.items()}}


def show(desk: Desk, case: str, purpose: str) -> CaseView:
    """Return a case in full, after the reading of it was saved.

    Parameters
    ----------
    purpose
        Word of the policy's list of purposes.

    Raises
    ------
    RefusedError
        If there is no such case, the person may not read, or the purpose is none.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        file = desk.file_of(unit, case)
        reading = ReadPersonalData("case", len(file.all(Member)), purpose)
        file = desk.done(unit, context, file, reading)
        return _View(unit, file, context).view()


def view_of(unit: Unit, file: CaseFile, context: Context, *, named: bool) -> CaseView:
    """Return a case as it is shown; that somebody looks is for the caller to save.

    Parameters
    ----------
    unit
        Of the organisation whose case it is.
    named
        With the platform's identifiers and the words of people; else with names of the store.
    """
    return (_View if named else _Unnamed)(unit, file, context).view()


class _View:
    """What is shown of one case. Identifiers and words are looked up once each."""

    def __init__(self, unit: Unit, file: CaseFile, context: Context) -> None:
        self.unit, self.file = unit, file
        self.policy: Policy = context.policy
        self.now_us = context.now_us
        self._names: dict[str, str] = {}

    def view(self) -> CaseView:
        (case,) = self.file.all(Case)
        shown = self.row(case)
        shown["overdue"] = case.due_us < self.now_us and case.closed_us is None
        shown["ring_strikes"] = self._ring_strikes(case)
        sections: dict[str, tuple[Shown, ...]] = {
            "clues": self.rows(self.file.all(Clue)),
            "members": tuple(self._member(one) for one in self.file.all(Member)),
        }
        sections |= {name: self.rows(self.file.all(kind)) for name, kind in SECTIONS}
        told = told_by(self.file.all(Message), self.now_us)
        for row, measure in zip(sections["measures"], self.file.all(Measure), strict=True):
            row["in_force"] = measure.measure in told and in_force(measure, self.now_us)
        for row in sections["appeals"]:
            row["accounts"] = [
                {
                    "account": self.account(one.subject),
                    "subject": one.subject,
                    "outcome": one.outcome,
                }
                for one in self.file.all(Appellant)
                if one.appeal == row["appeal"]
            ]
        return CaseView(shown, sections)

    def rows(self, records: Iterable[Record]) -> tuple[Shown, ...]:
        return tuple(self.row(record) for record in records)

    def row(self, record: Record) -> Shown:
        """Return a record with its words said, its accounts named, its times as times."""
        shown: Shown = {}
        for field in fields(record):
            if field.name in LEFT_OUT:
                continue
            value = getattr(record, field.name)
            name, said = self._shown(field.name, value)
            shown[name] = said
            if field.name == "subject":
                shown.setdefault("account", None)
                shown["subject"] = value  # the name by which a face asks for acts on the account
        return shown

    def account(self, subject: str) -> str:
        """Return the platform's identifier of an account."""
        if subject not in self._names:
            known = self.unit.get(Subject, subject)
            self._names[subject] = ERASED if known is None else self.text(known.identifier)
        return self._names[subject]

    def text(self, commitment: str) -> str:
        """Return the words behind a commitment."""
        kept = self.unit.get(Disclosure, commitment)
        return ERASED if kept is None or kept.text is None else kept.text

    def _shown(self, name: str, value: object) -> tuple[str, object]:
        if value is None:
            return name.removesuffix("_us"), None
        if name == "subject":
            return "account", self.account(str(value))
        if name in COMMITMENTS:
            return name, self.text(str(value))
        if name.endswith("_us") and isinstance(value, int):
            return name.removesuffix("_us"), shown_time(value)
        if name.endswith(("_milli", "_millibits")) and isinstance(value, int):
            bits = "_bits" if name.endswith("bits") else ""
            return name.rpartition("_")[0] + bits, value / 1000
        return name, value

    def _member(self, member: Member) -> Shown:
        shown = self.row(member)
        measures = self.unit.find(Measure, subject=member.subject)
        shown["strikes"] = strikes_milli(measures, self.policy, self.now_us) / 1000
        return shown

    def _ring_strikes(self, case: Case) -> float | None:
        if case.ring is None:
            return None
        measures = [
            measure
            for sharing in self.unit.find(Case, ring=case.ring)
            for measure in self.unit.find(Measure, case=sharing.case)
        ]
        return ring_strikes_milli(measures, self.policy, self.now_us) / 1000


class _Unnamed(_View):
    """The same without anything that could name a person."""

    def account(self, subject: str) -> str:
        return subject

    def text(self, commitment: str) -> str:
        del commitment
        return FOR_A_PURPOSE
