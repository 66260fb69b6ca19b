"""The tree of bodies, and counts over it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import pyarrow as pa
from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.org import rates, rollup, tree
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing
from clearwater.web.at import Deed
from clearwater.web.models import bodies as m
from clearwater.web.models.base import In
from clearwater.web.models.tables import rows_of
from clearwater.web.operations import operation, router

bodies = router("bodies")
Body = Annotated[m.BodyName, Path(description="The organisation that the body is.")]


@bodies.get("/tree", **operation(Verb.READ, "The tree", m.Tree))
def show_tree(at: Listing) -> Response:
    """Every body of the tree, each before those below it."""
    return at.listed(m.Tree(items=rows_of(tree.tree(at.desk))))


@bodies.post("/tree", **operation(Verb.CHANGE_TREE, "Begin a tree", m.Tree))
def begin_tree(at: Acting, said: m.BeginTree) -> Response:
    """The organisation becomes its root."""
    return _tree(at, said, lambda desk: tree.begin(desk, level=said.level, name=said.name))


@bodies.post("/tree/bodies", **operation(Verb.CHANGE_TREE, "Add a body", m.Tree))
def add_body(at: Acting, said: m.AddBody) -> Response:
    """With the login of whoever leads it: without one nobody could act there."""

    def do(desk: Desk) -> pa.Table:
        return tree.add(
            desk,
            said.body,
            parent=said.parent,
            level=said.level,
            name=said.name,
            lead=said.lead,
        )

    return _tree(at, said, do)


@bodies.post("/tree/bodies/{body}/moves", **operation(Verb.CHANGE_TREE, "Move a body", m.Tree))
def move_body(at: Acting, body: Body, said: m.MoveBody) -> Response:
    """With everything below it, below another."""
    return _tree(at, said, lambda desk: tree.move(desk, body, parent=said.parent))


@bodies.post("/tree/bodies/{body}/closings", **operation(Verb.CHANGE_TREE, "Close a body", m.Tree))
def close_body(at: Acting, body: Body, said: m.Nothing) -> Response:
    """When it has nothing left to do."""
    return _tree(at, said, lambda desk: tree.close(desk, body))


@bodies.get("/rollup", **operation(Verb.ROLL_UP, "Counts over the tree", m.RollUp))
def show_rollup(at: Listing, body: Annotated[m.BodyName | None, Query()] = None) -> Response:
    """Of a body and of all below it; small counts, and what gives them away, are kept back."""
    return at.listed(m.RollUp(items=rows_of(rollup.rollup(at.desk, body))))


@bodies.get(
    "/rollup/rates",
    **operation(Verb.ROLL_UP, "Effective-report rates over the tree", m.Rates, slow=True),
)
def show_rates(at: Listing) -> Response:
    """Of the body and of each below it, with intervals; what rests on few reports is kept back."""
    return at.listed(m.Rates(items=rows_of(rates.rates(at.desk))))


def _tree(at: Deed, said: In, do: Callable[[Desk], pa.Table]) -> Response:
    return at.done(lambda desk: m.Tree(items=rows_of(do(desk))), said)
