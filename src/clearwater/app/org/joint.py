"""Cases of several bodies: who was asked, who takes part, what they say, and what they may see."""

from __future__ import annotations

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.case.showing import CaseView, view_of
from clearwater.app.case.working import proposed_decision
from clearwater.app.org.standing import Standing, page_after, standing_of
from clearwater.cases.records.case import Case, Member
from clearwater.cases.records.passing import Participation, PartState
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import CaseFile, Context
from clearwater.cases.workflow.commands import (
    ApproveDecision,
    Command,
    ReadPersonalData,
    RefuseDecision,
)
from clearwater.cases.workflow.commands_organisations import (
    AnswerInvitation,
    EndPart,
    GivePosition,
    InviteBody,
    KeepAnswer,
    KeepPosition,
    KeepReading,
    ReadJointCase,
    ReceiveEnd,
    ReceiveInvitation,
)
from clearwater.cases.workflow.joint import WAITING, part_of
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.events.schema import TIME_TYPE

PARTS = pa.schema(
    [
        ("participation", pa.string()),
        ("lead", pa.string()),
        ("case", pa.string()),
        ("body", pa.string()),
        ("title", pa.string()),
        ("stands", pa.string()),
        ("state", pa.string()),
        ("position", pa.string()),
        ("invited", TIME_TYPE),
        ("due", TIME_TYPE),
        ("overdue", pa.bool_()),
    ]
)
"""``stands``: where the case itself is, such as ``proposed``, when a second person is waited for.
``overdue``: no position yet, and its time is over; a decision does not wait for it any more."""


def invite(desk: Desk, case: str, body: str, *, question: str) -> Participation:
    """Ask another body to take part in a case, and return its part."""
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        asked = InviteBody(here.bodies, body, question)
        file = desk.done(unit, here.context, desk.file_of(unit, case), asked)
        row = part_of(file, body)
        if row is None:
            raise _no_part(case)
        other, at_other = here.at(body)
        desk.without_case(other, at_other, ReceiveInvitation(row, question))
        return row


def end(desk: Desk, named: str, why: str) -> Participation:
    """Wait no longer for a body whose time is over, and return its part in one's own case.

    Raises
    ------
    RefusedError
        If the body has time left, or owes nothing.
    """
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        row = unit.get(Participation, unit.organisation, named)
        if row is None or row.case is None:
            raise _no_part(named)
        file = desk.done(unit, here.context, desk.file_of(unit, row.case), EndPart(named, why))
        other, at_other = here.at(row.body)
        theirs = other.get(Participation, row.body, named)
        if theirs is None:
            raise _no_part(named)
        desk.without_case(other, at_other, ReceiveEnd(theirs, why))
        (ended,) = (one for one in file.all(Participation) if one.participation == named)
        return ended


def answer(desk: Desk, named: str, state: PartState, why: str | None = None) -> Participation:
    """Take part, decline or leave, and return the part; `named` is the case, or the part."""
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        row = _own_part(unit, named)
        _ask_lead(here, row, AnswerInvitation(row.participation, state, why))
        desk.without_case(unit, here.context, KeepAnswer(row, state, why))
        return _own_part_row(unit, row)


def give_position(desk: Desk, named: str, position: str, why: str) -> Participation:
    """Say whether one's body agrees to what it was asked, and return its part."""
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        row = _own_part(unit, named)
        _ask_lead(here, row, GivePosition(row.participation, position, why))
        desk.without_case(unit, here.context, KeepPosition(row, position, why))
        return _own_part_row(unit, row)


def approve(desk: Desk, named: str, *, refusal: str | None = None) -> CaseFile:
    """Agree, as the second person, to the lead body's proposed decision, or refuse with a reason.

    Returns the lead body's case as it is then.
    """
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        row = _own_part(unit, named)
        lead, at_lead, file = _lead_file(here, row)
        decision = proposed_decision(file)
        command: Command = ApproveDecision(decision)
        if refusal is not None:
            command = RefuseDecision(decision, refusal)
        return desk.done(lead, at_lead, file, command)


