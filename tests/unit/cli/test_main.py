from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from clearwater.errors import SourceError
from tests.helpers.fake_parts import Calls, fake_parts
from tests.unit.cli.conftest import CommandLine

CLEARWATER = [sys.executable, "-m", "clearwater.cli"]
HEAVY = ("numba", "pyarrow", "duckdb", "scipy", "numpy", "rich", "sqlalchemy", "jinja2")


def test_an_error_of_ours_is_five_answers_and_exit_3(
    clearwater: CommandLine, calls: Calls, tmp_path: Path
) -> None:
    def fail() -> None:
        raise SourceError(
            "the file cannot be read",
            where="day\x1b[31m.csv",
            expected="CSV",
            found="a picture",
            next_step="Name another file.",
        )

    ended = clearwater(
        "scan", "x", "--out", str(tmp_path / "r"), parts=fake_parts(calls, during_scan=fail)
    )
    assert ended.code == 3
    assert ended.err.splitlines()[-4:] == [
        "clearwater: the file cannot be read (day\ufffd[31m.csv)",
        "  expected: CSV",
        "  found:    a picture",
        "  next:     Name another file.",
    ]
    assert ended.out == ""


def test_a_fault_of_ours_names_its_place_and_shows_no_stack_trace(
    clearwater: CommandLine, calls: Calls, tmp_path: Path
) -> None:
    ended = clearwater(
        "scan", "x", "--out", str(tmp_path / "r"), parts=fake_parts(calls, during_scan=_divide)
    )
    assert ended.code == 3
    assert "ZeroDivisionError" in ended.err
    assert f"{Path(__file__).name}:" in ended.err
    assert "please report" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("way", ["option", "variable"])
def test_debug_lets_the_error_through(
    way: str, calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clearwater.cli.main import run  # noqa: PLC0415 - the fixture would hide the error

    monkeypatch.delenv("CLEARWATER_DEBUG", raising=False)
    if way == "variable":
        monkeypatch.setenv("CLEARWATER_DEBUG", "1")
    flag = ["--debug"] if way == "option" else []
    parts = fake_parts(calls, during_scan=_divide)
    with pytest.raises(ZeroDivisionError):
        run([*flag, "scan", "x", "--out", str(tmp_path / "r")], load_parts=lambda: parts)


def test_an_unknown_command_offers_a_near_one(clearwater: CommandLine) -> None:
    ended = clearwater("scna")
    assert ended.code == 2
    assert "scan" in ended.err


def test_no_command_shows_the_help(clearwater: CommandLine) -> None:
    ended = clearwater()
    assert ended.code == 2
    assert "clearwater demo" in ended.out + ended.err


def test_version(clearwater: CommandLine) -> None:
    from importlib.metadata import version  # noqa: PLC0415 - only here

    assert clearwater("--version").out.strip() == version("clearwater")


@pytest.mark.parametrize("arguments", [["--help"], ["scan", "--help"], ["compat", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from clearwater.cli.main import run\n"
        "try:\n    run(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert "Usage" in done.stdout
    assert done.stderr.strip() == "[]"


def test_help_is_quick() -> None:
    """Under 0.3 s of processor time: on an idle machine that is the time a person waits.

    Not by the clock, and the best of five, because other work on the machine is not ours.
    """
    assert min(_processor_seconds_of_help() for _ in range(5)) < 0.3


def test_a_closed_pipe_is_no_fault(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code = (
        "import sys\n"
        "from clearwater.cli.main import run\n"
        "from tests.helpers.fake_parts import Calls, fake_parts\n"
        "run(sys.argv[1:], load_parts=lambda: fake_parts(Calls()))\n"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, "scan", "x", "--out", str(tmp_path / "run")],
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writer)
    assert done.returncode == 141, done.stderr
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def _divide() -> None:
    _ = 1 / 0


def _processor_seconds_of_help() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*CLEARWATER, "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
