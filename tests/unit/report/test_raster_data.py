"""Timelines: the same axes for both sides, and a fair sample where there is too much to draw."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from clearwater.findings.run import Run
from clearwater.report.caps import Allowance, Caps
from clearwater.report.raster_data import raster_of
from tests.helpers.runs import small_run

CAPS = Caps()


@pytest.fixture(scope="module")
def run() -> Run:
    return small_run()


def _raster(run: Run, caps: Caps = CAPS, finding: str = "F001") -> dict[str, Any]:
    return raster_of(run.raster, finding, caps, Allowance.of(caps))


def test_every_dot_is_there_when_there_is_room(run: Run) -> None:
    raster = _raster(run)
    rows = [row for row in run.raster.to_pylist() if row["finding"] == "F001"]
    for side in ("members", "control"):
        dots = raster[side]
        found = {
            (dots["accounts"][row], dots["objects"][place], joint, time)
            for row, place, joint, time in zip(
                dots["row"], dots["object"], dots["joint"], dots["time"], strict=True
            )
        }
        expected = {
            (r["account"], r["object"], r["joint"], (_micros(r["time"]) - raster["start"]) // 1000)
            for r in rows
            if r["side"] == side
        }
        assert found == expected


def test_fewer_rows_are_the_same_rows_on_both_sides_from_first_to_last(run: Run) -> None:
    raster = _raster(run, replace(CAPS, raster_rows=5))
    assert raster["rows"] == 5
    assert raster["rows_total"] == 41
    first_row, last_row = 0, 40
    members = {row["row"]: row["account"] for row in _rows(run, "members")}
    control = {row["row"]: row["account"] for row in _rows(run, "control")}
    assert raster["members"]["accounts"][0] == members[first_row]
    assert raster["members"]["accounts"][-1] == members[last_row]
    assert raster["control"]["accounts"][0] == control[first_row]
    assert raster["control"]["accounts"][-1] == control[last_row]


def test_dull_dots_are_not_dropped_first(run: Run) -> None:
    whole, thinned = _raster(run), _raster(run, replace(CAPS, raster_rows=10))
    shares = [_share_joint(raster["members"]["joint"]) for raster in (whole, thinned)]
    assert shares[1] == pytest.approx(shares[0], abs=0.1)


def test_a_row_that_alone_is_too_long_is_thinned(run: Run) -> None:
    raster = _raster(run, replace(CAPS, raster_dots=10))
    assert 0 < raster["dots"] <= 2 * 10
    assert raster["dots_total"] == sum(f == "F001" for f in run.raster["finding"].to_pylist())


def test_two_findings_together_stay_within_the_total(run: Run) -> None:
    allowance = Allowance.of(replace(CAPS, raster_dots_total=1_000), findings=2)
    dots = []
    for finding in ("F001", "F002"):
        allowance.next_finding()
        dots.append(raster_of(run.raster, finding, CAPS, allowance)["dots"])
    assert min(dots) > 0
    assert sum(dots) <= 1_000


def test_no_timeline_is_an_answer(run: Run) -> None:
    raster = _raster(run, finding="F999")
    assert (raster["dots"], raster["dots_total"], raster["rows"]) == (0, 0, 0)


def _rows(run: Run, side: str) -> list[dict[str, Any]]:
    return [r for r in run.raster.to_pylist() if r["finding"] == "F001" and r["side"] == side]


def _share_joint(joint: list[int]) -> float:
    return sum(value >= 4 for value in joint) / len(joint)


def _micros(time: datetime) -> int:
    return round(time.timestamp() * 1_000_000)
