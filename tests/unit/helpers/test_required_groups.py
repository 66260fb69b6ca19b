from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

SKIPPING = """
import pytest

@pytest.mark.data
def test_goldens():
    pytest.skip("no data here")

def test_other():
    pytest.skip("not wanted")
"""
SKIPPED_MODULE = "import pytest\npytest.skip('no browser', allow_module_level=True)\n"
PASSING = "import pytest\n\n@pytest.mark.data\ndef test_goldens():\n    pass\n"


def pytest_on(folder: Path, content: str, required: str, *options: str) -> tuple[int, str]:
    (folder / "test_it.py").write_text(content)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    data: x\n    browser: x\n")
    plugin = ["-p", "tests.helpers.required_groups", *options]
    # Other plugins have no say in this and take seconds to load.
    bare = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(folder), *plugin],
        env={**os.environ, **bare, "CLEARWATER_REQUIRE": required},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_skip_in_a_required_group_fails_and_says_why(tmp_path: Path) -> None:
    code, said = pytest_on(tmp_path, SKIPPING, "data")
    assert code == 1
    assert "no data here" in said
    assert "1 failed, 1 skipped" in said


def test_nothing_required_nothing_failed(tmp_path: Path) -> None:
    code, said = pytest_on(tmp_path, SKIPPING, "")
    assert code == 0, said
    assert "2 skipped" in said


def test_a_required_group_that_ran_passes(tmp_path: Path) -> None:
    code, said = pytest_on(tmp_path, PASSING, "data")
    assert code == 0, said


def test_reports_of_workers_count(tmp_path: Path) -> None:
    assert pytest_on(tmp_path, PASSING, "data", "-p", "xdist", "-n", "1")[0] == 0
    code, said = pytest_on(tmp_path, PASSING, "data,browser", "-p", "xdist", "-n", "1")
    assert code == 1
    assert "names 'browser'" in said


@pytest.mark.parametrize(
    ("content", "required", "said"),
    [
        (PASSING, "browser", "no such test was run"),
        (SKIPPED_MODULE, "browser", "browser"),
        (SKIPPED_MODULE + PASSING, "data", "no browser"),
    ],
)
def test_a_required_group_that_is_not_there_fails(
    tmp_path: Path, content: str, required: str, said: str
) -> None:
    code, output = pytest_on(tmp_path, content, required)
    assert code != 0
    assert said in output
