"""Intervals by cluster hold what they promise; intervals by row do not."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from clearwater.errors import ParameterError
from clearwater.evaluate.bootstrap import Interval, interval
from clearwater.evaluate.ranking import ALONE, Floats, Ints, Ranking


def mean_of(values: Floats) -> Callable[[Ints], float]:
    return lambda weights: float((weights * values).sum() / weights.sum())


def clustered(rng: np.random.Generator) -> tuple[Floats, Ints]:
    """Return values of mean 0 in 30 clusters of 8; most of what varies, varies between clusters."""
    cluster = np.repeat(np.arange(30), 8)
    return rng.normal(size=30)[cluster] + 0.5 * rng.normal(size=240), cluster


def coverage(*, by_row: bool) -> float:
    """Return the part of 200 worlds whose interval holds the true mean."""
    held = 0
    for world in range(200):
        values, cluster = clustered(np.random.default_rng([5, world]))
        drawn = np.arange(240) if by_row else cluster
        measured = interval(mean_of(values), drawn, seed=world, draws=200)
        held += measured.low <= 0.0 <= measured.high
    return held / 200


@pytest.mark.slow
def test_intervals_by_cluster_hold_the_truth_as_often_as_they_say() -> None:
    assert 0.90 <= coverage(by_row=False) <= 0.98


@pytest.mark.slow
def test_intervals_by_row_are_far_too_narrow() -> None:
    assert coverage(by_row=True) < 0.70


def test_draws_are_of_whole_clusters() -> None:
    seen: list[Ints] = []

    def measure(weights: Ints) -> float:
        seen.append(weights)
        return 0.0

    interval(measure, np.array([4, 9, 4, 9, 2]), seed=1, draws=50)
    assert all(w[0] == w[2] and w[1] == w[3] for w in seen)
    assert all(w[0] + w[1] + w[4] == 3 for w in seen)
    assert len({tuple(w) for w in seen}) > 5


def test_the_interval_is_of_percentiles() -> None:
    # A mean of many single values of variance 1: 1.96 standard errors on each side, nearly.
    values = np.random.default_rng(3).normal(size=2_500)
    measured = interval(mean_of(values), np.arange(2_500), seed=1)
    assert measured.high - measured.low == pytest.approx(2 * 1.96 / 50, rel=0.1)
    narrower = interval(mean_of(values), np.arange(2_500), seed=1, level=0.5)
    assert narrower.high - narrower.low == pytest.approx(2 * 0.674 / 50, rel=0.1)


def test_same_seed_same_interval_and_another_seed_another() -> None:
    values, cluster = clustered(np.random.default_rng(1))
    once, again, other = (interval(mean_of(values), cluster, seed=s, draws=50) for s in (1, 1, 2))
    assert once == again
    assert once != other


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    scores, labels = rng.integers(0, 9, 60).astype(float), rng.random(60) < 0.3
    groups = np.where(labels & (rng.random(60) < 0.5), rng.integers(0, 5, 60), ALONE)

    def measured(rows: Ints) -> Interval:
        ranking = Ranking.of(scores[rows], labels[rows], groups[rows])
        return interval(ranking.average_precision, ranking.units, seed=1, draws=100)

    assert measured(np.arange(60)) == measured(rng.permutation(60))


def test_draws_without_a_number_are_left_out_and_counted() -> None:
    labels = np.array([True, False, False])
    ranking = Ranking.of(np.array([2.0, 1.0, 0.0]), labels)
    measured = interval(ranking.average_precision, ranking.units, seed=1, draws=400)
    assert (measured.low, measured.value, measured.high) == (1.0, 1.0, 1.0)
    # (2/3) ** 3 of the draws miss the one planted row.
    assert measured.undefined == pytest.approx(400 * 8 / 27, rel=0.2)


def test_a_measure_without_a_number_has_no_interval() -> None:
    measured = interval(lambda _: math.nan, np.array([1, 2]), seed=1, draws=10)
    assert math.isnan(measured.low)
    assert math.isnan(measured.high)
    assert measured.undefined == 10


@pytest.mark.parametrize(("wrong", "said"), [({"draws": 0}, "draws"), ({"level": 95}, "share")])
def test_parameters_out_of_range_are_refused(wrong: dict[str, int], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        interval(mean_of(np.ones(2)), np.array([1, 2]), seed=1, **wrong)


def test_no_rows_are_refused() -> None:
    with pytest.raises(ParameterError, match="no rows to draw from"):
        interval(mean_of(np.zeros(0)), np.zeros(0, np.int64), seed=1)
