from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.matched_rank import NOBODY, matched_p_values, strata

LEVELS = st.lists(st.integers(0, 6), max_size=40)


@given(activity=LEVELS, smallest=st.integers(1, 12), seed=st.integers(0, 99))
def test_strata_hold_whole_levels_in_order_and_enough_accounts(
    activity: list[int], smallest: int, seed: int
) -> None:
    level = np.array(activity, float)
    askable = np.random.default_rng(seed).random(level.size) < 0.8
    out = strata(level, askable, smallest)
    assert ((out == NOBODY) == ~askable).all()
    sizes = np.bincount(out[askable])
    assert (sizes >= min(smallest, askable.sum())).all()
    for number in range(sizes.size):
        inside, above = level[out == number], level[out > number]
        assert inside.max() < above.min(initial=np.inf)


@given(scores=LEVELS, seed=st.integers(0, 99))
def test_p_values_count_the_others_that_score_at_least_as_high(
    scores: list[int], seed: int
) -> None:
    score = np.array(scores, float)
    rng = np.random.default_rng(seed)
    stratum = rng.integers(NOBODY, 3, score.size).astype(np.int32)
    left_out = rng.random(score.size) < 0.3
    found = matched_p_values(score, stratum, left_out)
    for k in range(score.size):
        others = [
            score[j]
            for j in range(score.size)
            if stratum[j] == stratum[k] and j != k and not left_out[j]
        ]
        expected = (1 + sum(s >= score[k] for s in others)) / (1 + len(others))
        assert np.isnan(found[k]) if stratum[k] == NOBODY else found[k] == expected


def test_exchangeable_accounts_have_super_uniform_p_values() -> None:
    """One account that was named beforehand, over 2,000 logs with many ties."""
    rng = np.random.default_rng(7)
    stratum = np.zeros(30, np.int32)
    p = np.array(
        [
            matched_p_values(rng.poisson(1.0, 30).astype(np.float64), stratum)[0]
            for _ in range(2_000)
        ]
    )
    for level in (0.05, 0.1, 0.3, 0.7):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level / 2_000)


@pytest.mark.parametrize("size", [0, 1])
def test_nobody_and_somebody_alone(size: int) -> None:
    out = strata(np.zeros(size), np.ones(size, bool), 5)
    assert matched_p_values(np.zeros(size), out).tolist() == [1.0] * size
