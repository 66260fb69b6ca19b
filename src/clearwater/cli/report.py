"""``clearwater report``: write report.html anew from a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.messages import say
from clearwater.cli.options import parse_or_default, setting_option
from clearwater.cli.session import session_of

SHORT = "Write the report of a finished run anew."
EXAMPLES = """Examples:

\b
  clearwater report run/
  clearwater report run/ --language zh-CN --out report-zh.html"""


def report(
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
