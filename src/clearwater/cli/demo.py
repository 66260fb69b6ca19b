"""``clearwater demo``: see the whole of it work in a minute, and look around in the console."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.app.scan_request import Method
from clearwater.app.settings import windows_s
from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.options import parse, parse_or_default, setting_option
from clearwater.cli.session import session_of

# The seed of the world that README.md and the tutorial show; another gives another world.
DEMO_SEED = "7"

SHORT = "See it work on a log with planted campaigns, and open the console on it."
EXAMPLES = """Examples:

\b
  clearwater demo
  clearwater demo --keep
  clearwater demo --out demo/ --no-serve
  clearwater demo --no-console --seed 8 --format json"""


def demo(  # noqa: PLR0913 - typer makes one option of each parameter
    context: typer.Context,
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Where the demo goes.")
    ] = Path("demo"),
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Open the demo that is in DIR, as it was left."),
    ] = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Name the address, do not open it in the browser.")
    ] = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="End after writing; --keep opens it later.")
    ] = False,
    no_console: Annotated[
        bool, typer.Option("--no-console", help="Only the log, the run and its report.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65_535, metavar="NUMBER", help="Default: 8100, or any where that is taken."
        ),
    ] = None,
    seed: Annotated[str, setting_option("seed", DEMO_SEED)] = DEMO_SEED,
    threads: Annotated[str | None, setting_option("threads")] = None,
    form: Annotated[str | None, setting_option("format")] = None,
) -> None:
    """Plant campaigns in a small log, scan it, hold planted against found, and open the console.

    Writes DIR/events.parquet, DIR/objects.parquet and DIR/truth.parquet and scans into DIR/run/;
    the scan does not see the truth. DIR/store/ is filled with made-up people and two weeks of their
    work, served to this machine only, and opened in the browser, where you set a password of your
    own. Ctrl-C stops it. A demo that is in DIR is replaced, but nothing else.
    """
    method = Method(
        windows_s=windows_s(None),
        q=parse_or_default("q", None),
        seed=parse_or_default("seed", seed),
        threads=parse("threads", threads),
    )
    shown_form = parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.cli import demo_work as work  # noqa: PLC0415 - fast --help

    opening = work.Opening(
        browser=not no_open, serve=not no_serve, console=not no_console, port=port
    )
    load_parts = session_of(context).load_parts
    if keep:
        work.open_again(load_parts, out, opening)
    else:
        work.demo_and_print(load_parts, out, method, shown_form, opening)
