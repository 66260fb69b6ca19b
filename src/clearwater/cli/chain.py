"""``clearwater chain``: roles inside findings, suppliers and customers behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from clearwater.cli import where_now
from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.options import parse_or_default, setting_option
from clearwater.cli.session import session_of

SHORT = "Say who does what inside findings, and what several of them share."
EXAMPLES = """Examples:

\b
  clearwater chain run/
  clearwater chain run/ --give suppliers
  clearwater chain run/ --give customers --format csv"""


@where_now.of_a_moved_log()
def chain(
    context: typer.Context,
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A folder that scan wrote.")],
    *,
    give: Annotated[
        Literal["roles", "suppliers", "customers"], typer.Option(help="Which of the tables.")
    ] = "roles",
    moved: where_now.Moved,
    form: Annotated[str | None, setting_option("format")] = None,
) -> None:
    """Say who lights, executes and rides inside each finding, from behaviour alone.

    A role is given only where a test says so. Suppliers are devices, device batches (first seen in
    one hour), lines, prefixes, client builds and text pools that several findings share; customers
    are targets that several served, and any of them may be a victim.
    """
    chosen = parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.app.chain import chain_job  # noqa: PLC0415 - fast --help
    from clearwater.cli.messages import say  # noqa: PLC0415
    from clearwater.cli.progress import shown_progress  # noqa: PLC0415
    from clearwater.cli.rows import check_form, write_rows  # noqa: PLC0415

    check_form(chosen)
    elsewhere = moved.elsewhere()
    with shown_progress() as on_progress:
        found = chain_job(session_of(context).load_parts(), run_folder, elsewhere, on_progress)
    write_rows(getattr(found, give), chosen)
    for reason in found.skipped:
        say(f"not asked: {reason}")
