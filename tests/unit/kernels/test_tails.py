"""Tails against SciPy where it is exact, and against all outcomes where that is few."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.tails import FLOOR, poisson_binomial_tail, poisson_ceilings, poisson_tail

CHANCES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8)


def binomial_tail(p: list[float], x: int) -> float:
    return float(poisson_binomial_tail(np.array(p), len(p), x, np.empty(len(p) + 2)))


@given(mean=st.floats(1e-9, 500.0), x=st.integers(1, 600))
def test_the_poisson_tail_is_scipys_down_to_1e_250(mean: float, x: int) -> None:
    expected = float(scipy.stats.poisson.sf(x - 1, mean))
    if expected > 1e-250:
        assert poisson_tail(mean, x) == pytest.approx(expected, rel=1e-9)


def test_far_out_the_poisson_tail_keeps_its_digits() -> None:
    # By hand: the first term is e^-1 / 150!, and the second adds 1/151 of it.
    assert poisson_tail(1.0, 150) == pytest.approx(6.48e-264, rel=1e-2)


def test_beyond_what_a_float_holds_the_tail_is_the_floor_and_not_zero() -> None:
    assert poisson_tail(1e-3, 400) == FLOOR


@pytest.mark.parametrize(("mean", "x", "tail"), [(3.0, 0, 1.0), (0.0, 0, 1.0), (0.0, 1, FLOOR)])
def test_the_poisson_tail_at_its_ends(mean: float, x: int, tail: float) -> None:
    assert poisson_tail(mean, x) == tail


@given(p=CHANCES, x=st.integers(0, 9))
def test_the_poisson_binomial_tail_is_the_sum_over_all_outcomes(p: list[float], x: int) -> None:
    outcomes = itertools.product([0, 1], repeat=len(p))
    chances = [
        np.prod([c if hit else 1 - c for c, hit in zip(p, outcome, strict=True)])
        for outcome in outcomes
        if sum(outcome) >= x
    ]
    assert binomial_tail(p, x) == pytest.approx(max(FLOOR, float(sum(chances))), rel=1e-9)


@given(p=st.floats(1e-6, 0.999), n=st.integers(1, 60), x=st.integers(0, 60))
def test_equal_chances_give_the_binomial_tail(p: float, n: int, x: int) -> None:
    expected = float(scipy.stats.binom.sf(x - 1, n, p))
    if expected > 1e-250:
        assert binomial_tail([p] * n, x) == pytest.approx(expected, rel=1e-9)


def test_more_hits_than_trials_is_the_floor() -> None:
    assert binomial_tail([0.5, 0.5], 3) == FLOOR


def test_scratch_may_be_dirty() -> None:
    work = np.full(4, 7.0)
    assert poisson_binomial_tail(np.array([0.5, 0.5]), 2, 1, work) == pytest.approx(0.75)


@pytest.mark.parametrize("level", [1e-2, 1e-4, 1e-8])
def test_a_ceiling_is_the_largest_mean_at_which_the_tail_stays_below_the_level(
    level: float,
) -> None:
    ceilings = poisson_ceilings(level, 60)
    for x in range(1, 60):
        assert poisson_tail(ceilings[x], x) <= level
        assert poisson_tail(ceilings[x] * 1.000001 + 1e-12, x) > level
