"""``clearwater intake``: reports by users of a platform, until they are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.intake_looks import looks_group
from clearwater.cli.options import parse_mapping, parse_or_default, parse_pairs, setting_option
from clearwater.cli.store_options import Form, Where, at_a_store

SHORT = "Reports by users: taken in, weighed, answered. They never cause a measure."
HELP = """Take in what users of a platform report, and answer them.

A report makes a clue and moves it forward in the queue; people decide whether anything follows. Who
reported is kept from those who work on cases: only the role intake sees it, on record. Reporters
who move together are recognised and count as one."""
EXAMPLES = """From a report to its answer:

\b
  clearwater intake import reports.csv --map reporter=user_id --as ning
  clearwater intake brigades --look --as ning
  clearwater case clues --as li.wei
  clearwater case open --clue CLUE --title "..." --as li.wei
  clearwater intake rate --as li.wei
  clearwater intake answers --as ning

--store and --as may stand in CLEARWATER_STORE and CLEARWATER_USER."""

intake = typer.Typer(
    name="intake",
    help=HELP,
    short_help=SHORT,
    epilog=EXAMPLES,
    rich_markup_mode=None,
    no_args_is_help=True,
)

Text = str | None

ADD_SHORT = "Take in one report by a user."
ADD_EXAMPLES = """Examples:

\b
  clearwater intake add --reporter u77 --account acc17 --category "fake engagement"
  clearwater intake add --reporter u77 --account acc17 --category brushing \\
      --words "五个号同时刷好评" --note "several accounts praise one seller at once" --id R-1042"""


@intake.command(epilog=ADD_EXAMPLES, short_help=ADD_SHORT)
@at_a_store()
def add(  # noqa: PLR0913 - typer makes one option of each parameter
    *,
    reporter: Annotated[str, typer.Option(metavar="ID", help="Who reports.")],
    category: Annotated[
        str, typer.Option(metavar="NAME", help="Under which category; see the policy.")
    ],
    account: Annotated[Text, typer.Option(metavar="ACCOUNT", help="Whom it is about.")] = None,
    thing: Annotated[
        Text, typer.Option("--object", metavar="ID", help="The post or item that it is about.")
    ] = None,
    sender_id: Annotated[
        Text,
        typer.Option("--id", metavar="ID", help="The platform's id of it; the same does nothing."),
    ] = None,
    time: Annotated[
        Text, typer.Option(metavar="TIME", help="When it was sent, with its zone. Default: now.")
    ] = None,
    words: Annotated[
        Text, typer.Option(metavar="TEXT", help="What the reporter said; kept from case staff.")
    ] = None,
    note: Annotated[
        Text, typer.Option(metavar="TEXT", help="What case staff may read, in your words.")
    ] = None,
    place: Annotated[
        Text, typer.Option(metavar="ADDRESS", help="Where from; kept as a token.")
    ] = None,
    device: Annotated[
        Text, typer.Option(metavar="ID", help="On which device; kept as a token.")
    ] = None,
    joined: Annotated[
        Text, typer.Option(metavar="TIME", help="When the reporter's account was made.")
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Take in a report. The same reporter, account and category within a week are one report."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import intake_work as work  # noqa: PLC0415 - fast --help

    said = work.Said(
        *(reporter, category, account, thing, sender_id, time),
        *(words, note, place, device, joined),
    )
    work.add_and_print(where, said, chosen)


IMPORT_SHORT = "Take in a file of reports; the same file again does nothing."
IMPORT_EXAMPLES = """Examples:

\b
  clearwater intake import reports.csv
  clearwater intake import reports.jsonl --map reporter=user_id --map account=target \\
      --category spam="fake engagement" --quarantine bad-rows.csv

Columns: reporter, category, account or object; id, time, words, place, device, joined where the
file has them. Times are ISO 8601 with their zone."""


@intake.command("import", epilog=IMPORT_EXAMPLES, short_help=IMPORT_SHORT)
@at_a_store()
def import_(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV with a header, or JSON lines (.jsonl).")
    ],
    *,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="OURS=THEIRS", help="Name a column: reporter=user_id. Repeat."
        ),
    ] = None,
    categories: Annotated[
        list[str] | None,
        typer.Option(
            "--category",
            metavar="THEIRS=OURS",
            help='The platform\'s word for a category: spam="fake engagement". Repeat.',
        ),
    ] = None,
    quarantine: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where bad rows are listed: line, field, reason."),
    ] = None,
    max_bad_share: Annotated[Text, setting_option("max_bad_share")] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Take in a file. Bad rows are set apart with line and reason; too many, and nothing is."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import intake_work as work  # noqa: PLC0415 - fast --help

    example = 'spam="fake engagement"'
    words = parse_pairs(
        "--category", categories, what="category", sides="THEIRS=OURS", example=example
    )
    share = parse_or_default("max_bad_share", max_bad_share)
    asked = work.File(path, parse_mapping(columns), words, quarantine, share)
    work.import_and_print(where, asked, chosen)


# Without a name of its own a group adds its commands to this one.
intake.add_typer(looks_group)
