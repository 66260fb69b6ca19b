"""Wilson's interval, against the literature and against the score test turned round."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from clearwater.cases.figures.intervals import Share
from clearwater.errors import ParameterError

Z = 1.959963984540054

# R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
NEWCOMBE = (
    (81, 263, (0.2553, 0.3662)),
    (15, 148, (0.0624, 0.1605)),
    (0, 20, (0.0000, 0.1611)),
    (1, 29, (0.0061, 0.1718)),
)


@pytest.mark.parametrize(("count", "of", "interval"), NEWCOMBE)
def test_intervals_are_those_of_the_literature(
    count: int, of: int, interval: tuple[float, float]
) -> None:
    assert Share(count, of).interval == interval


def score(p: float, share: float, n: int) -> float:
    return (share - p) ** 2 - Z * Z * p * (1 - p) / n


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_bounds_are_where_the_score_test_just_does_not_reject(pair: tuple[int, int]) -> None:
    count, of = pair
    found = Share(count, of).interval
    assert found is not None
    share = count / of
    low = 0.0 if count == 0 else brentq(score, 1e-15, share - 1e-9, (share, of))
    high = 1.0 if count == of else brentq(score, share + 1e-9, 1 - 1e-15, (share, of))
    assert found == pytest.approx((low, high), abs=6e-5)


def test_the_interval_of_wald_is_another_one() -> None:
    half = Z * sqrt(15 / 148 * (1 - 15 / 148) / 148)
    wald = (round(15 / 148 - half, 4), round(15 / 148 + half, 4))
    assert Share(15, 148).interval != wald


def test_of_nothing_there_is_no_share() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


@pytest.mark.parametrize(("count", "of"), [(2, 1), (-1, 3), (1, 0)])
def test_there_are_never_more_than_there_are(count: int, of: int) -> None:
    with pytest.raises(ParameterError, match="no share"):
        Share(count, of)
