"""Where a person's body stands, and how they come to another: a guest, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import pyarrow as pa

from clearwater.app.case.desk import Desk, policy_of
from clearwater.cases.organisations.tree import Tree
from clearwater.cases.records.base import Record
from clearwater.cases.records.bodies import Body, Membership
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Context
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Standing:
    """A person, their body, and the tree that it stands in."""

    desk: Desk
    unit: Unit
    """Of the person's body."""
    context: Context
    root: str
    bodies: tuple[Body, ...]

    @property
    def tree(self) -> Tree:
        """The tree."""
        return Tree(self.bodies)

    def at(self, body: str) -> tuple[Unit, Context]:
        """Return the unit of a body, and what the person is there: a guest, but at home.

        The unit is of the same transaction. What the person may do there is the workflow's to say.
        """
        if body == self.desk.organisation:
            return self.unit, self.context
        unit = self.unit.beside(body)
        caller = replace(self.context.caller, organisation=body, home=self.desk.organisation)
        return unit, replace(self.context, caller=caller, policy=policy_of(unit, body))


def standing_of(desk: Desk, unit: Unit) -> Standing:
    """Return where the body of a person stands.

    Raises
    ------
    RefusedError
        If it stands in no tree.
    """
    membership = membership_of(desk, unit)
    bodies = unit.beside(membership.root).find(Body)
    return Standing(desk, unit, desk.context(unit), membership.root, bodies)


def membership_of(desk: Desk, unit: Unit) -> Membership:
    """Return in which tree the body of a person stands.

    Raises
    ------
    RefusedError
        If it stands in none.
    """
    found = unit.get(Membership, desk.organisation)
    if found is None:
        missing = refuse(
            Code.NO_TREE,
            found=desk.organisation,
            next_step="Begin one with `clearwater org init`, or be added to one.",
        )
        raise RefusedError(missing)
    return found


def page_after(
    desk: Desk,
    kind: type[R],
    shown: Callable[[Standing, R], Mapping[str, object]],
    schema: pa.Schema,
    *,
    limit: int,
    after: str | None,
) -> pa.Table:
    """Return a page of what the person's body has of a kind, by name.

    Parameters
    ----------
    shown
        Returns the row that a record is shown as.
    schema
        Of those rows.
    limit
        Rows of a page.
    after
        Name that the page before ended with; nothing for the first one.
    """
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.READ)
        key = None if after is None else (unit.organisation, after)
        found = unit.page(kind, limit=limit, after=key)
        return pa.Table.from_pylist([shown(here, row) for row in found], schema)
