"""The tree of bodies: begun, grown, moved, closed, shown."""

from __future__ import annotations

from contextlib import closing

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.org.standing import standing_of
from clearwater.cases.organisations.tree import Tree
from clearwater.cases.records.bodies import Body, Membership
from clearwater.cases.records.case import CaseState
from clearwater.cases.records.passing import Handover, HandoverState, Participation
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands_organisations import (
    AddBody,
    BeginTree,
    CloseBody,
    EndWork,
    JoinTree,
    MoveBody,
)
from clearwater.cases.workflow.joint import WAITING
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb

TREE = pa.schema(
    [
        ("body", pa.string()),
        ("name", pa.string()),
        ("level", pa.string()),
        ("parent", pa.string()),
        ("depth", pa.int64()),
        ("state", pa.string()),
    ]
)
"""``depth``: how many bodies stand above it."""
_COUNTED = 1_000
"""More open cases than this are said to be so many."""


def begin(desk: Desk, *, level: str, name: str) -> pa.Table:
    """Make the person's organisation the root of a tree, and return the tree."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        known = unit.get(Membership, desk.organisation)
        desk.without_case(unit, context, BeginTree(level, name, known))
        return shown(Tree(unit.find(Body)))


def add(desk: Desk, body: str, *, parent: str | None, level: str, name: str, lead: str) -> pa.Table:
    """Add a body with somebody who leads it, and return the tree.

    Parameters
    ----------
    body
        The organisation that it is in the store: no other may have the name.
    parent
        The body right above; the person's own where none is named.
    lead
        Login of the first person there: without one nobody could act.
    """
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        above = desk.organisation if parent is None else parent
        root_unit, at_root = here.at(here.root)
        desk.without_case(root_unit, at_root, AddBody(here.bodies, body, above, level, name))
        new_unit, at_new = here.at(body)
        joining = JoinTree(here.root, above, lead, used=_has_entries(new_unit))
        desk.without_case(new_unit, at_new, joining)
        return shown(Tree(root_unit.find(Body)))


def move(desk: Desk, body: str, *, parent: str) -> pa.Table:
    """Put a body, with everything below it, below another, and return the tree."""
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        root_unit, at_root = here.at(here.root)
        desk.without_case(root_unit, at_root, MoveBody(here.bodies, body, parent))
        return shown(Tree(root_unit.find(Body)))


def close(desk: Desk, body: str) -> pa.Table:
    """Close a body that has nothing left to do, and return the tree."""
    with desk.store.writing(desk.organisation) as unit:
        here = standing_of(desk, unit)
        if body not in here.tree:
            raise RefusedError(refuse(Code.NO_SUCH_BODY, found=repr(body[:80])))
        its_unit, at_it = here.at(body)
        asked = CloseBody(here.bodies, body, _open_cases(its_unit), _open_between(its_unit))
        root_unit, at_root = here.at(here.root)
        desk.without_case(root_unit, at_root, asked)
        membership = its_unit.get(Membership, body)
        if membership is not None:
            desk.without_case(its_unit, at_it, EndWork(membership))
        return shown(Tree(root_unit.find(Body)))


def tree(desk: Desk) -> pa.Table:
    """Return the tree that the person's body stands in, with schema `TREE`."""
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.READ)
        return shown(here.tree)


def shown(known: Tree) -> pa.Table:
    """Return a tree as a table, each body before those below it."""
    roots = [name for name, body in known.bodies.items() if body.parent is None]
    order = [name for root in roots for name in (root, *known.descendants(root))]
    rows = [
        {
            "body": name,
            "name": known.bodies[name].name,
            "level": known.bodies[name].level,
            "parent": known.bodies[name].parent,
            "depth": len(known.ancestors(name)),
            "state": known.bodies[name].state,
        }
        for name in order
    ]
    return pa.Table.from_pylist(rows, TREE)


def _has_entries(unit: Unit) -> bool:
    with closing(unit.entries()) as entries:  # type: ignore[type-var]  # a generator
        return next(entries, None) is not None


def _open_cases(unit: Unit) -> int:
    states = [str(state) for state in CaseState if state is not CaseState.CLOSED]
    return len(unit.queue(states=states, limit=_COUNTED))


def _open_between(unit: Unit) -> int:
    offered = unit.find(Handover, state=str(HandoverState.OFFERED))
    parts = [one for one in unit.find(Participation, body=unit.organisation) if _waits(one)]
    return len(offered) + len(parts)


def _waits(part: Participation) -> bool:
    return part.state in WAITING
