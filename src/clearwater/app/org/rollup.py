"""What goes on in a body and below it, as counts: no case is named, no account, no small number.

Each body's own unit is asked, so that on PostgreSQL row-level security shows its rows and no
others. Whoever leads or audits a body sees its counts as they are, and those of the bodies below
with small ones kept back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.case.known import known_cases
from clearwater.app.org.standing import Standing, standing_of
from clearwater.cases.organisations.suppression import (
    gives_parts_away,
    hidden,
    sum_can_be_shown,
)
from clearwater.cases.records.case import Case, CaseState
from clearwater.cases.records.decision import Decision, DecisionState
from clearwater.cases.records.duties import Duty, DutyState
from clearwater.cases.records.notice import Appeal, AppealState
from clearwater.cases.records.passing import Handover, HandoverState
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb

OPEN = tuple(state for state in CaseState if state is not CaseState.CLOSED)
OF_STATES = tuple(str(state).replace(" ", "_") for state in OPEN)
OVERDUE = "overdue_steps"
COUNTS = (
    *OF_STATES,
    *(OVERDUE, "handovers", "handovers_overdue", "duties_overdue"),
    *("decisions", "appeals", "appeals_open"),
)
"""Open cases by state; then cases whose present step is overdue; offers that the body made or got
and nobody answered; reports of platforms that it waits for; decisions that stand or stood; appeals.
"""
EVERYWHERE = "(all)"
"""Stands for the body and all below it, in the last row."""
ROLLUP = pa.schema(
    [
        ("body", pa.string()),
        ("name", pa.string()),
        ("level", pa.string()),
        *((name, pa.int64()) for name in COUNTS),
        ("kept_back", pa.string()),
    ]
)
"""``kept_back``: the counts that are not shown, as they are small or would give small ones away."""
STOOD = frozenset({DecisionState.STANDING, DecisionState.OVERTURNED, DecisionState.REPLACED})


@dataclass(frozen=True)
class Counted:
    """One body and its counts by name."""

    body: str
    counts: Mapping[str, int]


def rollup(desk: Desk, body: str | None = None) -> pa.Table:
    """Return the counts of a body and of every body below it, with schema `ROLLUP`.

    The last row is the sum. It is there for one's own body only: sums of different parts of a tree
    would give away what each keeps back.

    Parameters
    ----------
    body
        One's own, or one below it.

    Raises
    ------
    RefusedError
        If the person neither leads nor audits the body or one above it.
    """
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.ROLL_UP)
        top = desk.organisation if body is None else body
        _require_below(here, top)
        order = (top, *here.tree.descendants(top))
        counted = [Counted(one, _counts(here, one)) for one in order]
        # The strictest of all below, whatever part is asked for: nobody learns more by making their
        # own policy milder, nor by taking a part, counted more mildly, from the whole.
        own = desk.organisation
        everybody = (own, *here.tree.descendants(own))
        smallest = max(here.at(one)[1].policy.publishing.smallest for one in everybody)
        return _table(here, counted, smallest, own if own == top else None)


def _require_below(here: Standing, body: str) -> None:
    own = here.desk.organisation
    if body in here.tree and own in here.tree.path(body):
        return
    code = Code.NOT_ABOVE if body in here.tree else Code.NO_SUCH_BODY
    raise RefusedError(refuse(code, expected=f"{own} or a body below it", found=repr(body[:80])))


def _counts(here: Standing, body: str) -> Mapping[str, int]:
    unit, now_us = here.at(body)[0], here.context.now_us
    states = unit.tally(Case, "state")
    late = unit.tally(Case, "state", before=("due_us", now_us))
    for case in filter(None, (unit.get(Case, one) for one in known_cases(unit))):
        # They test who decides and are nobody's work.
        states[case.state] -= 1
        if case.due_us < now_us:
            late[case.state] -= 1
    offers = unit.tally(Handover, "state")
    late_offers = unit.tally(Handover, "state", before=("due_us", now_us))
    decisions, appeals = unit.tally(Decision, "state"), unit.tally(Appeal, "state")
    return {
        **{name: states.get(state, 0) for name, state in zip(OF_STATES, OPEN, strict=True)},
        OVERDUE: sum(late.get(state, 0) for state in OPEN),
        "handovers": offers.get(HandoverState.OFFERED, 0),
        "handovers_overdue": late_offers.get(HandoverState.OFFERED, 0),
        "duties_overdue": _duties_overdue(unit, now_us),
        "decisions": sum(count for state, count in decisions.items() if state in STOOD),
        "appeals": sum(appeals.values()),
        "appeals_open": appeals.get(AppealState.OPEN, 0),
    }


def _duties_overdue(unit: Unit, now_us: int) -> int:
    late = unit.tally(Duty, "state", before=("due_us", now_us))
    return late.get(DutyState.ASKED, 0)


def _table(here: Standing, counted: list[Counted], smallest: int, own: str | None) -> pa.Table:
    columns = {name: {one.body: one.counts[name] for one in counted} for name in COUNTS}
    mine = frozenset({here.desk.organisation})
    kept = {name: hidden(column, mine, smallest) for name, column in columns.items()}
    kept[OVERDUE] |= {one.body for one in counted if _overdue_tells([one], kept, smallest)}
    rows = [_row(here, one, kept) for one in counted]
    if own is not None:
        tells = _overdue_tells(counted, kept, smallest)
        rows.append(_sum(columns, kept, smallest, overdue_tells=tells))
    return pa.Table.from_pylist(rows, ROLLUP)


def _overdue_tells(
    counted: Sequence[Counted], kept: Mapping[str, frozenset[str]], smallest: int
) -> bool:
    """Return whether the overdue cases of bodies say how many there are of a hidden state.

    Of several bodies those matter whose overdue cases are hidden: the others' are known.
    """
    some = [one for one in counted if len(counted) == 1 or one.body in kept[OVERDUE]]
    states = [(one.counts[name], one.body in kept[name]) for one in some for name in OF_STATES]
    shown = sum(count for count, is_hidden in states if not is_hidden)
    kept_back = sum(is_hidden for _, is_hidden in states)
    return gives_parts_away(sum(one.counts[OVERDUE] for one in some), shown, kept_back, smallest)


def _row(
    here: Standing, one: Counted, kept: Mapping[str, frozenset[str]]
) -> dict[str, str | int | None]:
    body = here.tree.bodies[one.body]
    unsaid = [name for name in COUNTS if one.body in kept[name]]
    shown = {name: None if name in unsaid else one.counts[name] for name in COUNTS}
    return {
        "body": one.body,
        "name": body.name,
        "level": body.level,
        **shown,
        "kept_back": " ".join(unsaid) or None,
    }


def _sum(
    columns: Mapping[str, Mapping[str, int]],
    kept: Mapping[str, frozenset[str]],
    smallest: int,
    *,
    overdue_tells: bool,
) -> dict[str, str | int | None]:
    sums = {
        name: sum(column.values()) if sum_can_be_shown(column, kept[name], smallest) else None
        for name, column in columns.items()
    }
    if overdue_tells or any(columns[OVERDUE][body] >= smallest for body in kept[OVERDUE]):
        sums[OVERDUE] = None
    unsaid = [name for name, total in sums.items() if total is None]
    return {
        "body": EVERYWHERE,
        "name": None,
        "level": None,
        **sums,
        "kept_back": " ".join(unsaid) or None,
    }
