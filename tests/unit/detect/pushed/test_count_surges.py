"""Surges of counts: history, age, kind, and what cannot be told."""

from __future__ import annotations

import numpy as np
import pytest

from clearwater.detect.pushed.count_surges import count_surges
from clearwater.errors import ParameterError


def panel(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return 200 objects over 24 periods whose rates differ and fall with age."""
    rng = np.random.default_rng(seed)
    objects, age = np.repeat(np.arange(200), 24), np.tile(np.arange(24), 200)
    rate = rng.gamma(2.0, 30.0, 200)[objects] * (0.3 + 0.7 * np.exp(-age / 3.0))
    return objects, rng.poisson(rate), age


def test_without_a_surge_p_values_are_no_smaller_than_they_claim() -> None:
    p = np.concatenate([count_surges(*panel(seed)) for seed in range(5)])
    for level in (0.05, 0.01, 0.001):
        assert (p <= level).mean() <= 1.5 * level


def test_a_period_five_times_its_history_stands_out() -> None:
    objects, count, age = panel(0)
    at = 17 * 24 + 15
    count[at] = 5 * count[17 * 24 + 10 : 17 * 24 + 20].max() + 20
    p = count_surges(objects, count, age)
    assert p.argmin() == at
    assert p[at] < 1e-6


def test_the_first_period_of_an_object_is_not_held_against_it() -> None:
    objects, count, age = panel(3)
    p = count_surges(objects, count, age)
    assert (p[age == 0] <= 0.01).mean() < 0.03


def test_nothing_gives_nothing_and_wrong_arrays_are_named() -> None:
    none = np.zeros(0, np.int64)
    assert count_surges(none, none, none).size == 0
    one = np.zeros(1, np.int64)
    with pytest.raises(ParameterError, match="lengths"):
        count_surges(one, none, one)
    with pytest.raises(ParameterError, match="count is negative"):
        count_surges(one, one - 1, one)
