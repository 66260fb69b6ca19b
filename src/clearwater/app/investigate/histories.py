"""What was decided about an account before: shown for a purpose, and on record.

An earlier decision is no evidence. It is shown to whoever decides, beside what came of appeals, and
is part of nothing that is computed.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.investigate.accounts import identifier_of
from clearwater.app.investigate.asking import RUN, require_reading
from clearwater.app.investigate.open_log import ACCOUNT
from clearwater.app.investigate.run_tables import table_of
from clearwater.cases.measures.strikes import strikes_milli
from clearwater.cases.records.case import Case, Member
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.notice import Appeal, Appellant
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Context
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.errors import NothingThereError


@dataclass(frozen=True)
class EarlierCase:
    """A case that the account is or was in."""

    case: str
    state: str
    outcome: str | None
    standing: str
    opened_us: int


@dataclass(frozen=True)
class EarlierMeasure:
    """A measure that the account has or had."""

    case: str
    kind: str
    severity: int
    state: str
    decided_us: int | None
    starts_us: int | None
    ends_us: int | None
    lifted_us: int | None


@dataclass(frozen=True)
class EarlierAppeal:
    """An appeal of the account."""

    case: str
    filed_us: int
    state: str
    outcome: str | None


@dataclass(frozen=True)
class History:
    """An account by name, and what was before."""

    account: str
    subject: str | None
    """Name in the store; nothing where the account never was in a case."""
    strikes: float
    cases: tuple[EarlierCase, ...]
    measures: tuple[EarlierMeasure, ...]
    appeals: tuple[EarlierAppeal, ...]


def history_of_row(desk: Desk, runs: Runs, run: str, row: int, purpose: str) -> History:
    """Return the history of an account of a run, after the reading of it was saved.

    Raises
    ------
    RefusedError
        If the person may not read, the purpose is none, or it is too much for now.
    NothingThereError
        If there is no such run or row.
    """
    require_reading(desk)
    names = table_of(runs.folder_of(run), "accounts", ["account"])["account"]
    if row >= len(names):
        raise NothingThereError("the run has no such account", found=str(row))
    name = str(names[row].as_py())
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.without_case(unit, context, ReadPersonalData(RUN, 1, purpose))
        subject = unit.subjects_by_identifier(ACCOUNT, [name]).get(name)
        return _history(unit, context, name, subject)


def history_of_subject(desk: Desk, case: str, subject: str, purpose: str) -> History:
    """Return the history of an account of a case, after the reading of it was saved."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        file = desk.file_of(unit, case)
        if all(one.subject != subject for one in file.all(Member)):
            raise NothingThereError("the case has no such account", found=repr(subject[:80]))
        desk.done(unit, context, file, ReadPersonalData("case", 1, purpose))
        return _history(unit, context, identifier_of(unit, subject), subject)


def _history(unit: Unit, context: Context, name: str, subject: str | None) -> History:
    if subject is None:
        return History(name, None, 0.0, (), (), ())
    measures = unit.find(Measure, subject=subject)
    return History(
        account=name,
        subject=subject,
        strikes=strikes_milli(measures, context.policy, context.now_us) / 1000,
        cases=tuple(_case(unit, one) for one in unit.find(Member, subject=subject)),
        measures=tuple(_measure(unit, one) for one in measures),
        appeals=tuple(_appeal(unit, one) for one in unit.find(Appellant, subject=subject)),
    )


def _case(unit: Unit, member: Member) -> EarlierCase:
    case = unit.get(Case, member.case)
    if case is None:
        raise NothingThereError("the case of a member is not there", found=member.case)
    return EarlierCase(case.case, case.state, case.outcome, member.standing, case.opened_us)


def _measure(unit: Unit, one: Measure) -> EarlierMeasure:
    decision = unit.get(Decision, one.decision)
    return EarlierMeasure(
        one.case,
        one.kind,
        one.severity,
        one.state,
        None if decision is None else decision.decided_us,
        one.starts_us,
        one.ends_us,
        one.lifted_us,
    )


def _appeal(unit: Unit, one: Appellant) -> EarlierAppeal:
    appeal = unit.get(Appeal, one.appeal)
    if appeal is None:
        raise NothingThereError("the appeal of an appellant is not there", found=one.appeal)
    return EarlierAppeal(one.case, appeal.filed_us, appeal.state, one.outcome)
