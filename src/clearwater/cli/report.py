"""``clearwater report``: what a run found, what a week held, what the public may know."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.messages import say
from clearwater.cli.options import parse_or_default, setting_option
from clearwater.cli.report_options import Language, Month, OutFolder, Publish, Quarter, Week
from clearwater.cli.session import session_of
from clearwater.cli.store_options import Form, Where, at_a_store

SHORT = "Reports: of a run, of a week, for the public, for teaching; held against each other."
HELP = """Write reports: of a finished run, and of the work of an organisation.

Figures of work are counted from the ledger as it was when the period ended, so they come out the
same whenever they are counted, on any database. Each names the command that counts it again."""
EXAMPLES = """A week, what it is held against, and the public's figures:

\b
  clearwater report weekly --week 2026-W10 --out reports/ --as li.wei
  clearwater report figure measures.begun --week 2026-W10 --as li.wei
  clearwater report check reports/*.json statements.jsonl --ledger --as li.wei
  clearwater report transparency --quarter 2026-Q1 --out public/ --as li.wei"""

report = typer.Typer(
    name="report",
    help=HELP,
    short_help=SHORT,
    epilog=EXAMPLES,
    rich_markup_mode=None,
    no_args_is_help=True,
)

RUN_SHORT = "Write the report of a finished run anew."
RUN_EXAMPLES = """Examples:

\b
  clearwater report run run/
  clearwater report run run/ --language zh-CN --out report-zh.html"""


@report.command("run", epilog=RUN_EXAMPLES, short_help=RUN_SHORT)
def run_(
    context: typer.Context,
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A folder that scan wrote.")],
    *,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Default: report.html in the folder."),
    ] = None,
    language: Annotated[str | None, setting_option("language")] = None,
) -> None:
    """Write the report of a finished run anew, from the tables in its folder.

    Nothing is computed again: the page shows what the scan kept.
    """
    chosen = parse_or_default("language", language)
    from clearwater.app.scan_job import report_anew  # noqa: PLC0415 - fast --help

    say(f"report: {report_anew(session_of(context).load_parts(), run_folder, out, chosen)}")


WEEKLY_SHORT = "The report of a week as PDF, workbook, CSV and JSON."
WEEKLY_EXAMPLES = """Examples:

\b
  clearwater report weekly --week 2026-W10 --out reports/
  clearwater report weekly --week 2026-W10 --below --out reports/ --language zh-CN
  clearwater report weekly --week 2026-W10 --out reports/ --formats pdf --publish

The JSON is the truth, and is always written; the other forms show it. --publish puts its SHA-256
into the ledger, so that a check can tell when it was given away, and whether it was that one."""


@report.command(epilog=WEEKLY_EXAMPLES, short_help=WEEKLY_SHORT)
@at_a_store()
def weekly(
    *,
    week: Week,
    out: OutFolder,
    formats: Annotated[
        str, typer.Option(metavar="LIST", help="Of pdf, xlsx, csv; json always comes with them.")
    ] = "pdf,xlsx,csv,json",
    below: Annotated[
        bool,
        typer.Option("--below", help="With a column for each body below; small counts kept back."),
    ] = False,
    publish: Publish = False,
    language: Language = None,
    where: Where,
) -> None:
    """Write the report of a week that is over; the same bytes on every run."""
    chosen = parse_or_default("language", language)
    from clearwater.cli import report_work as work  # noqa: PLC0415 - fast --help

    asked = work.Weekly(week, out, formats, chosen, below=below, publish=publish)
    work.weekly_and_say(where, asked)


FIGURE_SHORT = "Count one figure again, and print the entries of the ledger that were counted."
FIGURE_EXAMPLES = """Examples:

\b
  clearwater report figure measures.begun --week 2026-W10
  clearwater report figure appeals.overturn_share --quarter 2026-Q1 --format json
  clearwater ledger show --format json      the entries with these numbers"""


@report.command(epilog=FIGURE_EXAMPLES, short_help=FIGURE_SHORT)
@at_a_store()
def figure(
    name: Annotated[str, typer.Argument(metavar="FIGURE", help="Its id, such as measures.begun.")],
    *,
    week: Annotated[
        str | None, typer.Option(metavar="WEEK", help="A week, such as 2026-W10.")
    ] = None,
    month: Month = None,
    quarter: Annotated[
        str | None, typer.Option(metavar="QUARTER", help="A quarter, such as 2026-Q1.")
    ] = None,
    ledger_size: Annotated[
        int | None,
        typer.Option(
            metavar="ENTRIES", help="By the ledger when it had so many. Default: at the end."
        ),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Count one figure of a week, a month or a quarter that is over."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import report_work as work  # noqa: PLC0415 - fast --help

    work.figure_and_print(where, name, (week, month, quarter), ledger_size, chosen)


FIGURES_SHORT = "List every figure with its definition."
FIGURES_EXAMPLES = """Examples:

\b
  clearwater report figures
  clearwater report figures --language zh-CN --format json"""


@report.command(epilog=FIGURES_EXAMPLES, short_help=FIGURES_SHORT)
def figures(*, language: Language = None, form: Form = None) -> None:
    """List every figure with its id, its version and what it counts."""
    chosen, said = parse_or_default("format", form), parse_or_default("language", language)
    from clearwater.cli import report_work as work  # noqa: PLC0415 - fast --help

    work.figures_and_print(said, chosen)


TRANSPARENCY_SHORT = "Figures of a quarter for the public: JSON, CSV and pages, small counts out."
TRANSPARENCY_EXAMPLES = """Examples:

\b
  clearwater report transparency --quarter 2026-Q1 --out public/
  clearwater report transparency --quarter 2026-Q1 --out public/ --publish"""


@report.command(epilog=TRANSPARENCY_EXAMPLES, short_help=TRANSPARENCY_SHORT)
@at_a_store()
def transparency(
    *,
    quarter: Quarter,
    out: OutFolder,
    publish: Publish = False,
    where: Where,
) -> None:
    """Write what the public may know of a quarter, in both languages.

    No count from 1 to one less than the policy's smallest is in it, and none that follows from what
    is.
    """
    from clearwater.cli import report_work as work  # noqa: PLC0415 - fast --help

    work.transparency_and_say(where, quarter, out, publish=publish)


CASEBOOK_SHORT = "Case studies for teaching, with nobody in them."
CASEBOOK_EXAMPLES = """Examples:

\b
  clearwater report casebook --out casebook/"""


@report.command(epilog=CASEBOOK_EXAMPLES, short_help=CASEBOOK_SHORT)
@at_a_store()
def casebook(*, out: OutFolder, where: Where) -> None:
    """Write the cases that are closed and that nobody appealed, nor can any more.

    No name, no identifier, no sentence that somebody wrote, no date, no exact number.
    """
    from clearwater.cli import report_work as work  # noqa: PLC0415 - fast --help

    work.casebook_and_say(where, out)


CHECK_SHORT = "Hold figures of several sources against each other; exit 1 where they differ."
CHECK_EXAMPLES = """Examples:

\b
  clearwater report check reports/*.json
  clearwater report check reports/*.json public/transparency.json --ledger --as li.wei
  clearwater report check weekly-2026-W10.json platform.csv statements.jsonl

Sources are weekly and transparency reports (JSON), statements of reasons (.jsonl), and platforms'
self-reports (JSON or CSV). With --ledger what your organisation's reports say is counted again."""


@report.command(epilog=CHECK_EXAMPLES, short_help=CHECK_SHORT)
@at_a_store(nobody="checker")
def check(
    source: Annotated[
        list[Path], typer.Argument(metavar="SOURCE...", help="Files of figures, in any order.")
    ],
    *,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Count again from the store what reports of it say.")
    ] = False,
    language: Language = None,
    where: Where,
    form: Form = None,
) -> None:
    """Name every figure that does not go together with another, and where both stand."""
    chosen, said = parse_or_default("format", form), parse_or_default("language", language)
    from clearwater.cli import report_work as work  # noqa: PLC0415 - fast --help

    if work.check_and_print(where, source, said, chosen, ledger=ledger):
        raise typer.Exit(1)
