"""Every `clearwater` line in a block of the documentation is one that the program understands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from docs_build import DOCS

from clearwater.cli.main import app

ROOT = Path(__file__).parents[3]
ClickException: Any = typer.BadParameter.__mro__[2]
"""What every mistake on a command line is; typer brings its own click and does not export it."""
PROGRAM = ".venv/bin/clearwater"
PAGES = sorted((*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.zh-CN.md"))


def lines_of(page: Path) -> Iterator[str]:
    """Yield the command lines of blocks without a language, continued lines as one."""
    text = page.read_text("utf-8")
    for block in re.findall(r"^```\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
        for line in block.replace("\\\n", " ").splitlines():
            typed = line.strip().removeprefix(PROGRAM.removesuffix("clearwater"))
            if typed.startswith("clearwater "):
                yield typed


def understood(line: str) -> None:
    """Raise `ClickException` if the program would not know what to do.

    What stands in a shell beside it, a pipe or a place to write to, is the shell's.
    """
    words = re.split(r"\s[|>&]", line)[0]
    command: Any = typer.main.get_command(app)
    context = None
    typed = shlex.split(words, comments=True)[1:]
    while hasattr(command, "commands"):
        context = command.make_context(command.name, typed, context)
        rest = [*context._protected_args, *context.args]
        name, found, typed = command.resolve_command(context, rest)
        assert found is not None
        command, command.name = found, name
    command.make_context(command.name, typed, context)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_is_understood(page: Path) -> None:
    for line in lines_of(page):
        try:
            understood(line)
        except typer.Exit:  # --help and --version have said what they had to say
            continue
        except ClickException as error:
            pytest.fail(f"{line}\n{error.format_message()}")


def test_there_are_commands_to_try() -> None:
    assert sum(1 for page in PAGES for _ in lines_of(page)) > 60


@pytest.mark.parametrize(
    "line",
    [
        "clearwater scna x",
        "clearwater case shwo x",
        "clearwater scan x --no-such",
        "clearwater scan",
    ],
)
def test_a_command_that_is_none_is_seen(line: str) -> None:
    assert ClickException.__name__ == "ClickException"
    with pytest.raises(ClickException):
        understood(line)
