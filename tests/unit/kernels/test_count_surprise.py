from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from clearwater.kernels.count_surprise import surprise


@given(st.integers(0, 200), st.floats(1e-6, 200))
def test_it_is_the_ratio_of_poisson_likelihoods(seen: int, expected: float) -> None:
    [bits] = surprise([seen], [expected])
    ratio = 0.0
    if seen > expected:
        ratio = float(poisson.logpmf(seen, seen) - poisson.logpmf(seen, expected)) / np.log(2)
    assert abs(bits - ratio) < 1e-6


def test_what_never_happens_by_chance_is_no_infinity() -> None:
    assert np.isfinite(surprise([0, 3], [0.0, 0.0])).all()
    assert surprise([], []).shape == (0,)
