"""``clearwater detectors``: what a scan looks for."""

from __future__ import annotations

from typing import Annotated

from clearwater.cli.options import parse_or_default, setting_option

SHORT = "List what a scan looks for, what it needs, and what else it could be."
EXAMPLES = """Examples:

\b
  clearwater detectors
  clearwater detectors --format json"""
SHOWN = ("detector", "family", "needs", "paper", "innocent")


def detectors(*, form: Annotated[str | None, setting_option("format")] = None) -> None:
    """List what a scan looks for: the columns it needs, its paper, innocent explanations.

    A detector whose columns are missing from a log is skipped, and the run says so. The table shows
    the most important columns; --format json, csv and parquet give all of them.
    """
    chosen = parse_or_default("format", form)
    from clearwater.app.detector_list import detectors as listed  # noqa: PLC0415 - fast --help
    from clearwater.cli.rows import check_form, write_rows  # noqa: PLC0415

    check_form(chosen)
    write_rows(listed(), chosen, shown=SHOWN)
