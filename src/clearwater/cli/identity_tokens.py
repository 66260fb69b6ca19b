"""``clearwater identity token``: what programs show that act for a user."""

from __future__ import annotations

from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Where, at_a_store

token = typer.Typer(
    name="token",
    help="Tokens of programs. A program may what its token names and its user still may; no token "
    "is for what a person has to decide.",
    short_help="Tokens of programs: make one, list them, take one back.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

NEW_SHORT = "Print a new token for a program that acts for you."
NEW_EXAMPLES = """Examples:

\b
  clearwater identity token new --scope read --days 90 --as wang.fang
  clearwater identity token new --scope receive-clue --scope read --as wang.fang

It is shown once. Scopes are verbs of docs/identity.md, with hyphens for blanks if you like."""


@token.command(epilog=NEW_EXAMPLES, short_help=NEW_SHORT)
@at_a_store()
def new(
    *,
    scope: Annotated[
        list[str] | None, typer.Option(metavar="VERB", help="What the program may. Repeat.")
    ] = None,
    days: Annotated[
        int, typer.Option(metavar="N", help="For how long; a year at most.", min=1)
    ] = 90,
    where: Where,
) -> None:
    """Print a token. It ends by itself, and at once when its user leaves."""
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.new_token_and_print(where, tuple(scope or ()), days)


LIST_SHORT = "List tokens: yours, or as a lead everybody's."
LIST_EXAMPLES = """Examples:

\b
  clearwater identity token list --format csv"""


@token.command("list", epilog=LIST_EXAMPLES, short_help=LIST_SHORT)
@at_a_store()
def list_(*, where: Where, form: Form = None) -> None:
    """List tokens with their scopes and their ends. The secret parts are kept nowhere."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.tokens_and_print(where, chosen)


REVOKE_SHORT = "Take a token back: yours, or as a lead anybody's."
REVOKE_EXAMPLES = """Examples:

\b
  clearwater identity token revoke TOKEN"""


@token.command(epilog=REVOKE_EXAMPLES, short_help=REVOKE_SHORT)
@at_a_store()
def revoke(
    name: Annotated[str, typer.Argument(metavar="TOKEN", help="Its name, as the list has it.")],
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Take a token back. From then on it is not accepted."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import identity_work as work  # noqa: PLC0415 - fast --help

    work.revoke_and_print(where, name, chosen)
