"""``clearwater case clue``: what people report, partners send and patrols see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli import where_now
from clearwater.cli.options import parse_or_default
from clearwater.cli.session import session_of
from clearwater.cli.store_options import CaseName, Form, Where, Why, at_a_store

clues_group = typer.Typer()

ClueName = Annotated[str, typer.Argument(metavar="CLUE", help="Name of the clue.")]
CLUE_SHORT = "Take in a clue: a report, a partner's word, what a patrol saw."
CLUE_EXAMPLES = """Examples:

\b
  clearwater case clue --source report --account acc17 --note "五个号同时刷好评" --as li.wei
  clearwater case clue --source patrol --note "the same slogan under 40 posts" --as li.wei

Next: case open --clue, case join, or case set-aside."""


@clues_group.command(epilog=CLUE_EXAMPLES, short_help=CLUE_SHORT)
@at_a_store()
def clue(
    *,
    source: Annotated[
        str, typer.Option(metavar="SOURCE", help="report, partner or patrol.")
    ] = "report",
    account: Annotated[
        str | None, typer.Option(metavar="ACCOUNT", help="Whom it is about.")
    ] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What was said.")] = None,
    reporter: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Who said it; kept from those who work on the case."),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Take in a clue. The same clue again is counted and stays one: many reports are one reason."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_clues_work as work  # noqa: PLC0415 - fast --help

    work.receive_and_print(where, work.told(source, account, reporter, note), chosen)


CLUES_SHORT = "List clues: those that wait for a case."
CLUES_EXAMPLES = """Examples:

\b
  clearwater case clues
  clearwater case clues --state "set aside" --format csv

Next: case open --clue, case join, or case set-aside."""


@clues_group.command(epilog=CLUES_EXAMPLES, short_help=CLUES_SHORT)
@at_a_store()
def clues(
    *,
    state: Annotated[
        str, typer.Option(metavar="STATE", help="waiting, joined or set aside.")
    ] = "waiting",
    where: Where,
    form: Form = None,
) -> None:
    """List clues, those that came in most often first."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_clues_work as work  # noqa: PLC0415 - fast --help

    work.clues_and_print(where, state, chosen)


JOIN_SHORT = "Add a clue, or another finding, to a case."
JOIN_EXAMPLES = """Examples:

\b
  clearwater case join CASE --clue CLUE
  clearwater case join CASE --run run-august/ --finding F003

Next: case show, case decide."""


@clues_group.command(epilog=JOIN_EXAMPLES, short_help=JOIN_SHORT)
@at_a_store()
@where_now.of_a_moved_log()
def join(
    context: typer.Context,
    case_name: CaseName,
    *,
    clue: Annotated[str | None, typer.Option(metavar="CLUE", help="A clue that waits.")] = None,
    run: Annotated[
        Path | None, typer.Option(metavar="RUN", help="A run folder, with --finding.")
    ] = None,
    finding: Annotated[
        str | None, typer.Option(metavar="FINDING", help="A finding of that run.")
    ] = None,
    moved: where_now.Moved,
    where: Where,
    form: Form = None,
) -> None:
    """Add a waiting clue to a case, or a finding with its members and what it rests on."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_clues_work as work  # noqa: PLC0415 - fast --help

    elsewhere = moved.elsewhere()
    asked = work.Joining(case_name, clue, run, finding, elsewhere)
    work.join_and_print(session_of(context).load_parts, where, asked, chosen)


SET_ASIDE_SHORT = "Do not follow a clue, for a reason."
SET_ASIDE_EXAMPLES = """Examples:

\b
  clearwater case set-aside CLUE --why "an opinion, no behaviour"
"""


@clues_group.command("set-aside", epilog=SET_ASIDE_EXAMPLES, short_help=SET_ASIDE_SHORT)
@at_a_store()
def set_aside(
    clue_name: ClueName,
    *,
    why: Why,
    where: Where,
    form: Form = None,
) -> None:
    """Set a clue aside. It stays on record; saying it again does not bring it back."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import case_clues_work as work  # noqa: PLC0415 - fast --help

    work.set_aside_and_print(where, clue_name, why, chosen)
