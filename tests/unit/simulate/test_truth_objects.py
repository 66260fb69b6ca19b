"""The truth about objects: what was counted, how much of it was ordered, and by whom."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
import pytest

from clearwater.simulate import Campaign, SimulatedLog, WorldConfig, simulate
from clearwater.simulate.acts import JOB, PRIVATE, Acts
from clearwater.simulate.columns import Naming
from clearwater.simulate.places import draw_places
from clearwater.simulate.truth_objects import TRUTH_OBJECTS, ObjectCounts

WORLD = WorldConfig(
    accounts=600, objects=500, events=8_000, days=14, actions=(("like", 0.7), ("comment", 0.3))
)
PLANTED = (
    Campaign(20, jobs=8, object_kind="popular", then=("comment",), name="甲"),
    Campaign(30, jobs=10, share=0.5, object_kind="popular", decoys=0.3, name="乙"),
    Campaign(10, jobs=6, framed=10, warm_up_days=2.0, name="丙"),
)


def naming() -> Naming:
    """Return names of two accounts, three objects, two actions and two campaigns."""
    return Naming(
        config=WORLD,
        accounts=pa.array(["u0", "u1"]),
        objects=pa.array(["咖啡", "包子", "茶"]),
        targets=pa.array(["c", "c", "c"]),
        devices=pa.array(["d0", "d1"]),
        lines=pa.array(["line-0"]),
        actions=("like", "share"),
        campaigns=("甲", "乙"),
        text_kind=np.zeros(2, dtype=np.int64),
        rating=np.full(2, np.nan),
        places=draw_places(np.zeros(2), (), 1),
        digits=7,
        seed=1,
    )


def acts(*rows: tuple[int, int, int]) -> Acts:
    """Return acts of (object, action, campaign or -1)."""
    object_, action, campaign = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    count = np.arange(len(object_))
    return Acts(
        account=count,
        object=object_,
        time_s=count.astype(np.float64),
        campaign=campaign,
        action=action,
        role=np.where(campaign == PRIVATE, 0, JOB).astype(np.int8),
    )


def counted(*slices: Acts) -> list[tuple[object, ...]]:
    counts = ObjectCounts(naming())
    for one in slices:
        counts.add(one)
    table = counts.table()
    assert table.schema == TRUTH_OBJECTS
    return [tuple(row.values()) for row in table.to_pylist()]


def test_honest_acts_are_reported_and_ordered_ones_are_both() -> None:
    assert counted(acts((0, 0, -1), (0, 0, 0), (0, 0, 0), (0, 1, -1))) == [
        ("咖啡", "like", 3, 2, "甲")
    ]


def test_what_nobody_ordered_is_left_out() -> None:
    assert counted(acts((0, 0, -1), (2, 1, -1))) == []
    assert counted(acts()) == []


def test_each_action_on_an_object_is_a_row_by_object_and_action() -> None:
    rows = counted(acts((2, 1, 0), (2, 0, 0), (1, 1, 1)))
    assert rows == [
        ("包子", "share", 1, 1, "乙"),
        ("茶", "like", 1, 1, "甲"),
        ("茶", "share", 1, 1, "甲"),
    ]


def test_the_campaign_is_the_one_that_ordered_most() -> None:
    assert counted(acts((0, 0, 0), (0, 0, 1), (0, 0, 1))) == [("咖啡", "like", 3, 3, "乙")]


def test_of_equals_the_first_campaign_is_named() -> None:
    assert counted(acts((0, 0, 1), (0, 0, 0))) == [("咖啡", "like", 2, 2, "甲")]


def test_most_is_counted_over_all_slices() -> None:
    # 甲 has the fullest slice, 乙 the most in all.
    rows = counted(
        acts((0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 1), (0, 0, 1)),
        acts((0, 0, 1), (0, 0, 1)),
    )
    assert rows == [("咖啡", "like", 7, 7, "乙")]


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    return simulate(WORLD, (), PLANTED, seed=3)


def test_reported_is_the_number_of_events(log: SimulatedLog) -> None:
    events = Counter(
        zip(log.events["object"].to_pylist(), log.events["action"].to_pylist(), strict=True)
    )
    rows = log.truth_objects.to_pylist()
    assert len(rows) > 40
    assert all(row["reported"] == events[row["object"], row["action"]] for row in rows)


def test_ordered_is_the_number_of_ordered_events_and_at_most_reported(log: SimulatedLog) -> None:
    ordered = log.truth_events.join(log.events, "event").to_pylist()
    by_campaign: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in ordered:
        by_campaign[row["object"], row["action"]][row["campaign"]] += 1
    rows = {(row["object"], row["action"]): row for row in log.truth_objects.to_pylist()}
    assert set(rows) == set(by_campaign)
    for cell, row in rows.items():
        assert row["ordered"] == by_campaign[cell].total() <= row["reported"]
        assert by_campaign[cell][row["campaign"]] == max(by_campaign[cell].values())


def test_without_a_campaign_the_table_is_empty_and_of_the_same_schema() -> None:
    table = simulate(WORLD, seed=3).truth_objects
    assert (table.num_rows, table.schema) == (0, TRUTH_OBJECTS)
