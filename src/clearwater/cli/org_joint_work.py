"""What the commands about joint cases do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from clearwater.app.case.listing import records_table
from clearwater.app.org import joint
from clearwater.cases.records.passing import Participation, PartState
from clearwater.cli.case_work import at_store, print_case, write_view
from clearwater.cli.messages import say
from clearwater.cli.org_passing_work import named_purpose
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError

SHOWN = ("participation", "lead", "lead_case", "body", "state", "position", "due")


def invite_and_print(where: Where, case: str, body: str, question: str, form: str) -> None:
    """Invite a body, and print its part."""
    check_form(form)
    with at_store(where) as (_, desk):
        row = joint.invite(desk, case, body, question=question)
    _print(row, form)
    say(f"next: clearwater org join {case} --organisation {body}, by its lead")


def answer_and_print(where: Where, case: str, state: str, why: str | None, form: str) -> None:
    """Take part, decline or leave, and print the part."""
    check_form(form)
    with at_store(where) as (_, desk):
        row = joint.answer(desk, case, PartState(state), why)
    _print(row, form)


def end_and_print(where: Where, part: str, why: str, form: str) -> None:
    """End the part of a body in one's own case, and print it."""
    check_form(form)
    with at_store(where) as (_, desk):
        row = joint.end(desk, part, why)
    _print(row, form)


def position_and_print(where: Where, case: str, position: str, why: str, form: str) -> None:
    """Give a position, and print the part."""
    check_form(form)
    with at_store(where) as (_, desk):
        row = joint.give_position(desk, case, position, why)
    _print(row, form)


def approve_and_print(where: Where, case: str, why: str | None, *, refuse: bool, form: str) -> None:
    """Agree or refuse as the second person, and print the lead body's case."""
    check_form(form)
    if refuse is (why is None):
        raise ParameterError(
            "a refusal has a reason, an approval has none",
            expected="--refuse with --why, or neither",
            found="--refuse" if refuse else "--why",
        )
    with at_store(where) as (_, desk):
        print_case(joint.approve(desk, case, refusal=why), form)


def show_and_print(where: Where, case: str, purpose: str | None, form: str) -> None:
    """Print a joint case; that it was shown is on record in both ledgers."""
    with at_store(where) as (_, desk):
        write_view(lambda: joint.show(desk, case, purpose=named_purpose(desk, purpose)), form)


def joint_and_print(where: Where, form: str) -> None:
    """Print joint cases."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(joint.parts(desk), form)


def _print(row: Participation, form: str) -> None:
    write_rows(records_table([row], Participation), form, shown=SHOWN)
