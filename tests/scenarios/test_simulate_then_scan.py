"""A made-up world and a scan of it, as two commands of a person who tries Clearwater out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from clearwater.evaluate import campaigns_of
from clearwater.findings.run import Run

FARM = 40


def ran(*arguments: str) -> list[dict[str, Any]]:
    """Return the rows that one command of ``clearwater`` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "clearwater.cli", *arguments, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    planted = ran(
        *("simulate", "short-video", "--events", "30000", "--accounts", "4000"),
        *("--objects", "2000", "--plant", f"phone farm:accounts={FARM}"),
        *("--out", str(folder / "log")),
    )
    assert [row["accounts"] for row in planted] == [FARM]
    log = folder / "log"
    ran(
        *("scan", str(log / "events.parquet"), "--objects", str(log / "objects.parquet")),
        *("--out", str(folder / "run")),
    )
    return folder


@pytest.mark.slow
def test_the_farm_is_found_and_nobody_else(folder: Path) -> None:
    farm = set(campaigns_of(pq.read_table(folder / "log" / "truth.parquet")))
    found = set(Run.load(folder / "run").members["account"].to_pylist())
    assert len(farm) == FARM
    assert len(found & farm) >= 0.9 * FARM
    assert found <= farm


@pytest.mark.slow
def test_the_scan_read_all_that_was_written(folder: Path) -> None:
    described = json.loads((folder / "log" / "simulation.json").read_text(encoding="utf-8"))
    counts = Run.load(folder / "run").manifest["counts"]
    assert counts["events"] == described["events"]
    assert (counts["bad"], counts["skipped"], counts["duplicates"]) == (0, 0, 0)
