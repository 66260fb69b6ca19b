"""What a threshold gets wrong, counted again act by act and drawn from the model of the run."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from clearwater.app.group.cuts import Cuts, cuts_of
from clearwater.app.group.recount import STEPS
from clearwater.detect.recount.metrics import HIGH, LOW
from clearwater.detect.recount.ordered_acts import Block, OrderedActs

CHANCE = st.one_of(
    st.sampled_from([0.0, 1e-9, 0.05, 0.15, 0.5, 0.95, 1.0, math.nan, *STEPS.tolist()]),
    st.floats(0.0, 1.0),
)
ACTS = st.lists(st.tuples(st.integers(0, 4), CHANCE), max_size=60)
DRAWN = 20_000


def cut(acts: Sequence[tuple[int, float]], counts: Sequence[int]) -> Cuts:
    key = np.array([one for one, _ in acts], np.int64)
    chance = np.array([p for _, p in acts], np.float64)
    return cuts_of(key, chance, np.array(counts, np.int64), STEPS)


def of_one(chances: Sequence[float]) -> Cuts:
    return cut([(7, p) for p in chances], [7])


def own_points(chances: Sequence[float]) -> list[int]:
    """Return the 5 % and the 95 % point of how many of these acts nobody ordered."""
    mean = math.fsum(1.0 - p for p in chances)
    return [min(len(chances), int(poisson.ppf(share, mean))) for share in (LOW, HIGH)]


@given(ACTS, st.sets(st.integers(0, 6)))
def test_each_threshold_is_what_a_loop_over_the_acts_finds(
    acts: list[tuple[int, float]], asked: set[int]
) -> None:
    counts = sorted(asked)
    found = cut(acts, counts)
    for place, count in enumerate(counts):
        likely = [p for key, p in acts if key == count and p > 0]
        for at, step in enumerate(STEPS.tolist()):
            aside = [p for p in likely if p >= step]
            left = [p for p in likely if p < step]
            assert found.above[place, at] == len(aside)
            own = [found.own.low[place, at], found.own.high[place, at]]
            assert own == own_points(aside)
            ordered = [found.ordered.high[place, at], found.ordered.low[place, at]]
            assert ordered == [len(left) - one for one in own_points(left)]


@given(ACTS)
def test_bounds_keep_within_what_was_seen_and_move_one_way(acts: list[tuple[int, float]]) -> None:
    counts = list(range(5))
    found = cut(acts, counts)
    for place, count in enumerate(counts):
        known = sum(1 for key, p in acts if key == count and p > 0)
        above, own, ordered = found.above[place], found.own, found.ordered
        assert (own.low[place] >= 0).all()
        assert (own.low[place] <= own.high[place]).all()
        assert (own.high[place] <= above).all()
        assert (ordered.low[place] >= 0).all()
        assert (ordered.low[place] <= ordered.high[place]).all()
        assert (ordered.high[place] <= known - above).all()
        for falls in (above, own.low[place], own.high[place]):
            assert (np.diff(falls) <= 0).all()
        left = known - above
        for rises in (
            ordered.low[place],
            ordered.high[place],
            left - ordered.high[place],
            left - ordered.low[place],
        ):
            assert (np.diff(rises) >= 0).all()


@pytest.mark.parametrize("size", [1, 4, 30, 400, 5_000])
@pytest.mark.parametrize("chance", [0.1, 0.5, 0.9, 0.94])
def test_points_are_those_of_draws_of_the_model(size: int, chance: float) -> None:
    rng = np.random.default_rng([7, size, int(100 * chance)])
    own = np.minimum(size, rng.poisson(size * (1.0 - chance), DRAWN))
    found = of_one([chance] * size)
    aside, left = (int(np.flatnonzero(found.above[0] == one)[0]) for one in (size, 0))
    for drawn, said in (
        (own, (found.own.low[0, aside], found.own.high[0, aside])),
        (size - own, (found.ordered.low[0, left], found.ordered.high[0, left])),
    ):
        # One act more or less where a point falls between two, and what 20,000 draws leave open.
        near = 1 + 0.03 * drawn.std()
        assert abs(np.quantile(drawn, LOW) - said[0]) <= near
        assert abs(np.quantile(drawn, HIGH) - said[1]) <= near
        low, high = said
        assert np.mean((drawn >= low) & (drawn <= high)) >= 0.89


def test_where_everything_is_set_aside_the_interval_is_that_of_the_run() -> None:
    size, own = 200, 24.0
    block = Block(0, 0, np.arange(size), own, np.zeros(0, np.int64), np.ones(1))
    acts = OrderedActs([block], [np.r_[1.0, np.zeros(40)]])
    draws = acts.draws(size, seed=3)
    kept = np.sort([size - rows.size for rows in draws.rows])
    found = of_one(draws.chance.tolist())
    assert found.above[0, 0] == size
    for said, share in ((found.own.low[0, 0], LOW), (found.own.high[0, 0], HIGH)):
        # 399 draws find a point of such a number within two acts.
        assert abs(kept[math.ceil(share * kept.size) - 1] - said) <= 2


def test_what_is_certain_is_never_wrong() -> None:
    found = of_one([1.0] * 300)
    assert (found.above == 300).all()
    for one in (found.own.low, found.own.high, found.ordered.low, found.ordered.high):
        assert not one.any()


def test_what_is_hardly_likely_is_left_in_by_every_threshold() -> None:
    found = of_one([1e-12] * 300)
    assert not found.above.any()
    assert not found.own.high.any()
    # So many of their own accord are as many as there are, or some fewer by a Poisson number.
    assert (found.ordered.low == 0).all()
    assert (found.ordered.high == 300 - int(poisson.ppf(LOW, 300.0))).all()


@pytest.mark.parametrize("acts", [[], [(0, 0.0)], [(0, math.nan)], [(5, 0.9)]])
def test_a_count_without_likely_acts_is_left_as_it_is(acts: list[tuple[int, float]]) -> None:
    found = cut(acts, [0])
    assert found.above.shape == (1, STEPS.size)
    for one in (found.above, found.own.high, found.ordered.high):
        assert not one.any()


def test_nothing_is_asked_for() -> None:
    assert cut([(0, 0.9)], []).own.low.shape == (0, STEPS.size)


def test_the_order_of_the_acts_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    chances = rng.random(500)
    one, other = of_one(chances.tolist()), of_one(rng.permutation(chances).tolist())
    for name in ("own", "ordered"):
        for end in ("low", "high"):
            left, right = (getattr(getattr(found, name), end) for found in (one, other))
            assert left.tolist() == right.tolist()
