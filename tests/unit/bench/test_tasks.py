"""Stored results are used again, and only those that are missing are run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench import tasks


def half(number: int) -> dict[str, float]:
    return {"half": number / 2}


def test_a_killed_run_continues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "OUT", tmp_path)
    stored = tmp_path / "power" / tasks.code_hash("power")
    stored.mkdir(parents=True)
    (stored / "a.json").write_text(json.dumps({"half": "kept as it is"}), encoding="utf-8")
    results = tasks.run_all("power", {"a": (1,), "b": (3,)}, half, workers=1)
    assert results["a"] == {"half": "kept as it is"}
    assert results["b"]["half"] == 1.5
    assert sorted(file.name for file in stored.iterdir()) == ["a.json", "b.json"]


def a_scan(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the source of a scan goes, in a tree with empty benches."""
    monkeypatch.setattr(tasks, "HERE", root / "bench")
    source = root / "src" / "clearwater" / "app" / "scan.py"
    source.parent.mkdir(parents=True)
    tasks.HERE.mkdir()
    for name in tasks.OF_BENCH:
        (tasks.HERE / name).touch()
    return source


def test_a_change_of_code_makes_stored_results_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_scan(tmp_path, monkeypatch)
    source.write_text("least = 3", encoding="utf-8")
    before = tasks.code_hash.__wrapped__("power")
    source.write_text("least = 2", encoding="utf-8")
    assert tasks.code_hash.__wrapped__("power") != before


def test_what_is_said_about_the_code_makes_nothing_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_scan(tmp_path, monkeypatch)
    source.write_text('"""Pairs."""\nleast = 3\n"""Two are none."""\n', encoding="utf-8")
    before = tasks.code_hash.__wrapped__("power")
    source.write_text("least = 3  # two are never evidence\n", encoding="utf-8")
    assert tasks.code_hash.__wrapped__("power") == before


def test_every_source_that_figures_depend_on_exists() -> None:
    package = tasks.HERE.parent / "src" / "clearwater"
    named = [package / part for parts in tasks.OF_PACKAGE.values() for part in parts]
    named += [tasks.HERE / name for name in tasks.OF_BENCH]
    named += [tasks.HERE / f"{bench}.py" for bench in tasks.OF_PACKAGE]
    assert [path for path in named if not path.exists()] == []
