"""The options that say where the log of a finished run is now, alike in every command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from clearwater.cli.given_together import Command, Options, given_together
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
OPTIONS: Options = {
    "events": (Events, None),
    "objects_table": (Objects, None),
    "accounts_table": (Accounts, None),
    "columns": (Columns, None),
}


@dataclass(frozen=True)
class Moved:
    """What the options say: nothing where the log of a run is where it was."""

    events: list[str] | None
    objects_table: str | None
    accounts_table: str | None
    columns: list[str] | None

    def elsewhere(self) -> Elsewhere:
        """Return it as use-cases take it.

        Raises
        ------
        ParameterError
            If a column is not named as ``OURS=THEIRS``.
        """
        from clearwater.app.run_sources import Elsewhere  # noqa: PLC0415 - fast --help

        mapping = parse_mapping(self.columns)
        return Elsewhere(tuple(self.events or ()), self.objects_table, self.accounts_table, mapping)


def of_a_moved_log() -> Callable[[Command], Command]:
    """Return what gives a command that reads a run's log again these options, as one ``moved``."""
    return given_together("moved", OPTIONS, Moved)
