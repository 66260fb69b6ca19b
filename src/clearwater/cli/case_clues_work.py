"""What the commands about clues do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.at_store import NewStore
from clearwater.app.case.freezing import Freezing
from clearwater.app.case.listing import clues, records_table
from clearwater.app.case.opening import (
    Told,
    add_finding,
    join_clue,
    receive_clue,
    set_aside_clue,
)
from clearwater.app.case.run_finding import read_finding
from clearwater.app.parts import Parts
from clearwater.app.run_sources import Elsewhere
from clearwater.cases.records.case import Clue
from clearwater.cli.case_work import at_store, print_case
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError


@dataclass(frozen=True)
class Joining:
    """Options of ``clearwater case join``."""

    case: str
    clue: str | None
    run: Path | None
    finding: str | None
    elsewhere: Elsewhere


def told(source: str, account: str | None, reporter: str | None, note: str | None) -> Told:
    """Return what somebody said."""
    return Told(source, account, reporter, note)


def receive_and_print(where: Where, said: Told, form: str) -> None:
    """Take a clue in, and print it."""
    check_form(form)
    with at_store(where, NewStore()) as (_, desk):
        clue = receive_clue(desk, said)
    write_rows(records_table([clue], Clue), form)
    if clue.case is not None:
        say(f"the case about this: {clue.case}")
    else:
        say(f'next: clearwater case open --clue {clue.clue} --title "..."')


def clues_and_print(where: Where, state: str, form: str) -> None:
    """Print clues."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = clues(desk, state)
    write_rows(rows, form)
    if not rows.num_rows:
        say(f"no clue is {state}")


def join_and_print(
    load_parts: Callable[[], Parts], where: Where, asked: Joining, form: str
) -> None:
    """Add a clue or a finding to a case, and print the case."""
    check_form(form)
    both = asked.clue is not None and (asked.run is not None or asked.finding is not None)
    neither = asked.clue is None and (asked.run is None or asked.finding is None)
    if both or neither:
        raise ParameterError(
            "it is not said what is added", expected="--clue, or --run with --finding"
        )
    with at_store(where) as (store, desk):
        if asked.clue is not None:
            file = join_clue(desk, asked.case, asked.clue)
        else:
            found = read_finding(Path(str(asked.run)), str(asked.finding))
            with shown_progress() as on_progress:
                blobs = store.blobs
                freezing = Freezing(load_parts(), blobs, asked.elsewhere, on_progress)
                frozen = freezing.of_finding(found)
            file = add_finding(desk, asked.case, found, frozen)
    print_case(file, form)


def set_aside_and_print(where: Where, clue: str, why: str, form: str) -> None:
    """Set a clue aside, and print it."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(records_table([set_aside_clue(desk, clue, why)], Clue), form)
