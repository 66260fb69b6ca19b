"""``clearwater evaluate sets`` and ``fetch``: what methods are worth on real data with labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.options import parse_or_default, setting_option

Text = str | None

SETS_SHORT = "Measure methods on real labelled sets."
SETS_EXAMPLES = """Examples:

\b
  clearwater evaluate fetch                     which sets there are, and whose they are
  clearwater evaluate sets real/
  clearwater evaluate sets real/ --set hop_sybil --method clearwater --method toolkit-60s
  clearwater evaluate sets real/ --format csv > every-figure.csv

Read what stands above each table before quoting a figure from it: every set has traps. The tables
for people have the main measures; json, csv and parquet have every measure, one a row. All methods
on all sets take about five minutes of CPU and 5 GB of memory."""


def sets(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Holds one sub-folder a set, as clearwater evaluate fetch fills."
        ),
    ],
    *,
    named: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="ID", help="Which set; repeat. Default: all in FOLDER."),
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", metavar="NAME", help="Whom to ask; repeat. Default: all."),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="Bootstrap draws behind each interval.")
    ] = 1_000,
    seed: Annotated[Text, setting_option("seed")] = None,
    form: Annotated[Text, setting_option("format")] = None,
) -> None:
    """Measure methods on real sets with labels, each with its traps and its licence.

    Intervals are of 95 %. Every file is checked against the checksum that figures were measured on;
    a set that is missing or was changed is named and left out.
    """
    number, shown_form = parse_or_default("seed", seed), parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.cli import evaluate_sets_work  # noqa: PLC0415 - fast --help

    evaluate_sets_work.measure_and_print(
        folder, named or [], method or ["all"], draws, number, shown_form
    )


FETCH_SHORT = "List the real labelled sets, or take one over that you already have."
FETCH_EXAMPLES = """Examples:

\b
  clearwater evaluate fetch
  clearwater evaluate fetch youtube_spam
  clearwater evaluate fetch youtube_spam --from prepared/youtube_spam --to real/

Nothing is ever downloaded. The sets are tables that were prepared from public sources, and figures
hold for these very bytes: a raw file from the source, or a table prepared anew, is refused."""


def fetch(
    set_id: Annotated[
        str | None, typer.Argument(metavar="[SET]", help="A set's id. Without it: list them.")
    ] = None,
    *,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PATH",
            help="Folder that holds the set's files, or one of them under any name.",
        ),
    ] = None,
    target: Annotated[
        Path, typer.Option("--to", metavar="FOLDER", help="Folder of all sets.")
    ] = Path("real"),
    form: Annotated[Text, setting_option("format")] = None,
) -> None:
    """List the real sets, show where one comes from and its terms, or take over your copy of it.

    With --from, files are checked against their checksums before any is copied to FOLDER/SET.
    Clearwater downloads nothing.
    """
    shown_form = parse_or_default("format", form)
    from clearwater.cli import evaluate_sets_work  # noqa: PLC0415 - fast --help

    evaluate_sets_work.fetch_and_print(set_id, source, target, shown_form)
