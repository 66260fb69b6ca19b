"""``clearwater demo``: see the whole of it work in a minute."""

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

SHORT = "See it work on a log with planted campaigns."
EXAMPLES = """Examples:

\b
  clearwater demo
  clearwater demo --out demo/ --no-open
  clearwater demo --seed 8 --format json"""


def demo(
    context: typer.Context,
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Where the demo goes.")
    ] = Path("demo"),
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Name the report, do not open it in the browser.")
    ] = False,
    seed: Annotated[str, setting_option("seed", DEMO_SEED)] = DEMO_SEED,
    threads: Annotated[str | None, setting_option("threads")] = None,
    form: Annotated[str | None, setting_option("format")] = None,
) -> None:
    """Plant campaigns in a small log, scan it, and hold what was planted against what was found.

    Writes DIR/events.parquet, DIR/objects.parquet and DIR/truth.parquet, scans into DIR/run/ and
    opens the report. The scan does not see the truth.
    """
    method = Method(
        windows_s=windows_s(None),
        q=parse_or_default("q", None),
        seed=parse_or_default("seed", seed),
        threads=parse("threads", threads),
    )
    shown_form = parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.cli.demo_work import demo_and_print  # noqa: PLC0415 - fast --help

    demo_and_print(session_of(context).load_parts, out, method, shown_form, open_report=not no_open)
