"""The page Command line: the very help that ``clearwater ... --help`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from clearwater.cli.main import app
from docs_build.markdown import NOTICE

INTRO = """# Command line

What `--help` prints, for every command. The findings go to standard output, everything else to
standard error, so that `clearwater scan events.parquet --format csv > findings.csv` is safe.

"""

# As on a terminal of this width, wherever the page is made.
WIDTH = 90


def cli_page() -> str:
    """Return the page."""
    parts = [NOTICE, INTRO]
    for path, command, context in commands():
        parts.append(
            f"## {' '.join(path)}\n\n```text\n{_without_trailing(command, context)}\n```\n\n"
        )
    return "".join(parts).rstrip("\n") + "\n"


def commands() -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield (path, command, context) of every command, groups before their members."""
    yield from _walk((), "clearwater", typer.main.get_command(app), None)


def _walk(
    above: tuple[str, ...], name: str, command: Any, parent: Any
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    path = (*above, name)
    context = command.context_class(
        command,
        info_name=name,
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        **({} if parent else command.context_settings),
    )
    yield path, command, context
    for member, child in getattr(command, "commands", {}).items():
        yield from _walk(path, member, child, context)


def _without_trailing(command: Any, context: Any) -> str:
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
