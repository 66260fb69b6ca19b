"""The result pages: written from whatever was measured, silent about nothing that was not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bench import write_results
from bench.markdown import circumstances_line, number, table
from bench.pages_plain import plain
from bench.pages_power import section as power_section

CIRCUMSTANCES = {"command": "python -m bench x", "date": "2026-01-01", "machine": {"cores": 2}}


def power_row(jobs: int, recall: float, *, at_birth: bool = False) -> dict[str, Any]:
    return {
        "jobs": jobs,
        "jitter_s": 60.0,
        "camouflage": 1.0,
        "object_kind": "small",
        "at_birth": at_birth,
        "besides": [],
        "creation": "given",
        "logs": 1,
        "recall": recall,
        "recall_by_size": {"20": recall},
        "pair_recall": recall,
        "bcubed": {"precision": 1.0, "recall": recall, "f1": 1.0},
        "false_accounts": 0,
        "false_pairs": 2,
        "kinds": {"same campaign": 9, "honest": 2},
    }


def power_result(*rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "q": 0.01,
        "sizes": [20],
        "background": {"private_events": 1_000},
        "settings": list(rows),
    }


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bench" / "results").mkdir(parents=True)
    monkeypatch.setattr(write_results, "HERE", tmp_path / "bench")
    monkeypatch.setattr(write_results, "DOCS", tmp_path / "docs")
    return tmp_path


def test_what_was_not_measured_is_said(pages: Path) -> None:
    write_results.write_pages()
    text = (pages / "docs" / "results.md").read_text(encoding="utf-8")
    for name in ("real_logs", "calibration", "power"):
        assert f"Not measured: {name}" in text
    assert "Not measured: peer_speed" in (pages / "docs" / "performance.md").read_text("utf-8")


def test_a_result_file_of_an_unknown_shape_becomes_a_section(pages: Path) -> None:
    result = {**CIRCUMSTANCES, "ratio": 11.5, "rows": [{"name": "ours", "cpu_seconds": 4.0}]}
    file = pages / "bench" / "results" / "co_action_speed.json"
    file.write_text(json.dumps(result), encoding="utf-8")
    write_results.write_pages()
    text = (pages / "docs" / "performance.md").read_text(encoding="utf-8")
    assert "- ratio: 11.5" in text
    assert "| ours | 4 |" in text
    assert "`python -m bench x`, 2026-01-01" in text


def test_pages_are_the_same_bytes_each_time(pages: Path) -> None:
    write_results.write_pages()
    first = (pages / "docs" / "results.md").read_bytes()
    write_results.write_pages()
    assert (pages / "docs" / "results.md").read_bytes() == first


def test_a_kept_promise_is_counted_and_a_lost_setting_is_listed() -> None:
    text = power_section(
        power_result(
            power_row(50, 0.96),
            power_row(15, 0.5),
            power_row(5, 0.1),
            power_row(50, 0.0, at_birth=True),
        )
    )
    assert "| given | 50 | 0.95 | 1 of 1 |" in text
    assert "| given | 15 | 0.85 | 0 of 1 |" in text
    assert "Settings of 15 or 50 jobs below the promise:" in text
    assert "5 jobs in the log:** found 0.1 to 0.1" in text
    assert "(honest: 8)" in text


def test_jobs_of_several_acts_stand_in_a_table_of_their_own() -> None:
    several = {**power_row(15, 0.97), "besides": ["comment", "share"]}
    text = power_section(power_result(power_row(15, 0.9), power_row(5, 0.1), several))
    before, after = text.split("### Several acts a job")
    assert "comment + share" in after
    assert "0.97 " not in before
    assert "| given | 15 | 0.85 | 2 of 2 |" in before


def test_without_losses_the_page_says_so() -> None:
    text = power_section(power_result(power_row(15, 0.9), power_row(5, 0.1)))
    assert "No setting of 15 or 50 jobs falls below the promise." in text


@pytest.mark.parametrize(
    ("cell", "text"),
    [(12345, "12,345"), (0.98765, "0.988"), (3.2e-7, "3.20e-07"), (None, "–"), ("a|b", "a\\|b")],
)
def test_numbers(cell: object, text: str) -> None:
    assert number(cell) == text


def test_a_table_sets_numbers_to_the_right() -> None:
    assert table(("who", "n"), [("a", 1)]).splitlines()[1] == "| --- | ---: |"


def test_long_texts_of_records_stand_below_the_table() -> None:
    doubt = "unlabelled does not mean clean, and what is flagged here may well be right"
    text = plain({"logs": [{"name": "vk", "findings": 3, "doubt": doubt}]})
    assert "| vk | 3 |" in text
    assert f"**vk, doubt:** {doubt}" in text


def test_circumstances_survive_missing_fields() -> None:
    assert "unknown processor" in circumstances_line({})
