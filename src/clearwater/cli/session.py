"""What one call of the command line carries from the top to its command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from clearwater.app.parts import Parts


def load_real_parts() -> Parts:
    """Return the real parts; this is where the engine is imported."""
    from clearwater.app.assembly import REAL_PARTS  # noqa: PLC0415 - keeps --help fast

    return REAL_PARTS


@dataclass
class Session:
    """One call. ``debug`` is set once, by the option, before any command runs."""

    load_parts: Callable[[], Parts] = load_real_parts
    """Called by a command that is about to work, never for help."""
    debug: bool = False
    """Show stack traces."""


def session_of(context: typer.Context) -> Session:
    """Return the session of the call that `context` belongs to."""
    session = context.find_object(Session)
    assert session is not None, "commands are called through clearwater.cli.main.run"  # noqa: S101
    return session
