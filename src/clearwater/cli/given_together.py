"""Options that several commands have alike: written once, and given to a command as one value."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

Command = Callable[..., None]
Options = Mapping[str, tuple[Any, Any]]
"""Name of a parameter -> what typer makes of it, and its default."""


def given_together(
    name: str, options: Options, gather: Callable[..., Any]
) -> Callable[[Command], Command]:
    """Return what gives a command `options` in the place of its one parameter `name`.

    typer reads a command's options from its signature, so the signature is what is changed.

    Parameters
    ----------
    name
        The parameter of the command that takes all of them as one value.
    options
        What a person may type; no command has a parameter of these names besides.
    gather
        Makes the value from them, called with each by its name.

    Raises
    ------
    TypeError
        If a command has no parameter `name`, or has one that is among `options`.
    """

    def give(command: Command) -> Command:
        parameters = list(_replaced(command, name, options))

        @functools.wraps(command)
        def called(*words: Any, **typed: Any) -> None:
            value = gather(**{one: typed.pop(one) for one in options})
            command(*words, **{name: value}, **typed)

        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {one.name: one.annotation for one in parameters}
        return called

    return give


def _replaced(command: Command, name: str, options: Options) -> list[inspect.Parameter]:
    own = inspect.signature(command).parameters
    if name not in own or own.keys() & options.keys():
        raise TypeError(f"{command.__name__} needs a parameter {name!r} and none of {set(options)}")
    said = get_type_hints(command, include_extras=True)
    given = [
        inspect.Parameter(one, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=hint)
        for one, (hint, default) in options.items()
    ]
    parameters: list[inspect.Parameter] = []
    for one in own.values():
        here = given if one.name == name else [one.replace(annotation=said[one.name])]
        parameters.extend(here)
    return parameters
