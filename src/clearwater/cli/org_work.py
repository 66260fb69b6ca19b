"""What the commands about the tree do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.app.org import rollup as rolling_up
from clearwater.app.org import tree as trees
from clearwater.cli.case_work import at_store
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where


@dataclass(frozen=True)
class Adding:
    """Options of ``clearwater org add``."""

    body: str
    below: str | None
    level: str
    name: str
    lead: str


def init_and_print(where: Where, level: str, name: str, form: str) -> None:
    """Begin a tree, and print it."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(trees.begin(desk, level=level, name=name), form)


def add_and_print(where: Where, asked: Adding, form: str) -> None:
    """Add a body, and print the tree."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = trees.add(
            desk,
            asked.body,
            parent=asked.below,
            level=asked.level,
            name=asked.name,
            lead=asked.lead,
        )
    write_rows(rows, form)
    say(
        f"next: clearwater case user NAME --role investigator --as {asked.lead} "
        f"--organisation {asked.body}"
    )


def move_and_print(where: Where, body: str, below: str, form: str) -> None:
    """Move a body, and print the tree."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(trees.move(desk, body, parent=below), form)


def close_and_print(where: Where, body: str, form: str) -> None:
    """Close a body, and print the tree."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(trees.close(desk, body), form)


def tree_and_print(where: Where, form: str) -> None:
    """Print the tree."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(trees.tree(desk), form)


def rollup_and_print(where: Where, body: str | None, form: str) -> None:
    """Print what goes on in a body and below it."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = rolling_up.rollup(desk, body)
    write_rows(rows, form)
    if form == "table" and any(one is not None for one in rows["kept_back"].to_pylist()):
        say("a count that is not shown is small, or would give a small one away")
