"""``clearwater simulate``: a made-up log whose truth is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default, parse_pairs, setting_option

SHORT = "Write a made-up log with planted campaigns and its truth."
EXAMPLES = """Examples:

\b
  clearwater simulate
  clearwater simulate shop --out shop/ --seed 3
  clearwater simulate --plant "phone farm:accounts=300,jobs=40" --plant "part-timers"
  clearwater simulate forum --plant none --crowd "fan club:members=500"
  clearwater simulate --events 10000000 --accounts 500000 --objects 200000 --out big/
  clearwater simulate --config world.toml
  clearwater simulate --list

Then: clearwater scan simulated/events.parquet --objects simulated/objects.parquet"""


def simulate(  # noqa: PLR0913 - typer makes one option of each parameter
    context: typer.Context,
    world: Annotated[
        str, typer.Argument(metavar="WORLD", help="short-video, shop or forum.")
    ] = "short-video",
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Where the log goes.")
    ] = Path("simulated"),
    accounts: Annotated[int | None, typer.Option(help="Honest accounts.")] = None,
    objects: Annotated[int | None, typer.Option(help="Objects that honest people make.")] = None,
    events: Annotated[int | None, typer.Option(help="Expected honest events.")] = None,
    days: Annotated[int | None, typer.Option(help="Length of the log in days.")] = None,
    options: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="Another parameter of the world; see --list."
        ),
    ] = None,
    plant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND[:NAME=VALUE,...]",
            help="Plant a campaign. Repeat. 'none' plants nothing; without it, the world's own.",
        ),
    ] = None,
    crowd: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND[:NAME=VALUE,...]",
            help="Add an honest crowd. Repeat. 'none' for none; without it, the world's own.",
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="All of it in a TOML file: [world], [[campaign]] and [[crowd]] with their kind. "
            "Nothing but --seed and --out may stand beside it.",
        ),
    ] = None,
    show_kinds: Annotated[
        bool, typer.Option("--list", help="Show all kinds with their parameters, and stop.")
    ] = False,
    seed: Annotated[str | None, setting_option("seed")] = None,
    form: Annotated[str | None, setting_option("format")] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a simulation that is already in DIR.")
    ] = False,
) -> None:
    """Write a made-up log: honest people, honest look-alikes, planted campaigns, and the truth.

    Writes DIR/events.parquet, objects.parquet and accounts.parquet as a platform would export
    them, and truth.parquet, truth_events.parquet and truth_objects.parquet beside. The same seed
    gives the same bytes. It writes files and talks to nothing.
    """
    shown_form = parse_or_default("format", form)
    number = parse_or_default("seed", seed)
    from clearwater.cli import simulate_work  # noqa: PLC0415 - fast --help

    if show_kinds:
        simulate_work.print_kinds(shown_form)
        return
    named = {"accounts": accounts, "objects": objects, "events": events, "days": days}
    changes: dict[str, object] = {n: value for n, value in named.items() if value is not None}
    changes.update(parse_pairs("--set", options))
    source = context.get_parameter_source("world")
    request = simulate_work.understood(
        *(world, changes, plant or [], crowd or [], config, number),
        preset_named=source is not None and source.name != "DEFAULT",
    )
    simulate_work.simulate_and_print(request, out, shown_form, overwrite=overwrite)
