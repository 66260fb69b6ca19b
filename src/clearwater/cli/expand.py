"""``clearwater expand``: who else belongs to what is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.app.settings import windows_s
from clearwater.cli import where_now
from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.options import parse_or_default, setting_option
from clearwater.cli.session import session_of

SHORT = "Grow one known lead into everybody who belongs to it."
EXAMPLES = """Examples:

\b
  clearwater expand run/ --from account:u004217 --from account:u018330 --from account:u000091
  clearwater expand run/ --from device:d7f3 --out path/
  clearwater expand run/ --from 'object:夜市 第3期'
  clearwater expand run/ --from 'text:真的好用，闭眼入' --format json
  clearwater expand run/ --from account:u004217 --events moved/events.parquet

Who was added, why and by how many moments goes to standard output. With --out, the tables and a
drawn path (path.html, path.svg) go into a folder."""

Text = str | None


@where_now.of_a_moved_log()
def expand(  # noqa: PLR0913 - typer makes one option of each parameter
    context: typer.Context,
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="A folder that scan wrote.")],
    *,
    leads: Annotated[
        list[str],
        typer.Option(
            "--from",
            metavar="KIND:NAME",
            help="Where to start: account, device, line, prefix, object or text. Repeat for "
            "several.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where tables and the drawn path go."),
    ] = None,
    moved: where_now.Moved,
    window: Annotated[
        list[str] | None, setting_option("window", default="the windows of the run")
    ] = None,
    q: Annotated[Text, setting_option("q")] = None,
    steps: Annotated[Text, setting_option("steps")] = None,
    seed: Annotated[Text, setting_option("seed")] = None,
    form: Annotated[Text, setting_option("format")] = None,
    language: Annotated[Text, setting_option("language")] = None,
) -> None:
    """Grow known leads step by step into everybody who belongs to them, with the odds of each.

    Every account of the log is asked by its own evidence; a crowd that a device, an object or a
    text names is only where to look. It stops by itself where the odds fall to chance.
    """
    form = parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.app.expand_job import ExpandRequest  # noqa: PLC0415 - fast --help
    from clearwater.cli.expand_work import expand_and_print  # noqa: PLC0415

    request = ExpandRequest(
        leads=tuple(leads),
        q=parse_or_default("q", q),
        steps=parse_or_default("steps", steps),
        seed=parse_or_default("seed", seed),
        windows_s=windows_s(window) if window else (),
        elsewhere=moved.elsewhere(),
    )
    chosen = parse_or_default("language", language)
    load_parts = session_of(context).load_parts
    expand_and_print(load_parts(), run_folder, request, out, chosen, str(form))
