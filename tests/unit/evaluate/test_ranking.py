"""Measures of a ranking against naive loops; ties are fair and no row's place matters."""

from __future__ import annotations

import math
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.errors import ParameterError
from clearwater.evaluate.ranking import ALONE, Ranking

Rows = list[tuple[int, bool]]

rows_with_ties = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=12)
weighted_rows = st.lists(
    st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 3)), min_size=1, max_size=10
)


def ranking_of(rows: Rows) -> Ranking:
    scores, labels = zip(*rows, strict=True)
    return Ranking.of(np.array(scores, float), np.array(labels, bool))


def thresholds(rows: Rows) -> list[tuple[int, int]]:
    """Return (planted, honest) rows at or above each threshold, the highest first."""
    return [
        (
            sum(label for score, label in rows if score >= cut),
            sum(not label for score, label in rows if score >= cut),
        )
        for cut in sorted({score for score, _ in rows}, reverse=True)
    ]


def naive_average_precision(rows: Rows) -> float:
    planted, before, total = sum(label for _, label in rows), 0, 0.0
    if not planted:
        return math.nan
    for hits, false in thresholds(rows):
        total += (hits - before) / planted * hits / (hits + false)
        before = hits
    return total


def naive_auc(rows: Rows) -> float:
    planted = [score for score, label in rows if label]
    honest = [score for score, label in rows if not label]
    if not planted or not honest:
        return math.nan
    won = sum((p > h) + (p == h) / 2 for p in planted for h in honest)
    return won / len(planted) / len(honest)


def naive_recall(rows: Rows, rate: float) -> float:
    planted = sum(label for _, label in rows)
    honest = len(rows) - planted
    if not planted or not honest:
        return math.nan
    return max(
        [0.0] + [hits / planted for hits, false in thresholds(rows) if false / honest <= rate]
    )


def naive_precision_at(rows: Rows, k: int) -> float:
    """Return the mean over every order of the rows that the scores allow."""
    found = [
        sum(label for _, label in order[:k]) / min(k, len(rows))
        for order in permutations(rows)
        if all(a[0] >= b[0] for a, b in pairwise(order))
    ]
    return sum(found) / len(found)


def same(measured: float, expected: float) -> bool:
    return measured == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)


@given(rows_with_ties)
def test_average_precision_is_its_definition(rows: Rows) -> None:
    assert same(ranking_of(rows).average_precision(), naive_average_precision(rows))


@given(rows_with_ties)
def test_auc_is_its_definition(rows: Rows) -> None:
    assert same(ranking_of(rows).auc(), naive_auc(rows))


@given(rows_with_ties, st.sampled_from([0.0, 0.1, 0.25, 0.29, 0.5, 1.0]))
def test_recall_at_a_false_rate_is_its_definition(rows: Rows, rate: float) -> None:
    assert same(ranking_of(rows).recall_at_false_rate(rate), naive_recall(rows, rate))


@given(rows_with_ties.filter(lambda rows: len(rows) <= 6), st.integers(1, 8))
@settings(max_examples=50)
def test_precision_among_the_first_is_the_mean_over_orders_of_ties(rows: Rows, k: int) -> None:
    assert same(ranking_of(rows).precision_at(k), naive_precision_at(rows, k))


@given(weighted_rows, st.integers(1, 12), st.sampled_from([0.0, 0.3, 0.5]))
def test_a_weight_is_a_row_that_often(
    rows: list[tuple[int, bool, int]], k: int, rate: float
) -> None:
    weights = np.array([times for *_, times in rows])
    ranking = ranking_of([(score, label) for score, label, _ in rows])
    repeated = [(score, label) for score, label, times in rows for _ in range(times)]
    measured = (
        ranking.average_precision(weights),
        ranking.auc(weights),
        ranking.recall_at_false_rate(rate, weights),
        ranking.precision_at(k, weights),
    )
    if not repeated:
        assert all(math.isnan(one) for one in measured)
        return
    expected = ranking_of(repeated)
    assert same(measured[0], expected.average_precision())
    assert same(measured[1], expected.auc())
    assert same(measured[2], expected.recall_at_false_rate(rate))
    assert same(measured[3], expected.precision_at(k))


