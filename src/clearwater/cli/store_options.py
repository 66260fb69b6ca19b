"""Options of every command that works on a store: which store, and who acts."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from clearwater.cli.options import setting_option
from clearwater.errors import ParameterError

Text = str | None
Command = Callable[..., None]

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
    """Return what gives a command the options of a store besides its own.

    They arrive in it as one value, ``where``: what is alike in thirty commands stands here once.
    typer reads a command's options from its signature, so the signature is what is changed.

    Parameters
    ----------
    nobody
        Who is taken to act where nobody is named; without it a name is asked for.
    """

    def give(command: Command) -> Command:
        said = get_type_hints(command, include_extras=True)
        own = [
            one.replace(annotation=said[one.name])
            for one in inspect.signature(command).parameters.values()
            if one.name != "where"
        ]

        @functools.wraps(command)
        def with_store(*words: Any, **options: Any) -> None:
            of_store = {name: options.pop(name) for name in OPTIONS}
            of_store["user"] = of_store["user"] or nobody
            command(*words, where=_where(**of_store), **options)

        parameters = [*_unless(own, form=True), *_of_store(), *_unless(own, form=False)]
        with_store.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        with_store.__annotations__ = {one.name: one.annotation for one in parameters}
        return with_store

    return give


def _of_store() -> list[inspect.Parameter]:
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)
        for name, (hint, default) in OPTIONS.items()
    ]


def _unless(own: list[inspect.Parameter], *, form: bool) -> list[inspect.Parameter]:
    """Return all but the form of the answer, or only it: it stands last in every command."""
    return [one for one in own if (one.name == "form") is not form]


OPTIONS: Mapping[str, tuple[Any, Any]] = {
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
