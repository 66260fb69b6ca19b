"""What the commands about registers do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from pathlib import Path

from clearwater.app.org import registers
from clearwater.app.org.registers import CreatorSaid
from clearwater.cli.case_work import at_store
from clearwater.cli.messages import say
from clearwater.cli.org_passing_work import named_purpose
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where


def said(account: str, followers: int, agency: str | None, *, left: bool) -> CreatorSaid:
    """Return what somebody says of a creator."""
    return CreatorSaid(account, followers, agency, active=not left)


def agency_and_print(where: Where, name: str, *, left: bool, form: str) -> None:
    """Enter an agency, and print the register."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(registers.change_agency(desk, name, active=not left), form)


def agencies_and_print(where: Where, purpose: str | None, form: str) -> None:
    """Print the register of agencies."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(registers.agencies(desk, purpose=named_purpose(desk, purpose)), form)


def creator_and_print(where: Where, about: CreatorSaid, form: str) -> None:
    """Enter a creator, and print its row."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(registers.change_creator(desk, about), form)


def import_and_say(where: Where, path: Path) -> None:
    """Enter the creators of a file, and say how many were new."""
    with at_store(where) as (_, desk):
        done = registers.import_creators(desk, path)
    say(f"creators: {done.changed:,} entered or changed, {done.same:,} as they were")


def creators_and_print(
    where: Where, tier: str | None, agency: str | None, purpose: str | None, form: str
) -> None:
    """Print the register of creators."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = registers.creators(
            desk, tier=tier, agency=agency, purpose=named_purpose(desk, purpose)
        )
    write_rows(rows, form)
