"""``clearwater org agency`` and ``clearwater org creator``: registers, without names by default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.org_passing import ForWords
from clearwater.cli.store_options import Form, Where, at_a_store

agency = typer.Typer(
    name="agency",
    help="The register of agencies of creators (MCN).",
    rich_markup_mode=None,
    no_args_is_help=True,
)
creator = typer.Typer(
    name="creator",
    help="The register of creators, by how many follow them.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

AgencyName = Annotated[str, typer.Argument(metavar="NAME", help="Name of the agency.")]
Account = Annotated[
    str, typer.Argument(metavar="ACCOUNT", help="The account, as the platform calls it.")
]

ADD_AGENCY_SHORT = "Enter an agency."
ADD_AGENCY_EXAMPLES = """Examples:

\b
  clearwater org agency add 星光传媒"""


@agency.command("add", epilog=ADD_AGENCY_EXAMPLES, short_help=ADD_AGENCY_SHORT)
@at_a_store()
def add_agency(
    name: AgencyName,
    *,
    left: Annotated[bool, typer.Option("--left", help="It is one no more.")] = False,
    where: Where,
    form: Form = None,
) -> None:
    """Enter an agency, or say that it left. What was before stays in the ledger."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_registers_work as work  # noqa: PLC0415 - fast --help

    work.agency_and_print(where, name, left=left, form=chosen)


LIST_AGENCIES_SHORT = "List agencies, with their creators counted."
LIST_AGENCIES_EXAMPLES = """Examples:

\b
  clearwater org agency list
  clearwater org agency list --purpose case-work"""


@agency.command("list", epilog=LIST_AGENCIES_EXAMPLES, short_help=LIST_AGENCIES_SHORT)
@at_a_store()
def list_agencies(
    *,
    purpose: ForWords = None,
    where: Where,
    form: Form = None,
) -> None:
    """List the register; by name only for a purpose, on record."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_registers_work as work  # noqa: PLC0415 - fast --help

    work.agencies_and_print(where, purpose, chosen)


ADD_CREATOR_SHORT = "Enter a creator, or what is new about one."
ADD_CREATOR_EXAMPLES = """Examples:

\b
  clearwater org creator add 小明_今天也在喝茶 --followers 120000 --agency 星光传媒
  clearwater org creator add acc17 --followers 0 --left"""


@creator.command("add", epilog=ADD_CREATOR_EXAMPLES, short_help=ADD_CREATOR_SHORT)
@at_a_store()
def add_creator(
    account: Account,
    *,
    followers: Annotated[int, typer.Option(metavar="N", help="How many follow it.")],
    agency_name: Annotated[
        str | None, typer.Option("--agency", metavar="NAME", help="Its agency, by name.")
    ] = None,
    left: Annotated[bool, typer.Option("--left", help="It is one no more.")] = False,
    where: Where,
    form: Form = None,
) -> None:
    """Enter a creator. The tier follows from the policy; what was before stays in the ledger."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_registers_work as work  # noqa: PLC0415 - fast --help

    said = work.said(account, followers, agency_name, left=left)
    work.creator_and_print(where, said, chosen)


IMPORT_SHORT = "Enter the creators of a CSV file, all of them or none."
IMPORT_EXAMPLES = """Examples:

\b
  clearwater org creator import creators.csv

The file has a header: account,followers,agency; agency may be left out, or empty."""


@creator.command("import", epilog=IMPORT_EXAMPLES, short_help=IMPORT_SHORT)
@at_a_store()
def import_(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV in UTF-8.")],
    *,
    where: Where,
) -> None:
    """Enter creators from a file. Of whom nothing new is said, nothing is written."""
    from clearwater.cli import org_registers_work as work  # noqa: PLC0415 - fast --help

    work.import_and_say(where, path)


LIST_CREATORS_SHORT = "List creators, most followers first."
LIST_CREATORS_EXAMPLES = """Examples:

\b
  clearwater org creator list --tier middle
  clearwater org creator list --agency 星光传媒 --purpose case-work --format csv"""


@creator.command("list", epilog=LIST_CREATORS_EXAMPLES, short_help=LIST_CREATORS_SHORT)
@at_a_store()
def list_creators(
    *,
    tier: Annotated[
        str | None, typer.Option(metavar="TIER", help="Only of this tier of the policy.")
    ] = None,
    agency_name: Annotated[
        str | None, typer.Option("--agency", metavar="NAME", help="Only of this agency.")
    ] = None,
    purpose: ForWords = None,
    where: Where,
    form: Form = None,
) -> None:
    """List the register; by account only for a purpose, on record."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_registers_work as work  # noqa: PLC0415 - fast --help

    work.creators_and_print(where, tier, agency_name, purpose, chosen)
