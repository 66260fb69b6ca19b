from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.errors import CannotRunError, ParameterError
from clearwater.kernels import fairness_recursion
from clearwater.kernels.fairness_recursion import EVEN, Smoothing, on_unit_scale, settle

RATINGS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(-2, 2)), min_size=1, max_size=30
)


def naive(
    ratings: list[tuple[int, int, float]], accounts: int, objects: int, by: Smoothing
) -> tuple[list[float], list[float], list[float]]:
    """The paper's three formulae one after the other, 400 times."""
    reliability = [1.0] * len(ratings)
    fairness, goodness = [1.0] * accounts, [0.0] * objects
    g1, g2 = by.fairness_weight, by.agreement_weight
    for _ in range(400):
        mean = sum(reliability) / len(ratings)
        for u in range(accounts):
            mine = [r for r, (a, _, _) in zip(reliability, ratings, strict=True) if a == u]
            fairness[u] = (sum(mine) + by.prior_ratings * mean) / (len(mine) + by.prior_ratings)
        for o in range(objects):
            on = [r * v for r, (_, p, v) in zip(reliability, ratings, strict=True) if p == o]
            goodness[o] = sum(on) / (len(on) + by.prior_ratings)
        reliability = [
            (g1 * fairness[u] + g2 * (1 - abs(v - goodness[o]) / 2)) / (g1 + g2)
            for u, o, v in ratings
        ]
    return fairness, goodness, reliability


@given(
    ratings=RATINGS,
    smoothing=st.builds(
        Smoothing,
        prior_ratings=st.sampled_from([0.5, 1.0, 3.0]),
        fairness_weight=st.sampled_from([0.5, 1.0, 2.0]),
        agreement_weight=st.sampled_from([0.5, 1.0, 2.0]),
        exact=st.just(1e-9),
    ),
)
def test_it_settles_where_the_paper_s_formulae_settle(
    ratings: list[tuple[int, int, int]], smoothing: Smoothing
) -> None:
    account, object_, value = (np.array(column) for column in zip(*ratings, strict=True))
    found = settle(
        account.astype(np.int32), object_.astype(np.int32), value / 2.0, (7, 6), smoothing
    )
    scaled = [(a, o, v / 2.0) for a, o, v in ratings]
    fairness, goodness, reliability = naive(scaled, 7, 6, smoothing)
    assert found.fairness == pytest.approx(fairness, abs=1e-6)
    assert found.goodness == pytest.approx(goodness, abs=1e-6)
    assert found.reliability == pytest.approx(reliability, abs=1e-6)


def test_no_ratings_at_all() -> None:
    nothing = np.zeros(0, np.int32)
    found = settle(nothing, nothing, np.zeros(0), (2, 1), EVEN)
    assert found.fairness.tolist() == [1.0, 1.0]
    assert found.goodness.tolist() == [0.0]


def test_ratings_that_are_all_alike_have_no_scale() -> None:
    assert on_unit_scale(np.array([5.0, 5.0])).tolist() == [0.0, 0.0]
    assert on_unit_scale(np.zeros(0)).size == 0


def test_it_says_so_if_it_does_not_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fairness_recursion, "MOST_ROUNDS", 1)
    one = np.zeros(1, np.int32)
    with pytest.raises(CannotRunError, match="do not settle"):
        settle(one, one, np.ones(1), (1, 1), EVEN)


def test_weights_above_zero_only() -> None:
    with pytest.raises(ParameterError, match="prior_ratings of Smoothing"):
        Smoothing(prior_ratings=0.0)
