"""The share of honest accounts accused by stratum, on a few accounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control, hypergeom

from clearwater.errors import ParameterError
from clearwater.evaluate.fairness import (
    ACCUSED,
    ACTIVITY_EDGES,
    ACTIVITY_WORDS,
    AGE_EDGES_DAYS,
    AGE_WORDS,
    accused_by,
    bands,
    interval_of_rate,
    strata_of,
)
from clearwater.events.schema import TIME_TYPE

LAST = datetime(2024, 6, 1, tzinfo=UTC)
TRUTH = pa.table(
    {
        "account": ["甲", "乙", "丙", "丁", "planted"],
        "population": ["honest", "fan club", "fan club", "honest", "campaign"],
        "campaign": pa.array([None, None, None, None, "one"], pa.string()),
        "zone_h": [8.0, 8.0, -3.5, None, 8.0],
        "language": ["zh", "zh", None, "en", "zh"],
    }
)
EVENTS = pa.table(
    {
        "actor": ["甲"] * 5 + ["乙", "丙", "planted"],
        "time": pa.array([LAST - timedelta(days=n) for n in range(8)], TIME_TYPE),
    }
)
ACCOUNTS = pa.table(
    {
        "actor": ["丙", "乙", "甲", "planted", "not in the truth"],
        "created": pa.array([LAST - timedelta(days=n) for n in (29, 30, 365, 1, 1)], TIME_TYPE),
    }
)


def fisher(table: list[list[int]]) -> float:
    """Return Fisher's two-sided p by adding up every table that is as unlikely."""
    (a, b), (c, d) = table
    chances = [
        float(hypergeom.pmf(k, a + b + c + d, a + b, a + c))
        for k in range(max(0, a - d), min(a + b, a + c) + 1)
    ]
    own = float(hypergeom.pmf(a, a + b + c + d, a + b, a + c))
    return min(1.0, sum(chance for chance in chances if chance <= own * (1 + 1e-9)))


def test_each_stratum_is_held_against_all_others() -> None:
    zone = pa.array(["east"] * 10 + ["west"] * 20 + ["south"] * 30)
    flagged = np.isin(np.arange(60), [0, 1, 2, 3, 4, 10, 30])
    rows = accused_by({"zone": zone}, flagged).to_pylist()
    assert [(row["stratum"], row["accounts"], row["accused"]) for row in rows] == [
        ("east", 10, 5),
        ("west", 20, 1),
        ("south", 30, 1),
    ]
    east = rows[0]
    assert (east["share"], east["others_share"]) == (0.5, 2 / 50)
    assert east["ratio"] == pytest.approx(12.5)
    assert east["p_value"] == pytest.approx(fisher([[5, 5], [2, 48]]))
    exact = binomtest(5, 10).proportion_ci(0.95, method="exact")
    assert (east["low"], east["high"]) == pytest.approx((exact.low, exact.high))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=25))
def test_rows_are_their_definition(accounts: list[tuple[str, bool]]) -> None:
    labels, flagged = zip(*accounts, strict=True)
    table = accused_by({"kind": pa.array(labels)}, np.array(flagged))
    assert table.schema == ACCUSED
    for row in table.to_pylist():
        mine = [hit for label, hit in accounts if label == row["stratum"]]
        others = [hit for label, hit in accounts if label != row["stratum"]]
        assert (row["accounts"], row["accused"]) == (len(mine), sum(mine))
        expected = 1.0
        if others:
            expected = fisher([[sum(mine), mine.count(False)], [sum(others), others.count(False)]])
        assert row["p_value"] == pytest.approx(expected)


def test_q_values_pay_for_every_stratum_that_was_looked_at() -> None:
    rng = np.random.default_rng(1)
    labels = {
        "zone": pa.array([f"zone {n}" for n in rng.integers(0, 6, 300)]),
        "language": pa.array([f"language {n}" for n in rng.integers(0, 3, 300)]),
    }
    table = accused_by(labels, rng.random(300) < 0.2)
    adjusted = false_discovery_control(table["p_value"].to_numpy())
    assert table["q_value"].to_numpy() == pytest.approx(adjusted)
    assert table["by"].to_pylist() == ["language"] * 3 + ["zone"] * 6


def test_only_honest_accounts_count() -> None:
    flagged, honest = np.array([True, True, False]), np.array([True, False, True])
    rows = accused_by({"zone": pa.array(["e", "e", "w"])}, flagged, honest).to_pylist()
    assert [(row["stratum"], row["accounts"], row["accused"]) for row in rows] == [
        ("e", 1, 1),
        ("w", 1, 0),
    ]


def test_an_unknown_stratum_is_a_stratum() -> None:
    table = accused_by({"language": pa.array(["zh", None])}, np.array([False, True]))
    assert table["stratum"].to_pylist() == ["unknown", "zh"]