@given(st.data(), rows_with_ties)
def test_the_order_of_rows_does_not_matter(data: st.DataObject, rows: Rows) -> None:
    ranking, shuffled = ranking_of(rows), ranking_of(data.draw(st.permutations(rows)))
    assert same(ranking.average_precision(), shuffled.average_precision())
    assert same(ranking.precision_at(3), shuffled.precision_at(3))
    assert same(ranking.recall_at_false_rate(0.3), shuffled.recall_at_false_rate(0.3))


@pytest.mark.parametrize("labels", [[1, 0, 0, 0], [0, 0, 0, 1]])
def test_scores_that_say_nothing_get_the_base_rate_and_a_half(labels: list[int]) -> None:
    ranking = ranking_of([(7, bool(label)) for label in labels])
    assert ranking.average_precision() == 0.25
    assert ranking.auc() == 0.5
    assert ranking.precision_at(2) == 0.25
    assert ranking.recall_at_false_rate(0.5) == 0.0


def test_a_perfect_ranking() -> None:
    ranking = ranking_of([(3, True), (2, True), (1, False), (0, False)])
    assert (ranking.average_precision(), ranking.auc()) == (1.0, 1.0)
    assert (ranking.precision_at(2), ranking.recall_at_false_rate(0.0)) == (1.0, 1.0)


def test_a_block_over_the_rate_is_left_out_whole() -> None:
    # One honest row of ten is allowed; the block of score 2 holds two of them.
    rows = [(3, True), (2, True), (2, False), (2, False), *[(0, False)] * 8]
    assert ranking_of(rows).recall_at_false_rate(0.1) == 0.5
    assert ranking_of(rows).recall_at_false_rate(0.2) == 1.0


def test_rates_are_compared_as_quotients() -> None:
    # 0.29 x 100 is 28.999999999999996, and 29 of 100 are still a rate of 0.29.
    rows = [*[(2, False)] * 29, (1, True), *[(0, False)] * 71]
    assert ranking_of(rows).recall_at_false_rate(0.29) == 1.0
    assert ranking_of(rows).recall_at_false_rate(0.28) == 0.0


def test_rows_without_a_score_may_be_infinitely_low() -> None:
    scores, labels = np.array([1.0, -np.inf, -np.inf]), np.array([True, True, False])
    assert Ranking.of(scores, labels).auc() == 0.75


def test_units_are_groups_and_single_rows_wherever_they_stand() -> None:
    scores = np.array([5.0, 1.0, 4.0, 2.0])
    labels = np.array([True, False, True, False])
    groups = np.array([3, ALONE, 3, ALONE])
    assert Ranking.of(scores, labels, groups).units.tolist() == [3, 7, 3, 6]
    swapped = [3, 2, 1, 0]
    assert Ranking.of(scores[swapped], labels[swapped], groups[swapped]).units.tolist() == [
        6,
        3,
        7,
        3,
    ]


def test_nothing_to_rank_is_not_a_number() -> None:
    empty = Ranking.of(np.zeros(0), np.zeros(0, bool))
    assert math.isnan(empty.average_precision())
    assert math.isnan(empty.precision_at(1))


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"a score is not a number \(row 1\)"):
        Ranking.of(np.array([1.0, np.nan]), np.array([True, False]))


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(ParameterError, match="do not fit together"):
        Ranking.of(np.zeros(2), np.zeros(3, bool))


def test_what_cannot_be_asked_is_refused() -> None:
    ranking = ranking_of([(1, True), (0, False)])
    with pytest.raises(ParameterError, match="not a share"):
        ranking.recall_at_false_rate(1.5)
    with pytest.raises(ParameterError, match="k is out of range"):
        ranking.precision_at(0)
    with pytest.raises(ParameterError, match="weights do not fit"):
        ranking.auc(np.ones(3, np.int64))
