"""The list that other systems can ask for: which accounts have a measure in force, and until when.

It follows from rows and the time alone, and from whether the account was told: a measure whose
notice has not been taken restricts nobody, here as in the outbox, or other systems would restrict
whom this one does not. It names accounts, so reading it is an act with a purpose, like reading a
case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.cases.measures.in_force import restrictions as in_force_of
from clearwater.cases.measures.in_force import told_by
from clearwater.cases.measures.strikes import ring_strikes_milli, strikes_milli
from clearwater.cases.records.case import Case
from clearwater.cases.records.decision import Decision, Measure, MeasureState
from clearwater.cases.records.notice import Message
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Context
from clearwater.cases.workflow.clues import ACCOUNT
from clearwater.cases.workflow.commands import ReadPersonalData

_TIME = pa.timestamp("us", tz="UTC")
RESTRICTIONS = pa.schema(
    [
        ("account", pa.string()),
        ("measure", pa.string()),
        ("severity", pa.int64()),
        ("restricts", pa.bool_()),
        ("starts", _TIME),
        ("ends", _TIME),
        ("reason_code", pa.string()),
        ("case", pa.string()),
        ("decision", pa.string()),
        ("strikes", pa.float64()),
        ("ring_strikes", pa.float64()),
    ]
)
"""One row for each measure in force. ``account`` is the platform's identifier, empty after an
erasure; ``restricts`` says whether the account can do less; strikes are the account's, and those of
the ring of the case, at the moment that was asked about."""


def restrictions(
    desk: Desk, purpose: str, *, account: str | None = None, at_us: int | None = None
) -> pa.Table:
    """Return the measures that are in force at a moment, gravest first.

    Parameters
    ----------
    desk
        Who asks.
    purpose
        Why: a word of the policy's list.
    account
        The platform's identifier; None for every account of the organisation.
    at_us
        Microseconds, UTC; None for now. Of the past it says what was in force then, but strikes by
        what is known now.

    Returns
    -------
    pyarrow.Table
        Columns of `RESTRICTIONS`; no row for an account that the store does not know.

    Raises
    ------
    RefusedError
        If the person may not read, or the purpose is none of the policy's.
    """
    return restriction_page(desk, purpose, Asked(account, at_us)).rows


@dataclass(frozen=True)
class Asked:
    """What is asked about, and which part of the answer."""

    account: str | None = None
    """The platform's identifier; None for every account of the organisation."""
    at_us: int | None = None
    """The moment; None for now."""
    limit: int | None = None
    """At most so many measures; None for all."""
    after: tuple[int, int, str] | None = None
    """Go on after the measure of this severity, end and name."""


@dataclass(frozen=True)
class RestrictionPage:
    """A part of what is in force."""

    rows: pa.Table
    """Columns of `RESTRICTIONS`."""
    moment_us: int
    """To be named for the next part, so that it is a part of the same answer."""
    last: tuple[int, int, str] | None
    """Where the next part goes on; nothing where there is none."""


def restriction_page(desk: Desk, purpose: str, asked: Asked) -> RestrictionPage:
    """Return a part of what is in force at a moment; see `restrictions`.

    Of each part it is on record how many accounts it named.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        moment = context.now_us if asked.at_us is None else asked.at_us
        measures = in_force_of(_measures(unit, asked.account), moment)
        held = tuple(one for one in measures if _told(unit, one, moment))
        if asked.after is not None:
            held = tuple(one for one in held if _place_of(one) > _sorted_as(asked.after))
        shown = held[: asked.limit]
        # An account that has nothing in force was asked about as well: that is an answer too.
        count = len({one.subject for one in shown}) if asked.account is None else 1
        desk.without_case(unit, context, ReadPersonalData("restrictions", count, purpose))
        more = len(held) > len(shown)
        last = (shown[-1].severity, shown[-1].ends_us or 0, shown[-1].measure) if more else None
        return RestrictionPage(_table(unit, context, shown, moment), moment, last)


def _place_of(measure: Measure) -> tuple[int, int, str]:
    return _sorted_as((measure.severity, measure.ends_us or 0, measure.measure))


def _sorted_as(place: tuple[int, int, str]) -> tuple[int, int, str]:
    """Return a place in the order of `in_force.restrictions`: gravest first, then longest."""
    severity, ends_us, name = place
    return -severity, -ends_us, name


def _measures(unit: Unit, account: str | None) -> tuple[Measure, ...]:
    if account is None:
        begun = unit.find(Measure, state=MeasureState.BEGUN)
        return (*begun, *unit.find(Measure, state=MeasureState.LIFTED))
    subject = unit.subjects_by_identifier(ACCOUNT, [account]).get(account)
    return () if subject is None else unit.find(Measure, subject=subject)


def _told(unit: Unit, measure: Measure, at_us: int) -> bool:
    return measure.measure in told_by(unit.find(Message, measure=measure.measure), at_us)


def _table(unit: Unit, context: Context, held: Sequence[Measure], moment: int) -> pa.Table:
    policy = context.policy
    names = {subject: _identifier(unit, subject) for subject in _each(m.subject for m in held)}
    of_account = {
        subject: strikes_milli(unit.find(Measure, subject=subject), policy, moment)
        for subject in names
    }
    of_ring = {
        case: ring_strikes_milli(_measures_of_ring(unit, case), policy, moment)
        for case in _each(m.case for m in held)
    }
    reasons = {name: _reason_code(unit, name) for name in _each(m.decision for m in held)}
    restricting = {rung.name for rung in policy.ladder if rung.restricts}
    rows = [
        {
            "account": names[measure.subject],
            "measure": measure.kind,
            "severity": measure.severity,
            "restricts": measure.kind in restricting,
            "starts": measure.starts_us,
            "ends": measure.ends_us,
            "reason_code": reasons[measure.decision],
            "case": measure.case,
            "decision": measure.decision,
            "strikes": of_account[measure.subject] / 1000,
            "ring_strikes": of_ring[measure.case] / 1000,
        }
        for measure in held
    ]
    return pa.Table.from_pylist(rows, RESTRICTIONS)


def _each(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _identifier(unit: Unit, subject: str) -> str | None:
    """Return the platform's identifier of an account; nothing after an erasure."""
    row = unit.get(Subject, subject)
    disclosure = None if row is None else unit.get(Disclosure, row.identifier)
    return None if disclosure is None else disclosure.text


def _reason_code(unit: Unit, decision: str) -> str | None:
    row = unit.get(Decision, decision)
    return None if row is None else row.reason_code


def _measures_of_ring(unit: Unit, case: str) -> tuple[Measure, ...]:
    """Return every measure of every case that shares the ring of a case, its own included."""
    own = unit.get(Case, case)
    if own is None or own.ring is None:
        return unit.find(Measure, case=case)
    return tuple(
        measure
        for one in unit.find(Case, ring=own.ring)
        for measure in unit.find(Measure, case=one.case)
    )