def test_without_others_there_is_no_comparison() -> None:
    row = accused_by({"zone": pa.array(["e", "e"])}, np.array([True, False])).to_pylist()[0]
    assert (row["others_share"], row["ratio"], row["p_value"]) == (None, None, 1.0)


def test_a_ratio_to_nobody_is_null_and_the_test_still_speaks() -> None:
    zone = pa.array(["e"] * 10 + ["w"] * 10)
    row = accused_by({"zone": zone}, np.arange(20) < 10).to_pylist()[0]
    assert (row["share"], row["others_share"], row["ratio"]) == (1.0, 0.0, None)
    assert row["p_value"] < 1e-4


def test_the_order_of_accounts_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    zone = pa.array([str(n) for n in rng.integers(0, 4, 50)])
    flagged, order = rng.random(50) < 0.3, rng.permutation(50)
    shuffled = accused_by({"zone": zone.take(pa.array(order))}, flagged[order])
    assert shuffled.equals(accused_by({"zone": zone}, flagged))


def test_no_accounts_give_no_rows() -> None:
    table = accused_by({"zone": pa.array([], pa.string())}, np.zeros(0, bool))
    assert (table.num_rows, table.schema) == (0, ACCUSED)


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from([0.5, 0.9, 0.95]))
def test_intervals_of_rates_are_exact(hits: int, misses: int, level: float) -> None:
    low, high = interval_of_rate(hits, hits + misses, level)
    if not hits + misses:
        assert (low, high) == (0.0, 1.0)
        return
    exact = binomtest(hits, hits + misses).proportion_ci(level, method="exact")
    assert (low, high) == pytest.approx((exact.low, exact.high))


def test_an_edge_belongs_to_the_upper_band() -> None:
    values = np.array([-1.0, 0.9, 1.0, 4.0, 5.0, 1e9, np.nan])
    assert bands(values, ACTIVITY_EDGES, ACTIVITY_WORDS).to_pylist() == [
        "no event",
        "no event",
        "1 to 4 events",
        "1 to 4 events",
        "5 to 19",
        "100 or more",
        None,
    ]
    assert len(AGE_WORDS) == len(AGE_EDGES_DAYS) + 1


@pytest.mark.parametrize("edges", [[1.0], [2.0, 1.0], [1.0, 1.0]])
def test_bands_that_cannot_be_are_refused(edges: list[float]) -> None:
    with pytest.raises(ParameterError, match="bands cannot be made"):
        bands(np.zeros(1), edges, ["a", "b", "c"])


def test_strata_stand_in_the_order_of_the_truth() -> None:
    strata = strata_of(TRUTH, EVENTS, ACCOUNTS)
    assert {kind: column.to_pylist() for kind, column in strata.labels.items()} == {
        "activity": ["5 to 19", "1 to 4 events", "1 to 4 events", "no event", "1 to 4 events"],
        "age": ["1 to 2 years", "30 to 89 days", "under 30 days", None, "under 30 days"],
        "language": ["zh", "zh", None, "en", "zh"],
        "population": ["honest", "fan club", "fan club", "honest", "campaign"],
        "zone": ["UTC+8", "UTC+8", "UTC-3.5", None, "UTC+8"],
    }
    assert strata.left_out == {}
    assert strata.honest.tolist() == [True, True, True, True, False]
    assert strata.flagged({"乙", "planted", "nobody"}).tolist() == [False, True, False, False, True]


def test_what_cannot_be_told_apart_is_named_with_its_reason() -> None:
    strata = strata_of(TRUTH.select(["account", "campaign"]), EVENTS)
    assert sorted(strata.labels) == ["activity"]
    assert strata.left_out == {
        "population": "the truth has no column population",
        "zone": "the truth has no column zone",
        "language": "the truth has no column language",
        "age": "the log does not say when accounts were created",
    }


def test_an_empty_log_has_no_moment_for_ages() -> None:
    strata = strata_of(TRUTH, EVENTS.slice(0, 0), ACCOUNTS)
    assert strata.left_out == {"age": "the log has no event at which to take the age"}
    assert set(strata.labels["activity"].to_pylist()) == {"no event"}


def test_a_zone_by_name_is_taken_as_it_is() -> None:
    truth = TRUTH.append_column("zone", pa.array(["Asia/Shanghai"] * 5))
    assert strata_of(truth, EVENTS).labels["zone"].to_pylist() == ["Asia/Shanghai"] * 5


def test_strata_and_flags_go_together() -> None:
    strata = strata_of(TRUTH, EVENTS, ACCOUNTS)
    flagged = strata.flagged({"乙", "丙", "planted"})
    table = accused_by(strata.labels, flagged, strata.honest).to_pylist()
    population = [row for row in table if row["by"] == "population"]
    assert [(row["stratum"], row["accused"]) for row in population] == [
        ("fan club", 2),
        ("honest", 0),
    ]


def test_labels_of_another_length_are_refused() -> None:
    with pytest.raises(ParameterError, match="do not fit together"):
        accused_by({"zone": pa.array(["e"])}, np.zeros(2, bool))
