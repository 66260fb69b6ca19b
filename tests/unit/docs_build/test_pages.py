from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from docs_build import DOCS, PAGES
from docs_build.cli_page import commands
from docs_build.run_folder_words import COLUMNS, SORTED_BY, WHAT
from mkdocs.config import load_config

from clearwater.app.settings import SETTINGS
from clearwater.findings.tables import TABLES

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_what_the_code_says(name: str) -> None:
    committed = (DOCS / name).read_text(encoding="utf-8")
    assert committed == PAGES[name](), f"docs/{name} is stale: run `make docs` and commit it"


@pytest.mark.parametrize(("path", "command"), [(" ".join(p), c) for p, c, _ in commands()])
def test_every_option_of_every_command_has_a_help(path: str, command: object) -> None:
    without = [
        parameter.name
        for parameter in getattr(command, "params", [])
        if parameter.name != "help" and not getattr(parameter, "help", None)
    ]
    assert without == [], f"{path}: no help for {without}"


@pytest.mark.parametrize(
    ("path", "command"), [(" ".join(p), c) for p, c, _ in commands() if not hasattr(c, "commands")]
)
def test_every_command_has_examples(path: str, command: object) -> None:
    assert f"  {path} " in str(getattr(command, "epilog", "")) or f"  {path}\n" in str(
        getattr(command, "epilog", "")
    )


def test_every_setting_is_an_option_of_some_command() -> None:
    options = {
        option
        for _, command, _ in commands()
        for parameter in command.params
        for option in parameter.opts
    }
    assert {setting.option for setting in SETTINGS.values()} <= options


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_the_run_folder_is_described(name: str) -> None:
    assert list(COLUMNS[name]) == TABLES[name].names
    assert WHAT[name]
    assert SORTED_BY[name]


def test_every_page_is_in_the_navigation() -> None:
    listed = set(_leaves(load_config(str(ROOT / "mkdocs.yml"))["nav"]))
    present = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert listed == present


def test_the_site_builds_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for marker in ('src="http', 'src="//', 'stylesheet" href="http', "googleapis", "cdnjs"):
            assert marker not in text, f"{page.name} loads something from elsewhere: {marker}"


def _leaves(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node
    return [leaf for child in children for leaf in _leaves(child)]
