"""Surges tick by tick: better than MIDAS on bursts, and nothing learnt from a push."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from clearwater.detect.pushed.online import OnlineSurges
from clearwater.errors import ParameterError

TICKS, OBJECTS = 400, 150


def bursts(seed: int, *, honest: float) -> tuple[np.ndarray, np.ndarray]:
    """Return counts (ticks, objects) of objects whose rates differ, and where a burst was added.

    `honest` is the variance of the objects' own bursts relative to the mean squared.
    """
    rng = np.random.default_rng(seed)
    rate = np.tile(rng.gamma(0.5, 6.0, OBJECTS), (TICKS, 1))
    count = rng.poisson(rate * rng.gamma(1.0 / honest, honest, rate.shape))
    pushed = np.zeros(count.shape, bool)
    pushed[rng.integers(50, TICKS, 300), rng.integers(0, OBJECTS, 300)] = True
    return count + pushed * rng.poisson(12, count.shape), pushed


def midas(count: np.ndarray) -> np.ndarray:
    """Return the published score: (a - s/t)^2 t^2 / (s (t - 1)), s with this tick."""
    total = count.cumsum(axis=0)
    t = np.arange(1, TICKS + 1)[:, None]
    score: np.ndarray = (count - total / t) ** 2 * t**2 / np.maximum(total * (t - 1), 1e-9)
    return score


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    rank, n = rankdata(score), int(positive.sum())
    return float((rank[positive].sum() - n * (n + 1) / 2) / (n * (positive.size - n)))


def both(seed: int, *, honest: float) -> tuple[float, float]:
    """Return our AUC and that of the published score, once there is a history."""
    count, pushed = bursts(seed, honest=honest)
    seen = OnlineSurges()
    p = np.array([seen.tick(row) for row in count])
    late = slice(50, None)
    ours = auc(-np.log(p[late]).ravel(), pushed[late].ravel())
    return ours, auc(midas(count)[late].ravel(), pushed[late].ravel())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bursts_rank_above_the_published_score_where_honest_objects_have_some(seed: int) -> None:
    ours, theirs = both(seed, honest=0.5)
    assert ours > theirs
    assert ours > 0.95


def test_where_all_is_steady_the_published_score_is_hardly_better() -> None:
    """It takes nothing honest to burst, and is right there."""
    ours, theirs = both(1, honest=1e-6)
    assert theirs - 0.005 < ours < theirs


def test_a_push_that_goes_on_stays_one() -> None:
    seen = OnlineSurges()
    for _ in range(100):
        seen.tick(np.array([2, 2, 3]))
    first = seen.tick(np.array([60, 2, 3]))[0]
    later = [seen.tick(np.array([60, 2, 3]))[0] for _ in range(20)]
    assert first < 1e-6
    assert later[-1] < 1e-4


def test_new_objects_are_held_against_the_others() -> None:
    seen = OnlineSurges()
    for _ in range(50):
        seen.tick(np.array([2, 3]))
    p = seen.tick(np.array([2, 3, 2, 400]))
    assert seen.objects == 4
    assert p[3] < p[2]


def test_counts_of_known_objects_must_not_be_missing() -> None:
    seen = OnlineSurges()
    seen.tick(np.array([1, 2]))
    with pytest.raises(ParameterError, match="missing"):
        seen.tick(np.array([1]))


@pytest.mark.parametrize(("name", "wrong"), [("half_life", 0.5), ("shape", 0.0), ("alarm", 2.0)])
def test_parameters_out_of_range_are_named(name: str, wrong: float) -> None:
    with pytest.raises(ParameterError, match=name):
        OnlineSurges(**{name: wrong})
