"""``clearwater org ask-report`` and what follows: the weekly reports that platforms owe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Where, at_a_store

duties_group = typer.Typer()

DutyName = Annotated[str, typer.Argument(metavar="DUTY", help="Name of what is owed.")]

ASK_SHORT = "Ask a platform for its report of a week."
ASK_EXAMPLES = """Examples:

\b
  clearwater org ask-report shiping --week 2026-W10"""


@duties_group.command("ask-report", epilog=ASK_EXAMPLES, short_help=ASK_SHORT)
@at_a_store()
def ask_report(
    platform: Annotated[
        str, typer.Argument(metavar="PLATFORM", help="A body of level platform below yours.")
    ],
    *,
    week: Annotated[
        str, typer.Option(metavar="WEEK", help="ISO 8601, such as 2026-W10; Monday to Sunday, UTC.")
    ],
    where: Where,
    form: Form = None,
) -> None:
    """Ask for a report. It is due some days after the week has ended, or after you asked."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_duties_work as work  # noqa: PLC0415 - fast --help

    work.ask_and_print(where, platform, week, chosen)


RECEIVE_SHORT = "Take in the document that a platform sent."
RECEIVE_EXAMPLES = """Examples:

\b
  clearwater org receive-report DUTY week10.xlsx"""


@duties_group.command("receive-report", epilog=RECEIVE_EXAMPLES, short_help=RECEIVE_SHORT)
@at_a_store()
def receive_report(
    duty: DutyName,
    document: Annotated[Path, typer.Argument(metavar="FILE", help="As it came.")],
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Keep a document beside the evidence. A corrected one takes its place; both are kept."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_duties_work as work  # noqa: PLC0415 - fast --help

    work.receive_and_print(where, duty, document, chosen)


CHECK_SHORT = "Keep what was found wrong with a platform's report."
CHECK_EXAMPLES = """Examples:

\b
  clearwater org check-report DUTY --found faults.json
  echo '[]' | clearwater org check-report DUTY --found -"""


@duties_group.command("check-report", epilog=CHECK_EXAMPLES, short_help=CHECK_SHORT)
@at_a_store()
def check_report(
    duty: DutyName,
    *,
    found: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="JSON, a list of objects with plain values; [] for nothing."
        ),
    ],
    where: Where,
    form: Form = None,
) -> None:
    """Say that a report was held against other figures, and what is wrong with it."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_duties_work as work  # noqa: PLC0415 - fast --help

    work.check_and_print(where, duty, found, chosen)


DUTIES_SHORT = "What platforms owe you, with what is overdue and what was found wrong."
DUTIES_EXAMPLES = """Examples:

\b
  clearwater org duties
  clearwater org duties --overdue --format csv"""


@duties_group.command(epilog=DUTIES_EXAMPLES, short_help=DUTIES_SHORT)
@at_a_store()
def duties(
    *,
    platform: Annotated[
        str | None, typer.Option(metavar="PLATFORM", help="Only of this platform.")
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only what should have come: whom to remind.")
    ] = False,
    where: Where,
    form: Form = None,
) -> None:
    """List duties. What is overdue follows from the time alone; no program has to run for it."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import org_duties_work as work  # noqa: PLC0415 - fast --help

    work.duties_and_print(where, platform, only_overdue=overdue, form=chosen)
