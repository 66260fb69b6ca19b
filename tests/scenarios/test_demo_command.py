"""The demo as a person runs it: real simulation, real scan, real report, one command."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import clearwater as cw


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "demo"


@pytest.fixture(scope="module")
def comparison(folder: Path) -> list[dict[str, Any]]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "clearwater.cli", "demo"),
            *("--out", str(folder), "--no-serve", "--format", "json"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    # Processor time, not the clock: other tests run beside this one.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 60
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


@pytest.mark.slow
def test_the_campaigns_are_found(comparison: list[dict[str, Any]]) -> None:
    campaigns = [row for row in comparison if row["what"] == "campaign"]
    assert len(campaigns) == 4
    for row in campaigns:
        assert row["in_findings"] >= 0.85 * row["accounts"], row
        assert row["wrongly_with_them"] <= 0.05 * row["accounts"], row


@pytest.mark.slow
def test_no_honest_crowd_is_suspected(comparison: list[dict[str, Any]]) -> None:
    crowds = [row for row in comparison if row["what"] == "honest look-alike"]
    assert len(crowds) == 5
    assert [row["name"] for row in crowds if row["in_findings"] > 0.01 * row["accounts"]] == []


@pytest.mark.slow
def test_the_run_folder_reads_back(folder: Path, comparison: list[dict[str, Any]]) -> None:
    run = cw.Run.load(folder / "run")
    assert run.findings.num_rows > 0
    assert "--window 10s --window 60s --window 600s" in run.manifest["command"]
    report = (folder / "run" / "report.html").read_text(encoding="utf-8")
    assert run.findings["finding"].to_pylist()[0] in report
