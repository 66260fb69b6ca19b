"""Command-line options made from the settings table, so that their help cannot drift from it."""

from __future__ import annotations

from typing import Any

import typer

from clearwater.app.settings import SETTINGS
from clearwater.errors import ParameterError


def setting_option(name: str, default: str | None = None) -> Any:
    """Return the typer option of one setting; `default` where a command has one of its own.

    Options arrive as text and are parsed by the settings table: one message for one mistake,
    whether it was made on the command line or in Python.
    """
    setting = SETTINGS[name]
    shown = default or setting.shown_default
    return typer.Option(
        setting.option,
        metavar=setting.placeholder,
        help=f"{setting.help} Allowed: {setting.allowed}. Default: {shown}.",
        show_default=False,
    )


def parse(name: str, typed: str | None) -> Any:
    """Return the checked value of an option, or ``None`` where it was not given."""
    return None if typed is None else SETTINGS[name].parse(typed)


def parse_or_default(name: str, typed: str | None) -> Any:
    """Return the checked value of an option, or the checked default where it was not given."""
    return SETTINGS[name].parse(SETTINGS[name].default if typed is None else typed)


def parse_mapping(pairs: list[str] | None) -> dict[str, str]:
    """Return ``{"actor": "user_id"}`` for ``["actor=user_id"]``; see `parse_pairs`."""
    return parse_pairs("--map", pairs, what="column", sides="OURS=THEIRS", example="actor=user_id")


def parse_pairs(
    option: str,
    pairs: list[str] | None,
    *,
    what: str = "parameter",
    sides: str = "NAME=VALUE",
    example: str = "life_h=3",
) -> dict[str, str]:
    """Return the pairs that a repeated option named.

    Raises
    ------
    ParameterError
        If an item has no ``=``, an empty side, or a name that came before.
    """
    named: dict[str, str] = {}
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        if not (name and equals and value):
            raise ParameterError(
                f"{option} cannot be used like this",
                expected=f"{sides}, such as {example}",
                found=repr(pair),
            )
        if name in named:
            raise ParameterError(
                f"{option} names the same {what} twice",
                expected=f"each {what} once",
                found=f"{name}={named[name]} and {pair}",
            )
        named[name] = value
    return named
