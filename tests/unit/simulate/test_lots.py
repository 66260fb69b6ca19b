"""Lots follow from what they are drawn for, and from nothing else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.simulate.lots import below, lots, shares

Ints = npt.NDArray[np.int64]
MASK = (1 << 64) - 1
STEP = 0x9E3779B97F4A7C15
INT64 = st.integers(-(2**63), 2**63 - 1)


def finalised(z: int) -> int:
    """Return splitmix64's mix of `z`, in Python's own whole numbers (Steele, Lea, Flood 2014)."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def one_lot(seed: int, purpose: int, *of: int) -> int:
    state = finalised((seed * 1_000 + purpose) & MASK)
    for value in of:
        state = finalised((state + STEP + value) & MASK)
    return state


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize(
    ("steps", "published"),
    [(1, 0xE220A8397B1DCDAF), (2, 0x6E789E6AA1B965F4), (3, 0x06C45D188009454F)],
)
def test_the_first_numbers_of_splitmix64_from_seed_0(steps: int, published: int) -> None:
    # Seed and purpose 0 leave the state at 0, so the value alone stands for the steps taken.
    value = ((steps - 1) * STEP) & MASK
    assert lots(0, 0, np.array([value], np.uint64).view(np.int64)).tolist() == [published]


@given(
    st.integers(0, 2**40),
    st.integers(0, 999),
    st.lists(st.tuples(INT64, INT64), min_size=1, max_size=5),
)
def test_lots_are_those_of_a_plain_loop(
    seed: int, purpose: int, rows: list[tuple[int, int]]
) -> None:
    first, second = (ints(*column) for column in zip(*rows, strict=True))
    expected = [one_lot(seed, purpose, *row) for row in rows]
    assert lots(seed, purpose, first, second).tolist() == expected
    assert below(7, seed, purpose, first, second).tolist() == [lot % 7 for lot in expected]
    assert shares(seed, purpose, first, second).tolist() == [
        (lot >> 11) / 2**53 for lot in expected
    ]


def test_the_order_of_entries_changes_nothing() -> None:
    account, hour = ints(5, 9, 5, 0), ints(1, 1, 2, 0)
    back = [3, 2, 1, 0]
    assert (
        lots(1, 2, account, hour)[back].tolist() == lots(1, 2, account[back], hour[back]).tolist()
    )


def test_seed_purpose_place_and_value_all_count() -> None:
    drawn = [
        int(lots(*which)[0])
        for which in (
            (1, 2, ints(3), ints(4)),
            (2, 2, ints(3), ints(4)),
            (1, 3, ints(3), ints(4)),
            (1, 2, ints(4), ints(3)),
            (1, 2, ints(3), ints(-4)),
        )
    ]
    assert len(set(drawn)) == 5


def test_consecutive_numbers_give_even_shares() -> None:
    counts = np.bincount((shares(1, 2, np.arange(64_000)) * 64).astype(int), minlength=64)
    # A chi-square of 63 degrees of freedom exceeds 120 once in 50,000 draws.
    assert ((counts - 1_000) ** 2 / 1_000).sum() < 120


def test_neighbours_do_not_resemble_each_other() -> None:
    drawn = shares(1, 2, np.arange(20_000))
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.03


@given(st.integers(1, 1_000), st.lists(INT64, max_size=20))
def test_whole_numbers_stay_below_their_limit(limit: int, of: list[int]) -> None:
    drawn = below(limit, 1, 2, ints(*of))
    assert len(drawn) == len(of)
    assert ((drawn >= 0) & (drawn < limit)).all()
