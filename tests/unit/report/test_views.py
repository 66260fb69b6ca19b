"""The overview and a finding's own figures, where they are made and not where they are drawn."""

from __future__ import annotations

import doctest
import importlib
from dataclasses import replace

import pytest

from clearwater.findings.run import Run
from clearwater.report.caps import Caps
from clearwater.report.finding_view import FindingViews, dark_joint, waterfall
from clearwater.report.overview_view import overview_of
from tests.helpers.runs import empty_run, manifest, small_run


@pytest.mark.parametrize("name", ["caps", "embed", "formats", "finding_view"])
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(f"clearwater.report.{name}")
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_waterfall_steps_join_and_end_at_the_sum() -> None:
    steps = [_step("a", 30.0), _step("b", 20.0), _step("against", -10.0)]
    bars, zero = waterfall(steps)
    assert zero == 0.0
    assert [(bar.left, bar.width) for bar in bars] == [(0.0, 60.0), (60.0, 40.0), (80.0, 20.0)]


def test_a_waterfall_below_zero_shows_where_zero_is() -> None:
    bars, zero = waterfall([_step("against", -5.0), _step("for", 20.0)])
    assert zero == 25.0
    assert [(bar.left, bar.width) for bar in bars] == [(0.0, 25.0), (0.0, 100.0)]


@pytest.mark.parametrize("steps", [[], [0.0], [None]])
def test_a_waterfall_without_height_has_no_width(steps: list[float | None]) -> None:
    bars, zero = waterfall([_step("x", bits) for bits in steps])
    assert zero == 0.0
    assert all(bar.width == 0.0 for bar in bars)


def test_a_small_group_is_dark_from_one_meeting_on() -> None:
    assert (dark_joint(3), dark_joint(41)) == (1, 4)


def test_objects_above_the_cap_are_the_strongest_in_order_of_time() -> None:
    run = small_run()
    view = FindingViews(run, replace(Caps(), objects=3)).all()[0]
    rows = [row for row in run.objects.to_pylist() if row["finding"] == "F001"]
    strongest = sorted(rows, key=lambda row: -row["score_bits"])[:3]
    least = min(row["score_bits"] for row in strongest)
    assert len(view.data["objects"]["object"]) == 3
    assert min(view.data["objects"]["score_bits"]) == least
    assert view.data["objects"]["start"] == sorted(view.data["objects"]["start"])
    assert view.data["objects_total"] == 17


def test_the_last_of_many_findings_still_has_events_to_look_at() -> None:
    caps = replace(Caps(), meetings_total=300, events_total=300, pairs_total=60)
    views = FindingViews(small_run(), caps).all()
    assert all(view.data["meetings_shown"] > 0 for view in views)
    assert sum(view.data["meetings_shown"] for view in views) <= 300


def test_the_overview_counts_accounts_in_findings_apart_from_others() -> None:
    overview = overview_of(small_run(), Caps())
    assert (overview.accounts_in_findings, overview.accounts_with_evidence) == (56, 0)


def test_the_overview_counts_quarantined_rows_by_field_and_reason() -> None:
    overview = overview_of(small_run(), Caps())
    assert overview.quarantine == (("time", "not a time", 2), ("actor", "empty", 1))


def test_a_single_pair_needs_the_level_divided_by_all_pairs() -> None:
    overview = overview_of(empty_run(), Caps())
    assert overview.first_needed_p == pytest.approx(0.01 / 1_162_126_155)


def test_spans_stay_inside_the_log() -> None:
    for line in overview_of(small_run(), Caps()).findings:
        assert 0 <= line.left <= line.left + line.width <= 100.001


def test_a_blind_spot_the_run_adds_is_kept() -> None:
    named = {**manifest(findings=0), "blind_spots": ["at_birth", "Night shifts in two zones."]}
    overview = overview_of(Run(named, empty_run().tables), Caps())
    assert overview.blind_spots == ("Night shifts in two zones.",)


def _step(label: str, bits: float | None) -> dict[str, object]:
    return {"label": label, "bits": bits, "family": "moves", "explanation": ""}
