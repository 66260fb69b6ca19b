"""``clearwater intake list`` and others: looking at reports, reporters, the rate and brigades."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default, setting_option
from clearwater.cli.store_options import Form, Purpose, Where, at_a_store

looks_group = typer.Typer()

Text = str | None

LIST_SHORT = "List reports with what became of them; nobody is named."
LIST_EXAMPLES = """Examples:

\b
  clearwater intake list
  clearwater intake list --outcome pending --limit 500 --format csv"""


@looks_group.command("list", epilog=LIST_EXAMPLES, short_help=LIST_SHORT)
@at_a_store()
def list_(
    *,
    outcome: Annotated[
        Text, typer.Option(metavar="WORD", help="effective, not effective or pending.")
    ] = None,
    clue: Annotated[Text, typer.Option(metavar="CLUE", help="Only reports of this clue.")] = None,
    limit: Annotated[int, typer.Option(metavar="N", help="At most so many, 1 to 10000.")] = 50,
    where: Where,
    form: Form = None,
) -> None:
    """List reports, newest first. Neither accounts nor reporters are named."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import intake_work as work  # noqa: PLC0415 - fast --help

    work.list_and_print(where, outcome, clue, limit, chosen)


SHOW_SHORT = "One report with who made it and what they said; on record."
SHOW_EXAMPLES = """Examples:

\b
  clearwater intake show REPORT --as ning"""


@looks_group.command("show", epilog=SHOW_EXAMPLES, short_help=SHOW_SHORT)
@at_a_store()
def show(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Name of the report.")],
    *,
    purpose: Purpose = "reports",
    where: Where,
    form: Form = None,
) -> None:
    """Show one report in full: only for the role intake, with a purpose that goes on record."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import intake_work as work  # noqa: PLC0415 - fast --help

    work.show_and_print(where, report, purpose, chosen)


REPORTERS_SHORT = "How reliable reporters have been, with intervals; on record."
REPORTERS_EXAMPLES = """Examples:

\b
  clearwater intake reporters --as ning
  clearwater intake reporters --least 10 --reveal --as ning"""


@looks_group.command("reporters", epilog=REPORTERS_EXAMPLES, short_help=REPORTERS_SHORT)
@at_a_store()
def reporters(
    *,
    purpose: Purpose = "reports",
    reveal: Annotated[
        bool, typer.Option("--reveal", help="With the platform's identifiers.")
    ] = False,
    least: Annotated[
        int, typer.Option(metavar="N", help="Only who made so many reports or more.")
    ] = 1,
    where: Where,
    form: Form = None,
) -> None:
    """List reporters: only for the role intake. It orders work, and is no ground for anything."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import intake_work as work  # noqa: PLC0415 - fast --help

    work.reporters_and_print(where, purpose, chosen, reveal=reveal, least=least)


RATE_SHORT = "The effective-report rate by its published definition, with its interval."
RATE_EXAMPLES = """Examples:

\b
  clearwater intake rate
  clearwater intake rate --as-of 2026-03-09T00:00:00Z --format json"""


@looks_group.command("rate", epilog=RATE_EXAMPLES, short_help=RATE_SHORT)
@at_a_store()
def rate(
    *,
    as_of: Annotated[
        Text, typer.Option(metavar="TIME", help="As it was then, with its zone. Default: now.")
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Print the rate: a figure about a channel, never a target for a person."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import intake_work as work  # noqa: PLC0415 - fast --help

    work.rate_and_print(where, as_of, chosen)


BRIGADES_SHORT = "Reporters who move together: whom they reported, when, how likely by chance."
BRIGADES_EXAMPLES = """Examples:

\b
  clearwater intake brigades
  clearwater intake brigades --look --as ning
  clearwater intake brigades --look --days 90 --keep looked/ --as ning"""


@looks_group.command("brigades", epilog=BRIGADES_EXAMPLES, short_help=BRIGADES_SHORT)
@at_a_store()
def brigades(
    *,
    look: Annotated[
        bool, typer.Option("--look", help="Scan the reports for brigades and mark theirs first.")
    ] = False,
    days: Annotated[
        int, typer.Option(metavar="N", help="With --look: reports of so many days, 1 to 366.")
    ] = 28,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="With --look: keep the log and the run here, to compute it again."
        ),
    ] = None,
    q: Annotated[Text, setting_option("q")] = None,
    seed: Annotated[Text, setting_option("seed")] = None,
    purpose: Purpose = "reports",
    where: Where,
    form: Form = None,
) -> None:
    """List brigades. Their reports count as one; the accounts they reported are their targets."""
    chosen = parse_or_default("format", form)
    q_level, fixed = parse_or_default("q", q), parse_or_default("seed", seed)
    from clearwater.cli import intake_work as work  # noqa: PLC0415 - fast --help

    asked = work.Look(days, keep, q_level, fixed) if look else None
    work.brigades_and_print(where, asked, purpose, chosen)


ANSWERS_SHORT = "What reporters are to be told, as JSON for whatever tells them; on record."
ANSWERS_EXAMPLES = """Examples:

\b
  clearwater intake answers --as ning > to-tell.json
  clearwater intake answers --lang zh --limit 100 --as ning"""


@looks_group.command("answers", epilog=ANSWERS_EXAMPLES, short_help=ANSWERS_SHORT)
@at_a_store()
def answers(
    *,
    language: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="Language of the words: en or zh.")
    ] = "en",
    limit: Annotated[
        int, typer.Option(metavar="N", help="At most so many at once, 1 to 100000.")
    ] = 1_000,
    where: Where,
) -> None:
    """Hand out answers, each once, and again when something else became of the report."""
    from clearwater.cli import intake_work as work  # noqa: PLC0415 - fast --help

    work.answers_and_print(where, language, limit)
