"""``clearwater case init``, ``policy``, ``deliver`` and more: a store, its rules, what goes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Purpose, Where, at_a_store

store_group = typer.Typer()

INIT_SHORT = "Make a store: on SQLite or PostgreSQL, real or for exercises."
INIT_EXAMPLES = """Examples:

\b
  clearwater case init --as li.wei
  clearwater case init --store postgresql://clearwater@db/cases --files /srv/cases --as li.wei
  clearwater case init --store drill.sqlite --rehearsal 7 --at 2026-03-01T09:00:00Z --as li.wei

The key in the folder of files signs the ledger: back it up (clearwater backup)."""


@store_group.command(epilog=INIT_EXAMPLES, short_help=INIT_SHORT)
@at_a_store()
def init(
    *,
    users: Annotated[
        str,
        typer.Option(
            metavar="WHO",
            help="open: whoever is named with --as may act, in every role; listed: only who was "
            "added, and you are the first.",
        ),
    ] = "open",
    rehearsal: Annotated[
        str | None,
        typer.Option(
            metavar="SEED",
            help="For exercises: names, salts and keys follow from the seed, and --at says when.",
        ),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Make a store. `case open` and `case clue` make one by themselves, open to all."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_store_work as work  # noqa: PLC0415 - fast --help

    work.init_and_print(where, users, rehearsal, chosen)


USERS_SHORT = "List who was added, with their roles."
USERS_EXAMPLES = """Examples:

\b
  clearwater case users --format json"""


@store_group.command(epilog=USERS_EXAMPLES, short_help=USERS_SHORT)
@at_a_store()
def users(
    *,
    where: Where,
    form: Form = None,
) -> None:
    """List users."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_store_work as work  # noqa: PLC0415 - fast --help

    work.users_and_print(where, chosen)


USER_SHORT = "Add somebody, give other roles, or say that somebody left."
USER_EXAMPLES = """Examples:

\b
  clearwater case user zhang.min --role reviewer --role appeals
  clearwater case user zhang.min --left"""


@store_group.command("user", epilog=USER_EXAMPLES, short_help=USER_SHORT)
@at_a_store()
def user_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A login, not a person's name.")],
    *,
    role: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROLE", help="investigator, reviewer, appeals, lead or auditor. Repeat."
        ),
    ] = None,
    left: Annotated[bool, typer.Option("--left", help="This person left.")] = False,
    where: Where,
    form: Form = None,
) -> None:
    """Change who may act. Nobody changes their own roles."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_store_work as work  # noqa: PLC0415 - fast --help

    work.user_and_print(where, name, tuple(role or ()), left=left, form=chosen)


POLICY_SHORT = "Print the policy: measures, reasons, limits, deadlines; or put another in force."
POLICY_EXAMPLES = """Examples:

\b
  clearwater case policy > policy.json
  clearwater case policy --replace policy.json"""


@store_group.command(epilog=POLICY_EXAMPLES, short_help=POLICY_SHORT)
@at_a_store()
def policy(
    *,
    replace: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON as this command prints it; put it in force."),
    ] = None,
    where: Where,
) -> None:
    """Print the policy in force as JSON. Change a copy of it to make your own."""
    from clearwater.cli import case_store_work as work  # noqa: PLC0415 - fast --help

    work.policy_and_print(where, replace)


DELIVER_SHORT = "Send what is due: notices, measures that begin, measures that end."
DELIVER_EXAMPLES = """Examples:

\b
  clearwater case deliver
  */5 * * * *  clearwater case deliver --as timer      in a crontab"""


@store_group.command(epilog=DELIVER_EXAMPLES, short_help=DELIVER_SHORT)
@at_a_store()
def deliver(
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Hand over every message that is due; run it from a timer.

    What is in force follows from the time alone; other systems hear of it when this runs. Messages
    go to files, or to the webhook that the policy names.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_store_work as work  # noqa: PLC0415 - fast --help

    work.deliver_and_print(where, chosen)


RESTRICTIONS_SHORT = "What is in force now, for one account or all, with strikes; on record."
RESTRICTIONS_EXAMPLES = """Examples:

\b
  clearwater case restrictions --account acc17
  clearwater case restrictions --when 2026-03-01T00:00:00Z --format json"""


@store_group.command(epilog=RESTRICTIONS_EXAMPLES, short_help=RESTRICTIONS_SHORT)
@at_a_store()
def restrictions(
    *,
    account: Annotated[
        str | None, typer.Option(metavar="ACCOUNT", help="Only of this account.")
    ] = None,
    when: Annotated[
        str | None, typer.Option(metavar="TIME", help="At another time than now.")
    ] = None,
    purpose: Purpose = "enforcement",
    where: Where,
    form: Form = None,
) -> None:
    """List measures in force: the list for other systems to ask."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_store_work as work  # noqa: PLC0415 - fast --help

    work.restrictions_and_print(where, account, when, purpose, chosen)
