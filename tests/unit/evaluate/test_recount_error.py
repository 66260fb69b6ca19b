"""Errors of recounts on a handful of objects."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.errors import ParameterError
from clearwater.evaluate.recount_error import (
    REMAINING,
    recount_error,
    remaining_counts,
    set_aside,
)

# Two objects pushed in part, one pushed whole, one that nobody pushed.
REPORTED = np.array([150.0, 30.0, 40.0, 100.0])
TRUTH = np.array([100.0, 10.0, 0.0, 100.0])
ESTIMATED = np.array([90.0, 12.0, 5.0, 97.0])

rows_of_events = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["like", "转发"]), st.sampled_from("xy")),
    max_size=20,
)


def log_of(rows: list[tuple[str, str, str]]) -> pa.Table:
    actor, action, target = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(
        {
            name: pa.array(values, pa.string())
            for name, values in (("actor", actor), ("action", action), ("object", target))
        }
    )


def test_errors_in_per_cent_of_the_truth_with_and_without_recount() -> None:
    error = recount_error(REPORTED, TRUTH, ESTIMATED)
    assert (error.pushed, error.pushed_whole) == (3, 1)
    assert error.mean_percent == pytest.approx((10 + 20) / 2)
    assert error.mean_percent_reported == pytest.approx((50 + 200) / 2)


def test_objects_pushed_whole_are_in_the_pooled_error() -> None:
    error = recount_error(REPORTED, TRUTH, ESTIMATED)
    assert error.pooled_percent == pytest.approx(100 * (10 + 2 + 5) / 110)
    assert error.pooled_percent_reported == pytest.approx(100 * (50 + 20 + 40) / 110)


def test_what_honest_owners_lose_is_counted_apart() -> None:
    assert recount_error(REPORTED, TRUTH, ESTIMATED).unpushed_percent == pytest.approx(3.0)


def test_a_perfect_recount_has_no_error() -> None:
    error = recount_error(REPORTED, TRUTH, TRUTH)
    assert (error.mean_percent, error.pooled_percent, error.unpushed_percent) == (0.0, 0.0, 0.0)


def test_intervals_are_asked_of_pushed_objects_that_have_one() -> None:
    low = np.array([80.0, 11.0, np.nan, 0.0])
    high = np.array([100.0, 15.0, np.nan, 1.0])
    assert recount_error(REPORTED, TRUTH, ESTIMATED, low, high).covered == 0.5
    assert recount_error(REPORTED, TRUTH, ESTIMATED).covered is None
    none = np.full(4, np.nan)
    assert recount_error(REPORTED, TRUTH, ESTIMATED, none, none).covered is None


def test_without_pushed_objects_there_is_no_error_of_theirs() -> None:
    error = recount_error(TRUTH[:2], TRUTH[:2], TRUTH[:2])
    assert error.pushed == 0
    assert math.isnan(error.mean_percent)
    assert math.isnan(error.pooled_percent)
    assert error.unpushed_percent == 0.0


def test_a_truth_above_what_was_reported_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"\(row 1\); expected 0 to the reported 2; found 3"):
        recount_error(np.array([1.0, 2.0]), np.array([1.0, 3.0]), np.array([1.0, 1.0]))


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ParameterError, match="do not fit together"):
        recount_error(REPORTED, TRUTH, ESTIMATED[:2])
    with pytest.raises(ParameterError, match=r"found shape \(4,\), none"):
        recount_error(REPORTED, TRUTH, ESTIMATED, TRUTH, None)


def test_ordered_and_honest_events_set_aside_are_told_apart() -> None:
    ordered = np.array([True, True, True, False, False])
    weights = np.array([1.0, 1.0, 0.4, 0.5, 0.0])
    measured = set_aside(weights, ordered)
    assert (measured.ordered, measured.honest) == pytest.approx((0.8, 0.25))
    assert math.isnan(set_aside(weights[:3], ordered[:3]).honest)


def test_weights_that_are_no_shares_are_refused() -> None:
    with pytest.raises(ParameterError, match="found shape \\(2,\\), 0 to 2"):
        set_aside(np.array([0.0, 2.0]), np.array([True, False]))
    with pytest.raises(ParameterError, match="weights of events"):
        set_aside(np.array([np.nan]), np.array([True]))


@given(rows_of_events, st.sets(st.sampled_from("abz")))
def test_what_remains_is_what_others_did(
    rows: list[tuple[str, str, str]], flagged: set[str]
) -> None:
    reported = Counter((target, action) for _, action, target in rows)
    remaining = Counter((target, action) for who, action, target in rows if who not in flagged)
    table = remaining_counts(log_of(rows), flagged)
    assert table.schema == REMAINING
    assert table.to_pylist() == [
        dict(zip(REMAINING.names, (*key, reported[key], remaining[key]), strict=True))
        for key in sorted(reported)
    ]


def test_columns_of_codes_are_counted_as_their_text() -> None:
    plain = log_of([("a", "like", "x"), ("b", "like", "x")])
    coded = pa.table({name: plain[name].dictionary_encode() for name in plain.column_names})
    assert remaining_counts(coded, ["a"]).equals(remaining_counts(plain, ["a"]))
