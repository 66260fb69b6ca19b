from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from clearwater.evaluate.real_sets.base import (
    ask,
    at_one_moment,
    bare_events,
    numbered,
    rank_measures,
    without_interval,
)
from tests.unit.evaluate.real_sets.made_up_sets import CannotJudge, FixedAnswer, unlabelled, yelpchi


def test_bare_events_show_named_columns_and_nothing_else() -> None:
    events = bare_events(unlabelled().events, "text")
    assert events.column_names == ["actor", "action", "object", "time", "text"]


def test_times_without_a_zone_are_utc() -> None:
    before = unlabelled().events["time"].to_pylist()
    after = bare_events(unlabelled().events)["time"]
    assert after.type == pa.timestamp("us", tz="UTC")
    assert [moment.replace(tzinfo=None) for moment in after.to_pylist()] == before


@pytest.mark.parametrize("table", [unlabelled().events, yelpchi().events], ids=["timed", "untimed"])
def test_at_one_moment_whatever_the_times_were(table: pa.Table) -> None:
    events = at_one_moment(table)
    assert set(events["time"].cast(pa.int64()).to_pylist()) == {0}
    assert events["actor"].to_pylist() == table["actor"].to_pylist()


def test_a_method_is_skipped_by_what_the_events_lack() -> None:
    method = FixedAnswer(needs=("text", "device"))
    [asked] = ask([method], bare_events(unlabelled().events, "text"), "acts")
    assert asked.skipped == "needs device, which the set lacks"
    assert asked.judgement is None
    assert method.shown == []


def test_a_method_that_gives_up_is_a_row_with_its_reason() -> None:
    [asked] = ask([CannotJudge()], bare_events(unlabelled().events), "acts")
    assert asked.skipped == "these events are too few"


def test_measures_by_hand() -> None:
    scores = np.array([4.0, 3.0, 2.0, 1.0])
    labels = np.array([True, False, True, False])
    found = rank_measures(scores, labels, np.full(4, -1), seed=1, draws=50, first=(1, 3))
    assert {name: round(each.value, 3) for name, each in found.items()} == {
        "AP": 0.833,
        "AUC": 0.75,
        "P@1": 1.0,
        "P@3": 0.667,
        "recall at 1 % FPR": 0.5,
    }
    assert all(each.low <= each.value <= each.high for each in found.values())


def test_rows_of_one_cluster_are_drawn_together() -> None:
    scores, labels = np.array([2.0, 2.0, 1.0, 1.0]), np.array([True, False, True, False])
    found = rank_measures(scores, labels, np.array([7, 7, 3, 3]), seed=1, draws=50)
    assert found["AP"].clusters == 2


def test_no_interval_is_not_a_number() -> None:
    assert math.isnan(without_interval(3.0, 2).low)
    assert without_interval(3.0, 2).value == 3.0


def test_numbers_follow_names() -> None:
    assert numbered(["乙", "a", "乙"]).tolist() == [1, 0, 1]
    assert numbered([]).tolist() == []
