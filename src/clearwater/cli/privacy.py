"""``clearwater privacy``: people are not named for longer than they have to be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Purpose, Where, Why, at_a_store

SHORT = "Erase what names people, in time or when asked; stop it; see who was shown what."
HELP = """Erase what names people, and keep what must be kept.

Every name and every reason stands sealed under a key of its own. An erasure destroys keys: the text
is gone from the store, and from every backup whose key part is gone, and the ledger still verifies.
It is refused as long as a case is open, a measure runs, an appeal is possible or a hold stands."""
EXAMPLES = """Every day, from a timer, or never:

\b
  clearwater privacy retain --backups /backup --as li.wei
  clearwater privacy prune --backups /backup --as li.wei

When somebody asks, and when nothing may be erased:

\b
  clearwater privacy erase --identifier ACCOUNT --why "request of 3 March" --as li.wei
  clearwater privacy hold --case CASE --why "court file 17/2026" --as li.wei
  clearwater privacy lift HOLD --why "the court is done" --as zhang.min"""

privacy = typer.Typer(
    name="privacy",
    help=HELP,
    short_help=SHORT,
    epilog=EXAMPLES,
    rich_markup_mode=None,
    no_args_is_help=True,
)

Identifier = Annotated[
    str | None,
    typer.Option(metavar="ACCOUNT", help="Who: an account or a reporter, as the platform says it."),
]
Subject = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who: by the store's own name, subject-...")
]
Backups = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        envvar="CLEARWATER_BACKUPS",
        help="The folder of backups: what was erased is written down in it, for restores.",
    ),
]

ERASE_SHORT = "Erase everything that names an account or a person, once and for all."
ERASE_EXAMPLES = """Examples:

\b
  clearwater privacy erase --identifier acc17 --why "the owner asked" --backups /backup
  clearwater privacy erase --subject subject-7k3m9q2x4d8w --why "judgment of 3 March"

Done again after it was interrupted, it finishes."""


@privacy.command(epilog=ERASE_EXAMPLES, short_help=ERASE_SHORT)
@at_a_store()
def erase(
    *,
    identifier: Identifier = None,
    subject: Subject = None,
    why: Why,
    backups: Backups = None,
    where: Where,
    form: Form = None,
) -> None:
    """Erase an identifier, every text that names it, and the frozen files of its cases.

    The reason stays on record, so it may not name whom it is about. It is refused as long as one of
    the cases is open, a measure on anybody in them runs or can be contested, a message has still to
    go out, or a hold stands.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import privacy_work as work  # noqa: PLC0415 - fast --help

    work.erase_and_print(where, work.Named(identifier, subject, None), why, backups, chosen)


RETAIN_SHORT = "Erase what is due by the policy's times; say what a hold stops."
RETAIN_EXAMPLES = """Examples:

\b
  clearwater privacy retain --backups /backup
  clearwater privacy retain --format json

It goes by the clock alone: once a day or never, twice in a row, after a kill."""


@privacy.command(epilog=RETAIN_EXAMPLES, short_help=RETAIN_SHORT)
@at_a_store()
def retain(*, backups: Backups = None, where: Where, form: Form = None) -> None:
    """Erase closed cases and old reports whose time is over (`privacy` in the policy)."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import privacy_work as work  # noqa: PLC0415 - fast --help

    work.retain_and_print(where, backups, chosen)


HOLD_SHORT = "Let nothing about an account, a person or a case be erased."
HOLD_EXAMPLES = """Examples:

\b
  clearwater privacy hold --case CASE --why "court file 17/2026"
  clearwater privacy hold --identifier acc17 --why "a complaint is being heard" """


@privacy.command(epilog=HOLD_EXAMPLES, short_help=HOLD_SHORT)
@at_a_store()
def hold(
    *,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="A case.")] = None,
    identifier: Identifier = None,
    subject: Subject = None,
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Place a hold. It stands until another lead lifts it."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import privacy_work as work  # noqa: PLC0415 - fast --help

    work.hold_and_print(where, work.Named(identifier, subject, case), why, chosen)


LIFT_SHORT = "Lift a hold that somebody else has placed."
LIFT_EXAMPLES = """Examples:

\b
  clearwater privacy lift HOLD --why "the court is done" --as zhang.min"""


@privacy.command(epilog=LIFT_EXAMPLES, short_help=LIFT_SHORT)
@at_a_store()
def lift(
    hold_name: Annotated[str, typer.Argument(metavar="HOLD", help="Which hold.")],
    *,
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Lift a hold. Who placed it cannot: nobody alone opens the way to an erasure."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import privacy_work as work  # noqa: PLC0415 - fast --help

    work.lift_and_print(where, hold_name, why, chosen)


HOLDS_SHORT = "The holds that stand, and why; on record."
HOLDS_EXAMPLES = """Examples:

\b
  clearwater privacy holds
  clearwater privacy holds --lifted --format json"""


@privacy.command(epilog=HOLDS_EXAMPLES, short_help=HOLDS_SHORT)
@at_a_store()
def holds(
    *,
    lifted: Annotated[bool, typer.Option("--lifted", help="Those that were lifted too.")] = False,
    purpose: Purpose = "audit",
    where: Where,
    form: Form = None,
) -> None:
    """List holds with their reasons. They are words of people, so reading them is an entry."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import privacy_work as work  # noqa: PLC0415 - fast --help

    work.holds_and_print(where, purpose, lifted=lifted, form=chosen)


REVEALS_SHORT = "Who was shown how many accounts of late, and how many more they may see."
REVEALS_EXAMPLES = """Examples:

\b
  clearwater privacy reveals
  clearwater privacy reveals --format json"""


@privacy.command(epilog=REVEALS_EXAMPLES, short_help=REVEALS_SHORT)
@at_a_store()
def reveals(*, where: Where, form: Form = None) -> None:
    """List who was shown identifiers within the policy's window. No account is named."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import privacy_work as work  # noqa: PLC0415 - fast --help

    work.reveals_and_print(where, chosen)


PRUNE_SHORT = "Remove the keys of backups that are older than the policy allows."
PRUNE_EXAMPLES = """Examples:

\b
  clearwater privacy prune --backups /backup

What is left of a backup names nobody. Copies of keys in other places are yours to remove."""


@privacy.command(epilog=PRUNE_EXAMPLES, short_help=PRUNE_SHORT)
@at_a_store()
def prune(
    *,
    backups: Annotated[
        Path,
        typer.Option(
            metavar="DIR", envvar="CLEARWATER_BACKUPS", help="The folder in which backups are."
        ),
    ],
    where: Where,
    form: Form = None,
) -> None:
    """Remove the key parts (DIR/NAME.keys) of this store's backups whose time is over."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import privacy_work as work  # noqa: PLC0415 - fast --help

    work.prune_and_print(where, backups, chosen)
