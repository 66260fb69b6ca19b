from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.expand.two_claims import level_of_step, q_of_claims

P = st.floats(1e-12, 1.0)


def test_all_steps_together_spend_no_more_than_q() -> None:
    spent = sum(level_of_step(0.01, step, 1) for step in range(1, 10_000))
    assert 0.0099 < spent <= 0.01


def test_windows_share_a_step() -> None:
    assert level_of_step(0.01, 2, 5) * 5 == pytest.approx(level_of_step(0.01, 2, 1))


@given(st.lists(st.tuples(P, P), min_size=1, max_size=12), st.integers(0, 30))
def test_as_counted_one_by_one(pairs: list[tuple[float, float]], untested: int) -> None:
    choice, signs = (np.array(column) for column in zip(*pairs, strict=True))
    hypotheses, level = len(pairs) + untested, 0.05
    there = 2 * _slow_q(choice, hypotheses)
    asked = [k for k in range(len(pairs)) if there[k] <= level]
    q = np.ones(len(pairs))
    if asked:
        q[asked] = np.minimum(1.0, 2 * _slow_q(signs[asked], len(asked)))
    expected = np.maximum(np.minimum(1.0, there), q)
    np.testing.assert_allclose(q_of_claims(choice, signs, hypotheses, level), expected)


def _slow_q(p: np.ndarray, universe: int) -> np.ndarray:
    q = [
        min(one * universe / int((p <= one).sum()) for one in p.tolist() if one >= own)
        for own in p.tolist()
    ]
    capped: np.ndarray = np.minimum(1.0, np.array(q))
    return capped
