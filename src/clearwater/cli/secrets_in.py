"""How secrets come in: typed without their being shown, or line by line on standard input.

Never as an option: the list of a machine's processes shows options to everybody, and shells keep
them in a file.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable

from clearwater.errors import ParameterError

Ask = Callable[[str], str]
"""Takes what is asked for, and returns what was said."""
STDIN = "-"


def asking(source: str | None) -> Ask:
    """Return what asks for secrets.

    Parameters
    ----------
    source
        ``-``: standard input, one line for each; None: the terminal.

    Raises
    ------
    ParameterError
        If it is something else, or there is no terminal.
    """
    if source == STDIN:
        return _next_line
    if source is not None:
        raise ParameterError(
            "a secret is not given as an option",
            expected="- for standard input, or nothing for the terminal",
            found="something else, which other people on this machine can have seen",
        )
    # Without a terminal `getpass` would read from standard input, and show what is typed.
    if not sys.stdin.isatty():
        raise ParameterError(
            "there is no terminal to type at",
            expected="a terminal, or - for standard input",
            found="neither",
        )
    return _typed


def asked_twice(ask: Ask, source: str | None, what: str) -> str:
    """Return a new secret; at a terminal, where it is not seen, it is typed twice.

    Raises
    ------
    ParameterError
        If the two are not the same.
    """
    said = ask(what)
    if source is None and ask(f"{what} again") != said:
        raise ParameterError("the two are not the same", next_step="Begin again.")
    return said


def _typed(what: str) -> str:
    return getpass.getpass(f"{what}: ", stream=sys.stderr)


def _next_line(what: str) -> str:
    line = sys.stdin.readline()
    if not line:
        raise ParameterError(
            "standard input ended", expected=f"a line with: {what.lower()}", found="its end"
        )
    return line.rstrip("\r\n")
