"""Acts go in by blocks of accounts and come out by slices of time, every one of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.simulate import Campaign, FanClub, SimulatedLog, WorldConfig, simulate
from clearwater.simulate.acts import Acts
from clearwater.simulate.slices import TimeSlices

SPAN_S = 100.0
SLICE_EVENTS = "clearwater.simulate.slices.SLICE_EVENTS"
WORLD = WorldConfig(accounts=500, objects=400, events=5_000, days=14)


def acts_at(times: list[float]) -> Acts:
    number = np.arange(len(times))
    return Acts.of(number, number + 7, np.array(times, dtype=np.float64), campaign=3, action=1)


def taken(slices: TimeSlices) -> list[Acts]:
    return [slices.take(number) for number in range(slices.count)]


@given(
    st.lists(
        st.lists(st.floats(0.0, SPAN_S, exclude_max=True), max_size=8), min_size=1, max_size=4
    ),
    st.integers(1, 9),
)
def test_every_act_comes_out_once_in_order_of_slices(blocks: list[list[float]], count: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SLICE_EVENTS, 10)
        slices = TimeSlices(SPAN_S, 10.0 * count)
    for times in blocks:
        slices.add(acts_at(times))
    parts = taken(slices)
    came_out = [time for part in parts for time in part.time_s.tolist()]
    assert sorted(came_out) == sorted(time for times in blocks for time in times)
    filled = [part.time_s for part in parts if len(part)]
    assert all(a.max() <= b.min() for a, b in pairwise(filled))


def test_the_last_moment_of_the_log_is_in_its_last_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SLICE_EVENTS, 10)
    slices = TimeSlices(SPAN_S, 70.0)
    # 7 / 100 is rounded up, so that this product is 7.0: the slice after the last one.
    slices.add(acts_at([float(np.nextafter(SPAN_S, 0.0))]))
    assert [len(part) for part in taken(slices)] == [0] * 6 + [1]


def test_an_act_comes_out_as_it_went_in() -> None:
    slices = TimeSlices(SPAN_S, 10.0)
    acts = acts_at([5.0, 1.0, 3.0])
    slices.add(acts)
    out = slices.take(0)
    for name in ("account", "object", "time_s", "campaign", "action", "role"):
        assert getattr(out, name).tolist() == getattr(acts, name).tolist()
        assert getattr(out, name).dtype == getattr(acts, name).dtype


@pytest.mark.parametrize(("expected", "count"), [(0.0, 1), (500_000.0, 1), (500_001.0, 2)])
def test_half_a_million_events_are_one_slice(expected: float, count: int) -> None:
    assert TimeSlices(SPAN_S, expected).count == count


def drawn(monkeypatch: pytest.MonkeyPatch, slice_events: int) -> SimulatedLog:
    monkeypatch.setattr(SLICE_EVENTS, slice_events)
    crowd, desk = FanClub(40, posts=10), Campaign(20, jobs=8, decoys=0.3, warm_up_days=3.0)
    return simulate(WORLD, (crowd,), (desk,), seed=3)


def test_several_slices_hold_the_same_acts_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one, several = drawn(monkeypatch, 10**6), drawn(monkeypatch, 700)
    core = ["actor", "action", "object", "time", "target", "device", "ip", "line", "client"]
    by_core = [(name, "ascending") for name in core]
    assert one.events.select(core).sort_by(by_core) == several.events.select(core).sort_by(by_core)
    assert several.events["event"].to_pylist() == one.events["event"].to_pylist()
    assert pc.all(pc.less_equal(several.events["time"][:-1], several.events["time"][1:])).as_py()


def test_several_slices_have_the_same_truth_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one, several = drawn(monkeypatch, 10**6), drawn(monkeypatch, 700)
    for table in ("accounts", "objects", "truth", "truth_objects"):
        assert getattr(one, table) == getattr(several, table), table
    acts = [
        log.events.join(log.truth_events, "event", join_type="inner")
        .select(["actor", "object", "time", "campaign", "role"])
        .sort_by([("actor", "ascending"), ("object", "ascending"), ("time", "ascending")])
        for log in (one, several)
    ]
    assert acts[0] == acts[1]
    assert several.truth_events["event"].to_pylist() == sorted(
        several.truth_events["event"].to_pylist()
    )
