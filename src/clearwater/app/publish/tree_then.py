"""Which bodies stood below another when a period ended: from the acts that made the tree."""

from __future__ import annotations

from dataclasses import replace

from clearwater.cases import acts
from clearwater.cases.organisations.tree import Tree
from clearwater.cases.records.bodies import Body, Level, Membership
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.store.base import EntriesAsked, Unit

_OF_A_TREE = (acts.TreeBegun, acts.BodyAdded, acts.BodyMoved)


def bodies_below(unit: Unit, until_us: int) -> tuple[Body, ...]:
    """Return the bodies that stood below the organisation of a unit, each before those below it.

    Platforms are none: they do no work here. A body that was closed since then is one.

    Parameters
    ----------
    until_us
        The moment, microseconds UTC.
    """
    membership = unit.get(Membership, unit.organisation)
    if membership is None:
        return ()
    root = unit.beside(membership.root)
    names = tuple(act.NAME for act in _OF_A_TREE)
    tree = _tree(root, EntriesAsked(names, LARGEST, None, until_us))
    if unit.organisation not in tree:
        return ()
    below = (tree.bodies[name] for name in tree.descendants(unit.organisation))
    return tuple(body for body in below if body.level != Level.PLATFORM)


def _tree(root: Unit, asked: EntriesAsked) -> Tree:
    now = {one.body: one for one in root.find(Body)}
    parents: dict[str, str | None] = {}
    for entry in root.entries_asked(asked):
        parent = entry.details.get("parent")
        parents[str(entry.details["body"])] = None if parent is None else str(parent)
    return Tree(replace(now[name], parent=parent) for name, parent in parents.items())
