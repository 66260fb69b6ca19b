"""What docs/cases.md and README.md say about cases is typed, line by line, as it stands there."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.cli.main import run
from tests.helpers.desk_folder import desk_folder

ROOT = Path(__file__).parents[2]
NAMED_CASE = (
    "CASE=$(clearwater case list --format json | python3 -c "
    "'import json, sys; print(json.load(sys.stdin)[0][\"case\"])')"
)
"""The one line of the page that needs a shell; in here its command runs without one."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder with what ``clearwater demo`` leaves: a run and its log."""
    (tmp_path / "demo").mkdir()
    made = desk_folder(tmp_path / "demo")
    shutil.copytree(made, tmp_path / "run")
    monkeypatch.chdir(tmp_path)
    for name in ("CLEARWATER_USER", "CLEARWATER_STORE", "CLEARWATER_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


class Shell:
    """Types lines of a page. Not a shell: it knows the few forms that pages use, and no other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capfd = monkeypatch, capfd
        self.case = ""

    def type(self, line: str) -> str:
        """Return what a line prints; it has to end well."""
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            self.monkeypatch.setenv(name, value)
            return ""
        if line == NAMED_CASE:
            self.case = self._first_case()
            return ""
        words = [w.replace("$CASE", self.case) for w in shlex.split(line, comments=True)]
        if words[0] == "python3":
            return self._alone(words[1:])
        assert words[0] == "clearwater", f"the page has a line that nobody tries: {line}"
        return self.clearwater(words[1:])

    def clearwater(self, words: list[str]) -> str:
        if words[0] == "demo":
            return ""
        with pytest.raises(SystemExit) as ended:
            run(words, load_parts=lambda: REAL_PARTS)
        said = self.capfd.readouterr()
        assert not ended.value.code, f"clearwater {shlex.join(words)}\n{said.err}"
        return said.out

    def _first_case(self) -> str:
        listed = json.loads(self.clearwater(["case", "list", "--format", "json"]))
        return str(listed[0]["case"])

    def _alone(self, words: list[str]) -> str:
        bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [sys.executable, "-I", "-S", *words],
            capture_output=True, check=True, encoding="utf-8", env=bare,
        ).stdout  # fmt: skip


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capfd)


def lines_of(page: str, beginning: str) -> Iterator[str]:
    """Yield the lines of the block of a page that has a line with this beginning."""
    for block in (ROOT / page).read_text("utf-8").split("```")[1::2]:
        lines = block.strip().splitlines()
        if any(line.startswith(beginning) for line in lines):
            yield from lines
            return
    raise AssertionError(f"{page} has no block with {beginning}")


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_a_newcomer_gets_from_a_run_to_a_verified_package(shell: Shell) -> None:
    said = {line: shell.type(line) for line in lines_of("docs/cases.md", "clearwater case open")}
    assert "VERIFIED" in said["clearwater evidence verify case-package"]
    assert "VERIFIED" in said["python3 case-package/verify.py"]
    assert "suspend" in said["clearwater case restrictions"]
    assert shell.type("clearwater case restrictions --format json").strip() == "[]"


@pytest.mark.slow
@pytest.mark.usefixtures("folder")
def test_what_the_readme_says_of_cases_can_be_typed(shell: Shell) -> None:
    for line in lines_of("README.md", ".venv/bin/clearwater case open"):
        shell.type(line.removeprefix(".venv/bin/").replace("CASE", "$CASE"))
        if not shell.case:
            shell.monkeypatch.setenv("CLEARWATER_USER", "li.wei")
            shell.type(NAMED_CASE)
            shell.monkeypatch.delenv("CLEARWATER_USER")
    assert shell.type("clearwater evidence verify package --format csv").count("\n") > 5


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("line", ["clearwater case assign", "make tea", "clearwater case shwo x"])
def test_a_line_that_does_not_work_is_seen(shell: Shell, line: str) -> None:
    with pytest.raises(AssertionError):
        shell.type(line)