def show(desk: Desk, named: str, *, purpose: str | None) -> CaseView:
    """Return a case in which one's body takes part. That it was looked at stands in both ledgers.

    Parameters
    ----------
    named
        The case, as the lead body calls it, or the part.
    purpose
        Word of the policies' lists of purposes, for accounts by name and the words of people;
        without one accounts are named as the lead body's store names them.
    """
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        row = _own_part(unit, named)
        lead, at_lead, file = _lead_file(here, row)
        count = len(file.all(Member))
        reading = ReadJointCase(row.participation, count, purpose)
        file = desk.done(lead, at_lead, file, reading)
        desk.without_case(unit, here.context, KeepReading(row, count, purpose))
        if purpose is not None:
            read = ReadPersonalData("case", count, purpose)
            file = desk.done(lead, at_lead, file, read)
            desk.without_case(unit, here.context, read)
        return view_of(lead, file, at_lead, named=purpose is not None)


def parts(desk: Desk) -> pa.Table:
    """Return the joint cases that the person's body leads or has a part in, what waits first."""
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.READ)
        found = sorted(
            unit.find(Participation),
            key=lambda one: (one.state not in WAITING, one.due_us, one.participation),
        )
        rows = [_shown(here, row) for row in found]
    return pa.Table.from_pylist(rows, PARTS)


def parts_after(desk: Desk, limit: int, after: str | None) -> pa.Table:
    """Return the first rows of `parts` by name; those after a name."""
    return page_after(desk, Participation, _shown, PARTS, limit=limit, after=after)


def part(desk: Desk, named: str) -> pa.Table:
    """Return one row of `parts`: of the body's own part, or of another's in its case."""
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.READ)
        row = unit.get(Participation, unit.organisation, named)
        if row is None:
            raise _no_part(named)
        shown = _shown(here, row)
    return pa.Table.from_pylist([shown], PARTS)


def as_listed(desk: Desk, row: Participation) -> pa.Table:
    """Return what `part` would of a row that a person has by what they did."""
    with desk.store.reading(desk.organisation) as unit:
        return pa.Table.from_pylist([_shown(standing_of(desk, unit), row)], PARTS)


def _shown(here: Standing, row: Participation) -> dict[str, object]:
    waits = row.state in WAITING and row.position is None
    case = None
    if row.state in WAITING or row.lead == here.desk.organisation:
        case = here.at(row.lead)[0].get(Case, row.lead_case)
    return {
        "participation": row.participation,
        "lead": row.lead,
        "case": row.lead_case,
        "body": row.body,
        "title": None if case is None else case.title,
        "stands": None if case is None else str(case.state),
        "state": str(row.state),
        "position": row.position,
        "invited": row.invited_us,
        "due": row.due_us,
        "overdue": waits and row.due_us < here.context.now_us,
    }


def _ask_lead(here: Standing, row: Participation, command: Command) -> CaseFile:
    lead, at_lead, file = _lead_file(here, row)
    return here.desk.done(lead, at_lead, file, command)


def _lead_file(here: Standing, row: Participation) -> tuple[Unit, Context, CaseFile]:
    lead, at_lead = here.at(row.lead)
    file = lead.case_file(row.lead_case)
    if file is None:
        raise _no_part(row.lead_case)
    return lead, at_lead, file


def _own_part(unit: Unit, named: str) -> Participation:
    """Return the part of one's own body: by its name, or the newest in a case."""
    found = unit.get(Participation, unit.organisation, named)
    if found is not None and found.body == unit.organisation:
        return found
    mine = unit.find(Participation, lead_case=named, body=unit.organisation)
    if not mine:
        raise _no_part(named)
    return max(mine, key=lambda one: (one.invited_us, one.participation))


def _own_part_row(unit: Unit, row: Participation) -> Participation:
    return _own_part(unit, row.participation)


def _no_part(named: str) -> RefusedError:
    # The same words whether there is such a case elsewhere or not.
    step = "See `clearwater org joint` for the cases in which your body has a part."
    return RefusedError(refuse(Code.NO_SUCH_PART, found=repr(named[:80]), next_step=step))
