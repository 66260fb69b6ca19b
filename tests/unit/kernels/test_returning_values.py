from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from clearwater.kernels.returning_values import returning_values

VALUES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=40)


def naive_bits(rows: list[tuple[int, int]], owner: int, width: int) -> float:
    """The highest bits of any window that starts at a value of `owner`, one by one."""
    mine = [v for o, v in rows if o == owner]
    best = 0.0
    for low in mine:
        inside = sum(low <= v <= low + width for v in mine)
        if inside < 3:
            continue
        others = {o: [v for p, v in rows if p == o] for o, _ in rows if o != owner}
        there = sum(np.mean([low <= v <= low + width for v in own]) for own in others.values())
        share = (there + 1) / (len(others) + 2)
        around = sum(low - 2 * width <= v <= low + 3 * width for v in mine)
        by_all = -np.log2(binom.sf(inside - 2, len(mine) - 1, share))
        by_own = -np.log2(binom.sf(inside - 2, around - 1, 0.2))
        best = max(best, min(by_all, by_own) - np.log2(len(mine)))
    return best


@given(rows=VALUES, width=st.integers(0, 8))
def test_the_best_window_is_the_best_of_all_one_by_one(
    rows: list[tuple[int, int]], width: int
) -> None:
    owner = np.array([o for o, _ in rows], np.int32)
    value = np.array([v for _, v in rows], float)
    found = returning_values(owner, value, float(width), 4)
    for each in range(4):
        assert found.bits[each] == pytest.approx(naive_bits(rows, each, width), abs=1e-9)
        assert found.values[each] == (owner == each).sum()
        if not np.isnan(found.start[each]):
            low = found.start[each]
            own = value[owner == each]
            assert found.inside[each] == ((own >= low) & (own <= low + width)).sum()


def test_values_of_one_law_return_no_more_than_chance() -> None:
    """Two hundred owners of twenty values each, all drawn alike: bits keep their promise."""
    rng = np.random.default_rng(3)
    owner = np.repeat(np.arange(200, dtype=np.int32), 20)
    bits = np.concatenate(
        [returning_values(owner, rng.normal(size=4_000), 0.1, 200).bits for _ in range(5)]
    )
    for level in (0.05, 0.2):
        assert (np.exp2(-bits) <= level).mean() <= level


def test_who_returns_to_about_a_value_does_not_return_to_it() -> None:
    """Both are where nobody else is; only one is exact."""
    rng = np.random.default_rng(4)
    people = rng.uniform(0, 100, 3_000)
    about, exact = rng.uniform(95, 105, 30), 95 + rng.uniform(0, 0.5, 30)
    owner = np.repeat(np.arange(102, dtype=np.int32), 30)[: 3_000 + 60]
    value = np.concatenate([people, about, exact])
    found = returning_values(owner, value, 1.0, 102)
    assert found.bits[100] < 5
    assert found.bits[101] > 20
