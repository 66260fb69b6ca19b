"""What platforms owe: asked for, received, checked, listed with what is overdue."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.org.standing import standing_of
from clearwater.app.paging import filled
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.duties import Duty, DutyKind, DutyState
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.commands_organisations import (
    AskReport,
    CheckReport,
    ReceiveReport,
)
from clearwater.cases.workflow.owing import came_late, overdue
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import SourceError
from clearwater.events.schema import TIME_TYPE

DUTIES = pa.schema(
    [
        ("duty", pa.string()),
        ("kind", pa.string()),
        ("platform", pa.string()),
        ("name", pa.string()),
        ("week", pa.string()),
        ("state", pa.string()),
        ("due", TIME_TYPE),
        ("received", TIME_TYPE),
        ("overdue", pa.bool_()),
        ("late", pa.bool_()),
        ("days_over", pa.int64()),
        ("faults", pa.int64()),
        ("document", pa.string()),
        ("found", pa.string()),
    ]
)
"""``overdue``: nothing came, and it should have; ``late``: it came after it was due; ``days_over``:
whole days since it was due, while nothing has come; ``found``: what is wrong with it, as JSON."""
_DAY_US = 86_400_000_000


def ask(desk: Desk, platform: str, week: str, kind: str = DutyKind.SELF_REPORT) -> Duty:
    """Ask a platform for its report of a week, and return what it owes now."""
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        known = unit.find(Duty, platform=platform, week=week)
        asked = AskReport(here.bodies, kind, platform, week, known)
        return _duty_in(desk.without_case(unit, here.context, asked))


def receive(desk: Desk, blobs: Blobs, duty: str, document: Path) -> Duty:
    """Take a platform's document in, as it is, and return the duty.

    A second document takes the place of the first; both are kept.

    Raises
    ------
    SourceError
        If the document cannot be read.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.RECEIVE_REPORT)
        _duty(unit, duty)
    if not document.is_file():
        raise SourceError("the document cannot be read", where=str(document), found="no file")
    # Before the unit of work: what is kept and named by nothing does no harm.
    blob = blobs.put(document)
    with desk.store.writing(desk.organisation) as unit:
        command = ReceiveReport(_duty(unit, duty), blob.sha256, blob.size)
        return _duty_in(desk.without_case(unit, desk.context(unit), command))


def check(desk: Desk, duty: str, found: str) -> Duty:
    """Keep what was found wrong with a report, and return the duty.

    Parameters
    ----------
    found
        JSON: a list of objects, such as a cross-check of figures gives; ``[]`` for nothing.
    """
    with desk.store.writing(desk.organisation) as unit:
        command = CheckReport(_duty(unit, duty), found)
        return _duty_in(desk.without_case(unit, desk.context(unit), command))


def duties(desk: Desk, *, platform: str | None = None, only_overdue: bool = False) -> pa.Table:
    """Return what platforms owe to the person's body, what is overdue longest first.

    Parameters
    ----------
    platform
        Only of this one.
    only_overdue
        The list of reminders: what should have come and has not.
    """
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.READ)
        names = {name: body.name for name, body in here.tree.bodies.items()}
        now_us = here.context.now_us
        found = [
            one
            for one in unit.find(Duty)
            if platform in {None, one.platform} and (overdue(one, now_us) or not only_overdue)
        ]
    found.sort(key=lambda one: (one.state != DutyState.ASKED, one.due_us, one.duty))
    return duties_table(found, now_us, names)


def duties_after(
    desk: Desk,
    limit: int,
    after: str | None,
    *,
    platform: str | None = None,
    only_overdue: bool = False,
) -> pa.Table:
    """Return the first rows of `duties` by name; those after a name."""
    equal = {} if platform is None else {"platform": platform}
    if only_overdue:
        equal["state"] = DutyState.ASKED
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.READ)
        now_us = here.context.now_us
        found = filled(
            lambda most, key: unit.page(Duty, limit=most, after=key, **equal),
            lambda some: [one for one in some if overdue(one, now_us) or not only_overdue],
            limit,
            None if after is None else (unit.organisation, after),
        )
        names = {name: body.name for name, body in here.tree.bodies.items()}
        return duties_table(found, now_us, names)


def duty(desk: Desk, named: str) -> pa.Table:
    """Return one row of `duties`."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        row = _duty(unit, named)
    return as_listed(desk, row)


def as_listed(desk: Desk, row: Duty) -> pa.Table:
    """Return what `duty` would of a row that a person has by what they did."""
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        names = {name: body.name for name, body in here.tree.bodies.items()}
        return duties_table([row], here.context.now_us, names)


def duties_table(found: list[Duty], now_us: int, names: dict[str, str]) -> pa.Table:
    """Return duties with schema `DUTIES`, as they are at a moment."""
    rows = [
        {
            "duty": one.duty,
            "kind": one.kind,
            "platform": one.platform,
            "name": names.get(one.platform),
            "week": one.week,
            "state": one.state,
            "due": one.due_us,
            "received": one.received_us,
            "overdue": overdue(one, now_us),
            "late": came_late(one),
            "days_over": (now_us - one.due_us) // _DAY_US if overdue(one, now_us) else None,
            "faults": one.faults,
            "document": one.document,
            "found": one.found,
        }
        for one in found
    ]
    return pa.Table.from_pylist(rows, DUTIES)


def _duty(unit: Unit, duty: str) -> Duty:
    found = unit.get(Duty, unit.organisation, duty)
    if found is None:
        step = "See `clearwater org duties`."
        raise RefusedError(refuse(Code.NO_SUCH_DUTY, found=repr(duty[:80]), next_step=step))
    return found


def _duty_in(steps: tuple[Step, ...]) -> Duty:
    (duty,) = (put for step in steps for put in step.puts if isinstance(put, Duty))
    return duty
