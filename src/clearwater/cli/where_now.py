"""The options that say where the log of a finished run is now, alike in every command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clearwater.cli.options import parse_mapping

if TYPE_CHECKING:
    from clearwater.app.run_sources import Elsewhere

Events = Annotated[
    list[str] | None,
    typer.Option("--events", metavar="FILE", help="Where the run's events are now. Repeat."),
]
Objects = Annotated[
    str | None,
    typer.Option("--objects-table", metavar="FILE", help="Where its table of objects is now."),
]
Accounts = Annotated[
    str | None,
    typer.Option("--accounts-table", metavar="FILE", help="Where its table of accounts is now."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OURS=THEIRS",
        help="Name a column, if the run does not say what it was: actor=user_id. Repeat.",
    ),
]


def elsewhere_of(
    events: list[str] | None,
    objects: str | None,
    accounts: str | None,
    columns: list[str] | None,
) -> Elsewhere:
    """Return what the options say, as use-cases take it."""
    from clearwater.app.run_sources import Elsewhere  # noqa: PLC0415 - fast --help

    return Elsewhere(tuple(events or ()), objects, accounts, parse_mapping(columns))
