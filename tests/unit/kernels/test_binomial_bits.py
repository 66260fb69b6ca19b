from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.binomial_bits import binomial_bits, poisson_bits, range_bits


@given(hits=st.integers(0, 12), more=st.integers(0, 12), chance=st.floats(0.01, 0.99))
def test_binomial_bits_are_the_tail_summed_up(hits: int, more: int, chance: float) -> None:
    n = hits + more
    tail = sum(math.comb(n, k) * chance**k * (1 - chance) ** (n - k) for k in range(hits, n + 1))
    [found] = binomial_bits(np.array([hits * 1.0]), np.array([n * 1.0]), np.array([chance]))
    assert found == pytest.approx(-math.log2(min(tail, 1.0)), abs=1e-6)


def test_poisson_bits_by_hand() -> None:
    """P(N >= 1) is 1 - 1/e at mean 1."""
    found = poisson_bits(np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    assert found == pytest.approx([-math.log2(1 - math.exp(-1)), 0.0])


def test_what_cannot_be_has_many_bits_and_not_infinitely_many() -> None:
    assert 900 < poisson_bits(np.array([2_000.0]), np.array([1e-3]))[0] < 1_000


def test_range_bits_are_how_often_uniform_numbers_lie_so_close() -> None:
    rng = np.random.default_rng(2)
    spread = np.ptp(rng.random((20_000, 4)), axis=1)
    for most in (0.2, 0.5, 0.8):
        expected = -math.log2((spread <= most).mean())
        assert range_bits(np.array([most]), np.array([4.0]))[0] == pytest.approx(expected, abs=0.15)
    assert range_bits(np.array([0.0, 1.0]), np.array([0.0, 3.0])).tolist() == [0.0, 0.0]
