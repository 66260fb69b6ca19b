"""The plan counts what the scan will do, before it does it."""

from __future__ import annotations

import pytest

import clearwater as cw
from clearwater.app import explain as module
from clearwater.detect.screen import screen
from tests.helpers.coded import events_table, objects_table
from tests.helpers.desk import desk_log, desk_rows


def desk_plan() -> module.Plan:
    rows, birth = desk_rows()
    log = cw.read(events_table(rows), objects=objects_table(birth))
    return cw.explain(log, windows=("10s", "60s"), threads=1)


def test_steps_come_in_the_order_of_work() -> None:
    names = [name for name, *_ in desk_plan().steps]
    assert names == [
        "read events",
        "test pairs, window 10 s",
        "test pairs, window 60 s",
        "find groups",
        "ask about objects",
    ]


def test_the_log_is_described() -> None:
    log = desk_log()
    detail = desk_plan().steps[0][1]
    assert f"{log.events:,} events of {log.accounts:,} accounts on {log.keys:,} objects" in detail
    assert f"{log.keys:,} of them with a creation time" in detail


def test_meetings_are_the_true_number() -> None:
    visits = screen(desk_log(), 60_000_000).visits
    detail = desk_plan().steps[2][1]
    assert detail.startswith(f"{visits // 2:,} meetings of events")
    assert "false discovery rate of 0.005" in detail


def test_estimates_are_positive() -> None:
    for _, _, seconds, megabytes in desk_plan().steps:
        assert seconds > 0
        assert megabytes > 0


def test_a_budget_that_is_not_enough_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "budget", lambda _log: 10)
    assert "beyond 10 visits will be left out" in desk_plan().steps[2][1]
