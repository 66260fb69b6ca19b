"""Null versions keep what they say they keep, and break who meets whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.errors import SchemaError
from clearwater.evaluate import clock_shift, rate_redraw
from clearwater.events.schema import TIME_TYPE
from clearwater.simulate import Campaign, WorldConfig, simulate

NullVersion = Callable[[pa.Table, int], pa.Table]
BOTH = pytest.mark.parametrize("null_version", [rate_redraw, clock_shift])

LOG = simulate(
    WorldConfig(accounts=300, objects=600, events=6_000, days=14),
    (),
    (Campaign(20, jobs=20, jitter_s=10.0, camouflage=1.0),),
    seed=9,
)


def table(rows: list[tuple[str, str, int]]) -> pa.Table:
    actors, objects, seconds = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            "actor": pa.array(actors, pa.string()),
            "action": pa.array(["like"] * len(rows), pa.string()),
            "object": pa.array(objects, pa.string()),
            "time": pa.array([s * 1_000_000 for s in seconds], pa.int64()).cast(TIME_TYPE),
        }
    )


rows_of_events = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(0, 10**6)), max_size=30
)


@given(rows_of_events, st.integers(0, 5))
@settings(max_examples=60)
def test_redraw_keeps_moments_and_counts(rows: list[tuple[str, str, int]], seed: int) -> None:
    before, after = table(rows), rate_redraw(table(rows), seed)
    assert Counter(before["actor"].to_pylist()) == Counter(after["actor"].to_pylist())
    moments = [
        Counter(zip(t["object"].to_pylist(), t["time"].to_pylist(), strict=True))
        for t in (before, after)
    ]
    assert moments[0] == moments[1]


@given(rows_of_events, st.integers(0, 5))
@settings(max_examples=60)
def test_shift_keeps_who_did_what_and_the_span(rows: list[tuple[str, str, int]], seed: int) -> None:
    before, after = table(rows), clock_shift(table(rows), seed)
    deeds = [
        Counter(zip(t["actor"].to_pylist(), t["object"].to_pylist(), strict=True))
        for t in (before, after)
    ]
    assert deeds[0] == deeds[1]
    if rows:
        assert min(after["time"].to_pylist()) >= min(before["time"].to_pylist())
        assert max(after["time"].to_pylist()) <= max(before["time"].to_pylist())


def test_shift_keeps_each_accounts_gaps_but_the_seam() -> None:
    seconds = [0, 7, 40, 100, 1_000, 5_000]
    rows = [("a", f"o{s}", s) for s in seconds] + [("b", "late", 9_999)]
    after = clock_shift(table(rows), 3)
    times = {
        o: t.timestamp()
        for o, t in zip(after["object"].to_pylist(), after["time"].to_pylist(), strict=True)
    }
    gaps = [(times[f"o{b}"] - times[f"o{a}"]) % 10_000 for a, b in pairwise(seconds)]
    assert gaps == list(np.diff(seconds))


@BOTH
def test_same_seed_same_table_whatever_the_row_order(null_version: NullVersion) -> None:
    shuffled = LOG.events.take(np.random.default_rng(0).permutation(LOG.events.num_rows))
    assert null_version(LOG.events, 5).equals(null_version(shuffled, 5))
    assert not null_version(LOG.events, 5).equals(null_version(LOG.events, 6))


@BOTH
def test_planted_meetings_are_broken(null_version: NullVersion) -> None:
    def meetings_within_10_s(events: pa.Table) -> int:
        frame = events.select(["actor", "object", "time"]).to_pandas().sort_values("time")
        grouped = frame[frame["actor"].isin(planted)].groupby("object")["time"]
        return int((grouped.diff().dt.total_seconds() <= 10).sum())

    members = LOG.truth.filter(LOG.truth["campaign"].is_valid())
    planted = set(members["account"].to_pylist())
    before = meetings_within_10_s(LOG.events)
    assert before > 300
    # Members make an eighth of all events, so chance puts some back into their own bursts.
    assert meetings_within_10_s(null_version(LOG.events, 1)) < 0.25 * before


def test_redraw_keeps_the_accounts_hours_nearly() -> None:
    def hours(events: pa.Table) -> np.ndarray:
        frame = events.to_pandas()
        busy = frame["actor"].isin(busiest)
        counts = np.zeros((len(busiest), 24))
        actor = frame.loc[busy, "actor"].map({name: n for n, name in enumerate(busiest)})
        np.add.at(counts, (actor.to_numpy(), frame.loc[busy, "time"].dt.hour.to_numpy()), 1)
        shares: np.ndarray = counts / counts.sum(axis=1, keepdims=True)
        return shares

    busiest = LOG.events.to_pandas()["actor"].value_counts().index[:30].tolist()
    before, after = hours(LOG.events), hours(rate_redraw(LOG.events, 1))
    shuffled = LOG.events.set_column(
        1,
        "actor",
        LOG.events["actor"].take(np.random.default_rng(0).permutation(LOG.events.num_rows)),
    )
    kept = np.abs(before - after).sum(axis=1).mean()
    lost = np.abs(before - hours(shuffled)).sum(axis=1).mean()
    assert kept < 0.75 * lost


@BOTH
def test_empty_logs_stay_empty(null_version: NullVersion) -> None:
    assert null_version(table([]), 1).num_rows == 0


@BOTH
def test_a_missing_column_is_named(null_version: NullVersion) -> None:
    with pytest.raises(SchemaError, match="no object"):
        null_version(table([("a", "x", 1)]).drop_columns(["object"]), 1)
