"""``clearwater recount``: what is left of the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli import where_now
from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.options import parse_or_default, setting_option
from clearwater.cli.session import session_of

SHORT = "Count again without what groups did together: reported, authentic, interval."
EXAMPLES = """Examples:

\b
  clearwater recount run/
  clearwater recount run/ --objects post-0000038 --objects 夜市
  clearwater recount run/ --by day --format csv > days.csv

Counts are of events by action, means of the values that ratings carry, ranks of a count among all
objects. What has no row is as it was reported."""

Text = str | None


@where_now.of_a_moved_log()
def recount(
    context: typer.Context,
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A folder that scan wrote.")],
    *,
    objects: Annotated[
        list[str] | None,
        typer.Option(metavar="OBJECT", help="Only this object. Repeat. Default: all."),
    ] = None,
    by: Annotated[
        Text,
        typer.Option(metavar="day", help="One row a day (UTC) instead of one for all days."),
    ] = None,
    moved: where_now.Moved,
    threads: Annotated[Text, setting_option("threads")] = None,
    form: Annotated[Text, setting_option("format")] = None,
) -> None:
    """Count again what was counted, without what findings did together, with a 90 % interval.

    It is an estimate: low and high say how sure it is, remaining how many events are left, strict
    and lenient what comes out if only surely ordered events go, or possibly ordered ones too.
    A count never falls by more than was observed; a mean and a rank may go up.
    """
    form = parse_or_default("format", form)
    from clearwater.cli.recount_work import by_day, recount_and_print  # noqa: PLC0415 - fast --help

    daily = by_day(by)
    ensure_kernel_cache()
    from clearwater.app.recount_job import RecountRequest  # noqa: PLC0415

    request = RecountRequest(
        tuple(objects or ()),
        daily,
        parse_or_default("threads", threads) if threads is not None else None,
        moved.elsewhere(),
    )
    recount_and_print(session_of(context).load_parts(), run_folder, request, str(form))
