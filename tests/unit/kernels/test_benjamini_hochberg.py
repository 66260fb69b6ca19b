"""q-values against SciPy's, with the untested written out as ones."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.benjamini_hochberg import q_values

P = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30)


@given(p=P, untested=st.integers(0, 200))
def test_the_untested_count_as_ones(p: list[float], untested: int) -> None:
    padded = np.array(p + [1.0] * untested)
    expected = scipy.stats.false_discovery_control(padded)[: len(p)]
    assert q_values(np.array(p), len(padded)) == pytest.approx(expected, rel=1e-12)


def test_a_larger_universe_costs() -> None:
    assert q_values(np.array([0.01]), 100).tolist() == [1.0]
    assert q_values(np.array([0.01]), 2).tolist() == [0.02]


@given(p=P)
def test_the_order_of_the_p_values_does_not_matter(p: list[float]) -> None:
    forward, backward = q_values(np.array(p), 99), q_values(np.array(p[::-1]), 99)
    assert forward.tolist() == backward[::-1].tolist()


def test_nothing_tested_gives_nothing() -> None:
    assert q_values(np.zeros(0), 10).size == 0
