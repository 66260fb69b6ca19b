"""Options of every command that works on a store: which store, and who acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from clearwater.cli.given_together import Command, Options, given_together
from clearwater.cli.options import setting_option
from clearwater.errors import ParameterError

Text = str | None

Store = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="CLEARWATER_STORE",
        metavar="URL",
        help="The store: a SQLite file, or postgresql://user@host/name.",
    ),
]
As = Annotated[
    Text,
    typer.Option(
        "--as", envvar="CLEARWATER_USER", metavar="USER", help="Who acts: a login, on record."
    ),
]
Files = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="The store's folder of keys, evidence and outgoing files. Default: beside a SQLite "
        "file, its name with .files; for PostgreSQL clearwater.files.",
    ),
]
Organisation = Annotated[
    str,
    typer.Option(
        envvar="CLEARWATER_ORGANISATION", metavar="NAME", help="Whose cases; others are not seen."
    ),
]
At = Annotated[
    Text,
    typer.Option(
        "--at",
        metavar="TIME",
        help="In a rehearsal only: the time at which this happens, such as 2026-03-01T09:00:00Z.",
    ),
]
Purpose = Annotated[
    str,
    typer.Option(
        metavar="WORD", help="For what identifiers are shown; it goes on record. See the policy."
    ),
]

STORE = "clearwater.sqlite"
ORGANISATION = "main"


@dataclass(frozen=True)
class Where:
    """What the options of a command said about the store and the person."""

    store: str
    files: Path | None
    user: str
    organisation: str
    at: str | None


CaseName = Annotated[str, typer.Argument(metavar="CASE", help="Name of the case.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason, in your words.")]
Form = Annotated[Text, setting_option("format")]


def at_a_store(*, nobody: str = "") -> Callable[[Command], Command]:
    """Return what gives a command the options of a store besides its own, as one ``where``.

    Parameters
    ----------
    nobody
        Who is taken to act where nobody is named; without it a name is asked for.
    """

    def where(user: str | None, **of_store: Any) -> Where:
        return _where(user=user or nobody, **of_store)

    return given_together("where", OPTIONS, where)


OPTIONS: Options = {
    "store": (Store, STORE),
    "files": (Files, None),
    "user": (As, None),
    "organisation": (Organisation, ORGANISATION),
    "at": (At, None),
}
"""The options of a store: what typer makes of each, and its default."""


def _where(store: str, files: Path | None, user: str, organisation: str, at: str | None) -> Where:
    if not user.strip():
        raise ParameterError(
            "nobody acts without a name",
            expected="your login with --as, or in CLEARWATER_USER",
            found="none",
        )
    return Where(store, files, user, organisation, at)
