"""``clearwater evaluate``: how good the answers are, on your own log and where truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.app.scan_request import Sources
from clearwater.cli import evaluate_sets
from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.options import parse, parse_mapping, parse_or_default, setting_option

SHORT = "See what is found and what is wrongly accused."

evaluate = typer.Typer(
    name="evaluate",
    help="See what is found and what is wrongly accused: on your own log, on made-up logs beside "
    "other tools, and on real data with labels.",
    short_help=SHORT,
    rich_markup_mode=None,
    no_args_is_help=True,
)

Text = str | None
SourceArgument = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE", help="Your log, as for clearwater scan."),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OURS=THEIRS",
        help="Name a column: actor=user_id, or action==like for a constant. Repeat.",
    ),
]
Objects = Annotated[
    Text, typer.Option(metavar="FILE", help="Table of objects with their creation times.")
]
Methods = Annotated[
    list[str] | None,
    typer.Option(
        "--method",
        metavar="NAME",
        help="Whom to ask: clearwater, same-device, same-address, same-second, synchrotrap, "
        "synchrotrap-0.3, copycatch, fraudar, coortweet, toolkit-60s, toolkit-1s, or all. "
        "Repeat. Default: clearwater.",
    ),
]

PLANT_SHORT = "Plant farms in your own log and see which would have been found."
PLANT_EXAMPLES = """Examples:

\b
  clearwater evaluate plant events.parquet
  clearwater evaluate plant events.parquet --farm accounts=100,jobs=20,jitter=5min
  clearwater evaluate plant likes.csv --map actor=user_id --method all --format csv

Your file is only read. Farms are planted in memory, a few at a time, so that they stay few among
your accounts: at most a tenth of your events, unless one farm alone is more."""


@evaluate.command(epilog=PLANT_EXAMPLES, short_help=PLANT_SHORT)
def plant(  # noqa: PLR0913 - typer makes one option of each parameter
    source: SourceArgument,
    *,
    farm: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE,...",
            help="Plant this farm: accounts, jobs, jitter, cover, share. Repeat. Without it: "
            "twenty farms, small and large, few jobs and many, in step and loose.",
        ),
    ] = None,
    method: Methods = None,
    mapping: Mapping = None,
    format_in: Annotated[Text, setting_option("format_in")] = None,
    time_zone: Annotated[Text, setting_option("time_zone")] = None,
    time_unit: Annotated[Text, setting_option("time_unit")] = None,
    objects: Objects = None,
    max_bad_share: Annotated[Text, setting_option("max_bad_share")] = None,
    seed: Annotated[Text, setting_option("seed")] = None,
    form: Annotated[Text, setting_option("format")] = None,
) -> None:
    """Plant farms in your own log and see which of them would have been found.

    Every farm works on objects of your log while people act on them, and its accounts lead a cover
    life copied from others. The table says for each farm how many of its accounts were found, and
    how many of your own accounts were put into one group with it.
    """
    sources = _sources(source, mapping, format_in, time_zone, time_unit, objects, max_bad_share)
    number, shown_form = parse_or_default("seed", seed), parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.cli import evaluate_work  # noqa: PLC0415 - fast --help

    evaluate_work.plant_and_print(sources, farm or [], method or [], number, shown_form)


NULL_SHORT = "Count who would be accused in your log if nobody moved together."
NULL_EXAMPLES = """Examples:

\b
  clearwater evaluate null events.parquet
  clearwater evaluate null events.parquet --versions 20 --method all

A null version keeps what your log is like and breaks who met whom: either who did it is drawn anew
from the accounts' rates, or every account's clock is moved. Whoever is named there is accused
wrongly, whatever your log itself may hold."""


@evaluate.command("null", epilog=NULL_EXAMPLES, short_help=NULL_SHORT)
def null(  # noqa: PLR0913 - typer makes one option of each parameter
    source: SourceArgument,
    *,
    versions: Annotated[
        int, typer.Option(min=1, max=1_000, help="Versions of each of the two kinds.")
    ] = 10,
    method: Methods = None,
    mapping: Mapping = None,
    format_in: Annotated[Text, setting_option("format_in")] = None,
    time_zone: Annotated[Text, setting_option("time_zone")] = None,
    time_unit: Annotated[Text, setting_option("time_unit")] = None,
    max_bad_share: Annotated[Text, setting_option("max_bad_share")] = None,
    seed: Annotated[Text, setting_option("seed")] = None,
    form: Annotated[Text, setting_option("format")] = None,
) -> None:
    """Make versions of your log in which nobody moved together, and count who is accused there."""
    sources = _sources(source, mapping, format_in, time_zone, time_unit, None, max_bad_share)
    number, shown_form = parse_or_default("seed", seed), parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.cli import evaluate_work  # noqa: PLC0415 - fast --help

    evaluate_work.null_and_print(sources, versions, method or [], number, shown_form)


COMPARE_SHORT = "Hold methods against the truth of a simulated log."
COMPARE_EXAMPLES = """Examples:

\b
  clearwater simulate forum --out forum/
  clearwater evaluate compare forum/
  clearwater evaluate compare forum/ --method clearwater --method coortweet
  clearwater evaluate compare forum/ --format csv > every-figure.csv

The table for people has one row a method. json, csv and parquet have every figure: recall of each
campaign, and the share of honest accounts accused by crowd, time zone, language, age, activity."""


@evaluate.command(epilog=COMPARE_EXAMPLES, short_help=COMPARE_SHORT)
def compare(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="What clearwater simulate wrote.")
    ],
    *,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", metavar="NAME", help="Whom to ask; repeat. Default: all."),
    ] = None,
    seed: Annotated[Text, setting_option("seed")] = None,
    form: Annotated[Text, setting_option("format")] = None,
) -> None:
    """Ask Clearwater, peers, baselines and simple rules about one log, and compare the answers."""
    number, shown_form = parse_or_default("seed", seed), parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.cli import evaluate_work  # noqa: PLC0415 - fast --help

    evaluate_work.compare_and_print(folder, method or ["all"], number, shown_form)


def _sources(
    source: list[str],
    mapping: list[str] | None,
    format_in: Text,
    time_zone: Text,
    time_unit: Text,
    objects: Text,
    max_bad_share: Text,
) -> Sources:
    return Sources(
        source=source[0] if len(source) == 1 else source,
        format_in=parse("format_in", format_in),
        mapping=parse_mapping(mapping),
        time_zone=parse("time_zone", time_zone),
        time_unit=parse_or_default("time_unit", time_unit),
        max_bad_share=parse_or_default("max_bad_share", max_bad_share),
        objects=objects,
    )


evaluate.command("sets", epilog=evaluate_sets.SETS_EXAMPLES, short_help=evaluate_sets.SETS_SHORT)(
    evaluate_sets.sets
)
evaluate.command(
    "fetch", epilog=evaluate_sets.FETCH_EXAMPLES, short_help=evaluate_sets.FETCH_SHORT
)(evaluate_sets.fetch)
