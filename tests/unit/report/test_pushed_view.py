"""Pushed objects on the page: what was seen, what is left, and whose finding it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from clearwater.findings.run import Run
from clearwater.findings.tables import PUSHED, RECOUNT
from clearwater.report.caps import Caps
from clearwater.report.page import render
from clearwater.report.pushed_view import pushed_objects
from tests.helpers.runs import small_run

NOON = datetime(2025, 11, 1, 12, tzinfo=UTC)


def row(name: str, level: str = "pushed", **known: Any) -> dict[str, Any]:
    return {
        "object": name,
        "action": "like",
        "start": NOON,
        "end": NOON,
        "alike": [],
        "findings": [],
        "level": level,
        "standing": "target, may be a victim",
        "headline": f"{name} was liked.",
        "q_value": 0.001,
        **known,
    }


def run_with(*rows: dict[str, Any]) -> Run:
    made = small_run()
    left = {
        "object": "视频 1", "metric": "like", "day": None, "reported": 120.0, "authentic": 41.0,
        "low": 38.0, "high": 44.0, "set_aside": 0.66, "remaining": 41, "strict": 44.0,
        "lenient": 38.0,
    }  # fmt: skip
    tables = {
        **made.tables,
        "pushed": pa.Table.from_pylist(list(rows), PUSHED),
        "recount": pa.Table.from_pylist([left], RECOUNT),
    }
    return Run(manifest=made.manifest, tables=tables)


def test_a_pushed_object_stands_with_what_is_left_of_its_count() -> None:
    page = render(run_with(row("视频 1", findings=["F001"])))
    overview = page[page.index('id="overview"') : page.index('id="F001"')]
    assert "视频 1 was liked." in overview
    assert "38–44" in overview
    assert '<a href="#F001">F001</a>' in overview
    assert "target, may be a victim" in overview


def test_it_stands_with_its_finding_too_and_with_no_other() -> None:
    found = pushed_objects(run_with(row("a", findings=["F001"]), row("b")), Caps())
    assert [one.row["object"] for one in found.of("F001")] == ["a"]
    assert found.of("F002") == ()


def test_a_surge_alone_is_counted_and_never_named() -> None:
    page = render(run_with(row("viral-post", level="surge only")))
    assert "viral-post" not in page
    assert "1 other object had a surge without any sign of being pushed" in page
    assert "No object was pushed by a group or by a crowd that is alike." in page


def test_what_its_crowd_shares_stands_behind_a_click() -> None:
    page = render(run_with(row("a", alike=["same-text: 24 of the accounts' 500 texts repeat 8"])))
    assert "<details>" in page
    assert "24 of the accounts&#39; 500 texts" in page


def test_what_does_not_fit_is_said() -> None:
    rows = [row(f"o{number}") for number in range(40)]
    page = render(run_with(*rows), caps=Caps(pushed=20, pushed_overview=10))
    assert "The 10 strongest of 40 pushed objects are listed" in page
    assert "o9 was liked." in page
    assert "o10 was liked." not in page


def test_a_run_without_objects_says_nothing_of_them() -> None:
    assert "Pushed objects" not in render(run_with()).split("<script")[0]


def test_in_chinese() -> None:
    page = render(run_with(row("视频 1")), language="zh-CN")
    assert "目标，可能是受害者" in page
