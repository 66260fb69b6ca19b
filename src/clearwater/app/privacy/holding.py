"""Holds on accounts, persons and cases: placed, lifted by somebody else, listed."""

from __future__ import annotations

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.privacy.erasing import Who, subjects_of
from clearwater.app.privacy.gathering import standing_holds
from clearwater.cases.records.case import Case
from clearwater.cases.records.people import Disclosure
from clearwater.cases.records.privacy import Erased, Hold
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.commands_privacy import LiftHold, PlaceHold
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb

_TIME = pa.timestamp("us", tz="UTC")
HOLDS = pa.schema(
    [
        ("hold", pa.string()),
        ("what", pa.string()),
        ("about", pa.string()),
        ("placed_by", pa.string()),
        ("placed", _TIME),
        ("why", pa.string()),
        ("lifted_by", pa.string()),
        ("lifted", _TIME),
        ("lifted_why", pa.string()),
    ]
)
"""``about`` is the store's own name of an account, a person or a case; it names nobody."""


def hold(desk: Desk, who: Who, case: str | None, why: str) -> tuple[Hold, ...]:
    """Place a hold on whom an identifier stands for, or on a case; return what was placed.

    Raises
    ------
    ParameterError
        If the store does not know whom it is about.
    RefusedError
        If there is no such case, or the person may not.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.HOLD)
        if case is not None:
            if unit.get(Case, case) is None:
                raise RefusedError(refuse(Code.NO_CASE, found=repr(case[:80])))
            named = [(Erased.CASE, case)]
        else:
            named = [(Erased.SUBJECT, one.subject) for one in subjects_of(unit, who)]
        standing = standing_holds(unit)
        placed = []
        for what, about in named:
            steps = desk.without_case(unit, context, PlaceHold(what, about, why, standing))
            placed += [put for step in steps for put in step.puts if isinstance(put, Hold)]
    return tuple(placed)


def lift(desk: Desk, name: str, why: str) -> Hold:
    """Lift a hold that somebody else has placed, and return it.

    Raises
    ------
    RefusedError
        If there is no such hold, the person placed it, or may not.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        steps = desk.without_case(unit, context, LiftHold(unit.get(Hold, name), why))
        (lifted,) = (put for put in steps[0].puts if isinstance(put, Hold))
        return lifted


def holds(desk: Desk, purpose: str, *, lifted: bool = False) -> pa.Table:
    """Return the holds that stand, with their reasons; that these were read is on record.

    Parameters
    ----------
    purpose
        Why they are read: a word of the policy's list. The reasons are words of people.
    lifted
        Those that were lifted too.
    """
    with desk.store.writing(desk.organisation) as unit:
        desk.without_case(unit, desk.context(unit), ReadPersonalData("holds", 0, purpose))
        found = unit.find(Hold) if lifted else standing_holds(unit)
        ordered = sorted(found, key=lambda one: (one.placed_us, one.hold))
        rows = [_shown(unit, one) for one in ordered]
    return pa.Table.from_pylist(rows, HOLDS)


def _shown(unit: Unit, hold_: Hold) -> dict[str, object]:
    return {
        "hold": hold_.hold,
        "what": hold_.what,
        "about": hold_.about,
        "placed_by": hold_.placed_by,
        "placed": hold_.placed_us,
        "why": _words(unit, hold_.why),
        "lifted_by": hold_.lifted_by,
        "lifted": hold_.lifted_us,
        "lifted_why": _words(unit, hold_.lifted_why),
    }


def _words(unit: Unit, commitment: str | None) -> str | None:
    said = None if commitment is None else unit.get(Disclosure, commitment)
    return None if said is None else said.text
