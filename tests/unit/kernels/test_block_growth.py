"""Worth against every cell of a block; growth against loops over every row and column."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.block_growth import grow, log_choices, seed_gains, worth
from clearwater.kernels.edge_chances import EdgeViews, edge_views

ROUNDS = 30


def graph(rng: np.random.Generator, rows: int, columns: int, chance: float) -> np.ndarray:
    """Return a table of edges with a block of 8 x 10 in its corner, nine tenths full."""
    table = rng.random((rows, columns)) < chance
    table[:8, :10] |= rng.random((8, 10)) < 0.9
    return table


def views_of(table: np.ndarray) -> EdgeViews:
    row, column = (side.astype(np.int32) for side in np.nonzero(table))
    return edge_views(row, column, np.zeros(table.shape[1], np.int32), table.shape[0])


def sizes_of(views: EdgeViews) -> tuple[int, int]:
    return (
        int(np.count_nonzero(np.diff(views.row_starts))),
        int(np.count_nonzero(np.diff(views.column_starts))),
    )


def cells(views: EdgeViews) -> tuple[np.ndarray, np.ndarray]:
    """Return the cost of every cell, NaN where there is no edge, and its mass."""
    costs = np.full((views.row_mass.size, views.column_mass.size), np.nan)
    row = np.repeat(np.arange(views.row_mass.size), np.diff(views.row_starts))
    costs[row, views.row_column] = views.row_cost
    return costs, np.outer(views.row_mass, views.column_mass)


def speaks(costs: np.ndarray, mass: np.ndarray, q: float) -> np.ndarray:
    """Return what each cell says for a block of rate q."""
    there = ~np.isnan(costs)
    absent = math.log1p(-q) if q < 1 else -math.inf
    return np.where(there, math.log(q) - np.nan_to_num(costs) + mass, absent + mass)


def naive_growth(views: EdgeViews, seed: list[int]) -> tuple[list[int], list[int]] | None:
    """Return rows and columns when every row and column is asked in turn."""
    costs, mass = cells(views)
    all_rows, all_columns = sizes_of(views)
    touched = ~np.isnan(costs)
    rows, columns = seed, list[int]()
    before: tuple[list[int], list[int]] | None = None
    q = 0.0
    for number in range(ROUNDS):
        price = math.log(all_columns / len(columns)) if q else math.log(all_columns)
        chosen = []
        for m in range(mass.shape[1]):
            k = int(touched[rows, m].sum())
            rate = q or k / len(rows)
            if k >= (1 if q else 2) and speaks(costs[rows, m], mass[rows, m], rate).sum() > price:
                chosen.append(m)
        columns = chosen
        if len(rows) < 3 or len(columns) < 3:
            return None
        if q and (before == (rows, columns) or number == ROUNDS - 1):
            return rows, columns
        before = (rows, columns) if q else None
        count = len(rows) * len(columns)
        q = min(touched[np.ix_(rows, columns)].sum() / count, 1 - 1 / (count + 1))
        price = math.log(all_rows / len(rows))
        gains = [speaks(costs[r, columns], mass[r, columns], q).sum() for r in range(len(mass))]
        rows = [r for r, gain in enumerate(gains) if gain > price and touched[r, columns].any()]
        if len(rows) < 3:
            return None
        count = len(rows) * len(columns)
        q = min(touched[np.ix_(rows, columns)].sum() / count, 1 - 1 / (count + 1))
    return None


def grown(views: EdgeViews, seed: list[int]) -> tuple[float, list[int], list[int]]:
    in_rows = np.empty(views.row_mass.size, np.int32)
    in_columns = np.empty(views.column_mass.size, np.int32)
    sizes = np.zeros(2, np.int64)
    start = np.array(seed, np.int32)
    value = grow(*views, *sizes_of(views), ROUNDS, start, sizes, in_rows, in_columns)
    return value, sorted(in_rows[: sizes[0]].tolist()), sorted(in_columns[: sizes[1]].tolist())


@settings(print_blob=True, max_examples=60)
@given(
    seed=st.integers(0, 10_000), chance=st.sampled_from([0.01, 0.02, 0.05]), first=st.integers(0, 9)
)
def test_growth_agrees_with_asking_every_row_and_column(
    seed: int, chance: float, first: int
) -> None:
    views = views_of(graph(np.random.default_rng(seed), 400, 200, chance))
    start = sorted({first, 1, 2, 3})
    value, rows, columns = grown(views, start)
    expected = naive_growth(views, start)
    if expected is None:
        assert value == -math.inf
        return
    assert (rows, columns) == expected
    costs, mass = cells(views)
    block = np.ix_(rows, columns)
    edges, count = int((~np.isnan(costs[block])).sum()), len(rows) * len(columns)
    all_rows, all_columns = sizes_of(views)
    price = math.log(all_rows * all_columns * count)
    price += log_choices(all_rows, len(rows)) + log_choices(all_columns, len(columns))
    said = speaks(costs[block], mass[block], edges / count).sum()
    assert value == pytest.approx(said - price, abs=1e-8)


@settings(print_blob=True, max_examples=20)
@given(seed=st.integers(0, 10_000), chance=st.sampled_from([0.01, 0.03, 0.05]))
def test_a_seed_is_worth_what_its_rows_share_elsewhere(seed: int, chance: float) -> None:
    views = views_of(graph(np.random.default_rng(seed), 400, 200, chance))
    asked = np.flatnonzero(np.diff(views.column_starts) >= 3)[::3].copy()
    out = np.empty(asked.size)
    seed_gains(*views[:6], views.column_mass, sizes_of(views)[1], asked, out)
    costs, mass = cells(views)
    price = math.log(sizes_of(views)[1])
    for m, found in zip(asked[:7].tolist(), out.tolist(), strict=False):
        rows = np.flatnonzero(~np.isnan(costs[:, m]))
        gains = []
        for other in range(200):
            k = int((~np.isnan(costs[rows, other])).sum())
            if other != m and k >= 2:
                said = speaks(costs[rows, other], mass[rows, other], k / rows.size)
                gains.append(said.sum() - price)
        counted = [gain for gain in gains if gain > 0]
        expected = sum(counted) if len(counted) >= 2 else 0.0
        assert found == pytest.approx(expected, abs=1e-9)


def test_ways_to_choose() -> None:
    assert math.exp(log_choices(7, 3)) == pytest.approx(35)


def test_more_edges_are_worth_more_and_a_full_block_has_no_absent_ones() -> None:
    cost = math.log(0.01)
    worths = [worth(1_000, 1_000, 10, 10, edges, edges * cost, 1.0) for edges in (20, 50, 100)]
    assert worths == sorted(worths)
    assert math.isfinite(worths[-1])


def test_a_block_grows_from_three_of_its_rows() -> None:
    views = views_of(graph(np.random.default_rng(4), 400, 200, 0.02))
    value, rows, columns = grown(views, [0, 1, 2])
    assert (rows, columns) == (list(range(8)), list(range(10)))
    assert value > 20.0
