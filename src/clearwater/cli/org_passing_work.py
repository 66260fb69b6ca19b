"""What the commands about hand-overs do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from clearwater.app.case.desk import Desk
from clearwater.app.case.listing import records_table
from clearwater.app.case.organisation import policy_in_force
from clearwater.app.case.wording import as_named
from clearwater.app.org import handing_over
from clearwater.cases.records.case import Clue
from clearwater.cases.records.passing import Handover
from clearwater.cli.case_work import at_store, print_case
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where

SHOWN = ("handover", "what", "direction", "giver", "receiver", "state", "due")
SHOWN_IN_LIST = (
    *("handover", "what", "direction", "giver", "receiver", "title", "accounts", "state"),
    *("due", "overdue", "why", "answer"),
)


def hand_over_and_print(where: Where, what: str, to: str, why: str, form: str) -> None:
    """Offer a case or a clue, and print the offer."""
    check_form(form)
    with at_store(where) as (_, desk):
        row = handing_over.hand_over(desk, what, to=to, why=why)
    _print(row, form)
    say(f"next: clearwater org accept {row.handover} --organisation {row.receiver}, by its lead")


def accept_and_print(where: Where, handover: str, form: str) -> None:
    """Take what was offered, and print what came of it."""
    check_form(form)
    with at_store(where) as (_, desk):
        taken = handing_over.accept(desk, handover)
    if isinstance(taken, Clue):
        write_rows(records_table([taken], Clue), form)
    else:
        print_case(taken, form)


def return_and_print(where: Where, handover: str, why: str, form: str) -> None:
    """Return what was offered, and print the hand-over."""
    check_form(form)
    with at_store(where) as (_, desk):
        row = handing_over.send_back(desk, handover, why)
    _print(row, form)


def withdraw_and_print(where: Where, handover: str, why: str, form: str) -> None:
    """Withdraw an offer, and print the hand-over."""
    check_form(form)
    with at_store(where) as (_, desk):
        row = handing_over.withdraw(desk, handover, why)
    _print(row, form)


def handovers_and_print(where: Where, purpose: str | None, form: str) -> None:
    """Print hand-overs."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = handing_over.handovers(desk, purpose=named_purpose(desk, purpose))
    shown = SHOWN_IN_LIST if purpose is not None else SHOWN_IN_LIST[:-2]
    write_rows(rows, form, shown=shown)


def named_purpose(desk: Desk, typed: str | None) -> str | None:
    """Return the purpose of the policy that was meant."""
    if typed is None:
        return None
    return as_named(typed, (one.name for one in policy_in_force(desk).purposes))


def _print(row: Handover, form: str) -> None:
    write_rows(records_table([row], Handover), form, shown=SHOWN)
