"""The strict order against numpy.lexsort."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.ordering import Ordered, group_starts, scatter_order, strict_order
from tests.helpers.coded import int32, int64

KEYS, ACCOUNTS = 4, 5
# Ties are the point. The factor puts times on the grids of second, millisecond and microsecond; the
# offset of 300 years leaves no room to pack and asks for the other way of sorting.
UNITS = st.sampled_from([1, 1_000, 1_000_000])
OFFSETS = st.sampled_from([0, -5_000_000, 300 * 365 * 86_400_000_000])


class Rows(NamedTuple):
    key: np.ndarray
    time: np.ndarray
    actor: np.ndarray


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    unit, offset = draw(UNITS), draw(OFFSETS)
    drawn = draw(
        st.lists(
            st.tuples(st.integers(0, KEYS - 1), st.integers(0, 6), st.integers(0, ACCOUNTS - 1)),
            min_size=1,
            max_size=40,
        )
    )
    # One early event, so that the offset becomes a span.
    columns = list(zip((0, 0, 0), *drawn, strict=True))
    return Rows(
        int32(columns[0]),
        int64([0, *(offset + unit * t for t in columns[1][1:])]),
        int32(columns[2]),
    )


def naive(given_rows: Rows) -> list[tuple[int, int, int]]:
    return sorted(set(zip(*(column.tolist() for column in given_rows), strict=True)))


def ordered(given_rows: Rows, *, with_order: bool) -> Ordered:
    # strict_order overwrites what it is given.
    key, time, actor = given_rows.key.copy(), given_rows.time.copy(), given_rows.actor.copy()
    return strict_order(key, time, actor, KEYS, ACCOUNTS, with_order=with_order)


def listed(found: Ordered) -> list[tuple[int, int, int]]:
    columns = (found.key.tolist(), found.time.tolist(), found.actor.tolist())
    return list(zip(*columns, strict=True))


@given(given_rows=rows(), with_order=st.booleans())
def test_events_are_sorted_by_key_time_and_actor_each_once(
    *, given_rows: Rows, with_order: bool
) -> None:
    assert listed(ordered(given_rows, with_order=with_order)) == naive(given_rows)


@given(given_rows=rows())
def test_starts_say_where_each_key_begins(given_rows: Rows) -> None:
    found = ordered(given_rows, with_order=False)
    assert found.starts.tolist() == np.searchsorted(found.key, np.arange(KEYS + 1)).tolist()


@given(given_rows=rows())
def test_the_order_leads_back_to_the_rows_and_first_marks_no_repeat(given_rows: Rows) -> None:
    found = ordered(given_rows, with_order=True)
    assert found.order is not None
    key, time, actor = (column[found.order] for column in given_rows)
    assert np.lexsort((actor, time, key)).tolist() == list(range(key.size))
    kept = found.first
    assert (key[kept].tolist(), time[kept].tolist(), actor[kept].tolist()) == (
        found.key.tolist(),
        found.time.tolist(),
        found.actor.tolist(),
    )


@given(given_rows=rows(), seed=st.integers(0, 99))
def test_the_order_of_the_rows_does_not_matter(given_rows: Rows, seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(given_rows.key.size)
    again = Rows(*(column[shuffled] for column in given_rows))
    assert listed(ordered(again, with_order=False)) == listed(ordered(given_rows, with_order=False))


@pytest.mark.parametrize("far", [0, 300 * 365 * 86_400_000_000], ids=["packed", "by groups"])
@pytest.mark.parametrize("size", [1, 47, 48, 49, 400])
def test_groups_around_the_limit_of_the_insertion_sort(size: int, far: int) -> None:
    rng = np.random.default_rng(size)
    key = np.repeat(int32([0, 1]), size)
    time = rng.integers(0, 9, 2 * size) + np.where(key == 1, far + 1, 0)
    actor = rng.integers(0, ACCOUNTS, 2 * size).astype(np.int32)
    given_rows = Rows(key, time, actor)
    assert listed(ordered(given_rows, with_order=False)) == naive(given_rows)


@pytest.mark.parametrize("size", [40, 60])
def test_equal_times_are_put_in_the_order_of_the_actors(size: int) -> None:
    actor = np.random.default_rng(0).permutation(size).astype(np.int32)
    found = strict_order(
        np.zeros(size, np.int32), np.full(size, 7), actor, 1, size, with_order=False
    )
    assert found.actor.tolist() == list(range(size))


def test_grouping_keeps_the_given_order_within_a_group() -> None:
    code = int32([2, 0, 2, 0, 3])
    starts = group_starts(code, 4)
    assert starts.tolist() == [0, 2, 2, 4, 5]
    assert scatter_order(code, starts).tolist() == [1, 3, 0, 2, 4]
