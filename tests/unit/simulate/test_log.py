"""The simulated log: shape, truth, determinism."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clearwater.errors import OutputError, ParameterError
from clearwater.events.schema import TIME_TYPE
from clearwater.simulate import (
    Campaign,
    Classroom,
    FanClub,
    SimulatedLog,
    WorldConfig,
    demo_log,
    simulate,
    write_tables,
)

SMALL = WorldConfig(accounts=400, objects=600, events=4_000, days=14)
PLANTED = (Campaign(10, jobs=6, jitter_s=20.0), Campaign(8, jobs=4, object_kind="popular"))


def small_log(seed: int = 3) -> SimulatedLog:
    return simulate(SMALL, (FanClub(20, posts=10), Classroom(10)), PLANTED, seed=seed)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    write_tables(small_log(), tmp_path / "a")
    write_tables(small_log(), tmp_path / "b")
    for file in sorted((tmp_path / "a").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name


def test_another_seed_gives_another_log() -> None:
    assert not small_log(3).events.equals(small_log(4).events)


def test_events_follow_the_contract_and_are_sorted_by_time() -> None:
    events = small_log().events
    assert events.column_names[:5] == ["event", "actor", "action", "object", "time"]
    assert events.schema.field("time").type == TIME_TYPE
    assert sum(column.null_count for column in events.columns[:5]) == 0
    times = events["time"].cast(pa.int64()).to_numpy()
    assert (np.diff(times) >= 0).all()
    assert len(pc.unique(events["event"])) == events.num_rows


def test_times_lie_inside_the_log() -> None:
    seconds = pc.divide(small_log().events["time"].cast(pa.int64()), 1_000_000).to_numpy()
    start = SMALL.start.timestamp()
    assert seconds.min() >= start
    assert seconds.max() < start + SMALL.span_s


def test_truth_names_every_account_once_and_every_ordered_event() -> None:
    log = small_log()
    assert set(log.events["actor"].to_pylist()) <= set(log.truth["account"].to_pylist())
    assert len(pc.unique(log.truth["account"])) == log.truth.num_rows
    ordered = log.truth_events.join(log.events, "event").join(
        log.truth, "actor", "account", right_suffix="_of_account"
    )
    assert ordered.num_rows == log.truth_events.num_rows > 0
    assert ordered["campaign"].equals(ordered["campaign_of_account"])


def test_nobody_acts_before_the_object_exists() -> None:
    log = small_log()
    joined = log.events.join(log.objects, "object")
    assert pc.all(pc.greater_equal(joined["time"], joined["created"])).as_py()


def test_strays_come_before_some_creations_and_are_honest() -> None:
    world = WorldConfig(accounts=400, objects=300, events=4_000, days=14, stray_share=0.5)
    log = simulate(world, (), PLANTED, seed=3)
    joined = log.events.join(log.objects, "object")
    early = joined.filter(pc.less(joined["time"], joined["created"]))
    touched = len(pc.unique(early["object"])) / len(pc.unique(joined["object"]))
    assert 0.2 < touched < 0.6
    ordered = set(log.truth_events["event"].to_pylist())
    assert not ordered & set(early["event"].to_pylist())


def test_an_account_does_one_thing_to_an_object_once() -> None:
    events = small_log().events
    assert events.group_by(["actor", "action", "object"]).aggregate([]).num_rows == events.num_rows


def test_people_who_do_two_things_do_them_to_one_object_within_seconds() -> None:
    actions = (("like", 0.6), ("comment", 0.4))
    once = simulate(replace(SMALL, actions=actions), seed=3).events
    twice = simulate(replace(SMALL, actions=actions, second_act_share=0.5), seed=3).events
    assert 1.45 < twice.num_rows / once.num_rows < 1.55
    times: dict[tuple[str, str], list[float]] = {}
    for row in twice.to_pylist():
        times.setdefault((row["actor"], row["object"]), []).append(row["time"].timestamp())
    gaps = [abs(first - second) for first, second in (t for t in times.values() if len(t) == 2)]
    assert 5 < np.median(gaps) < 30


def test_private_events_come_near_the_stated_number() -> None:
    log = simulate(SMALL, seed=1)
    assert 0.85 * SMALL.events < log.events.num_rows < 1.1 * SMALL.events


def test_names_do_not_tell_campaign_accounts_from_honest_ones() -> None:
    # If newcomers were numbered last, their mean rank among all names would be near the end.
    log = simulate(SMALL, (), (Campaign(100, jobs=2),), seed=5)
    table = log.truth.sort_by("account")
    planted = np.flatnonzero(pc.is_valid(table["campaign"]).to_numpy())
    middle = table.num_rows / 2
    assert abs(planted.mean() - middle) < 0.2 * table.num_rows


def test_a_world_without_events_gives_empty_tables() -> None:
    world = WorldConfig(accounts=10, objects=10, events=0, days=1)
    log = simulate(world, seed=1)
    assert log.events.num_rows == 0
    assert log.truth.num_rows == 10


@pytest.mark.parametrize("days", [1, 2, 5, 8])
def test_short_worlds_work(days: int) -> None:
    world = WorldConfig(accounts=100, objects=50, events=500, days=days)
    assert simulate(world, (FanClub(10, posts=3),), seed=1).events.num_rows > 100


def test_demo_log_is_of_the_promised_size() -> None:
    log = demo_log(7)
    assert 60_000 <= log.events.num_rows <= 100_000
    assert len(pc.unique(log.truth_events["campaign"])) == 4


def test_out_of_range_parameters_name_the_field() -> None:
    with pytest.raises(ParameterError, match=r"topical_share.*0 to 1.*found 2"):
        WorldConfig(topical_share=2)


def test_a_crowd_that_does_not_fit_says_so() -> None:
    with pytest.raises(ParameterError, match="too small for its fan club"):
        simulate(WorldConfig(accounts=20, objects=20, events=10), (FanClub(30),), seed=1)


def test_a_campaign_that_does_not_fit_says_so() -> None:
    with pytest.raises(ParameterError, match="too few objects"):
        simulate(WorldConfig(accounts=20, objects=20, events=10), (), (Campaign(5, 50),), seed=1)


def test_an_unwritable_folder_is_an_output_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("here is a file already")
    with pytest.raises(OutputError, match="cannot be written"):
        write_tables(small_log(), blocked)
