from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.edge_chances import PSEUDO_EDGES, EdgeViews, edge_views

Edge = tuple[int, int]
ROWS, STRATUM = 6, [0, 0, 0, 1, 1, 2]
EDGES = st.sets(st.tuples(st.integers(0, ROWS - 1), st.integers(0, 5)), max_size=36)


def views_of(edges: list[Edge]) -> EdgeViews:
    row = np.array([r for r, _ in edges], np.int32)
    column = np.array([c for _, c in edges], np.int32)
    return edge_views(row, column, np.array(STRATUM, np.int32), ROWS)


def naive(edges: set[Edge]) -> dict[Edge, float]:
    """Return the cost of each edge of a column with others, straight from the formula."""
    costs, total = {}, len(edges)
    for r, c in edges:
        d = sum(other == c for _, other in edges)
        n = sum(other == r for other, _ in edges)
        n_s = sum(other == r and STRATUM[m] == STRATUM[c] for other, m in edges)
        p_s = sum(STRATUM[m] == STRATUM[c] for _, m in edges) / total
        rate = ((n_s - 1) / p_s + PSEUDO_EDGES) / (n - 1 + PSEUDO_EDGES)
        mass = min(n, math.sqrt(total)) * min(d, math.sqrt(total)) / total
        if d > 1:
            costs[r, c] = math.log(min(1.0, n / total * max(1.0, rate) * d)) + mass
    return costs


@settings(print_blob=True)
@given(edges=EDGES, data=st.data())
def test_agrees_with_the_formula_whatever_the_order(edges: set[Edge], data: st.DataObject) -> None:
    views = views_of(data.draw(st.permutations(sorted(edges))))
    row = np.repeat(np.arange(ROWS), np.diff(views.row_starts)).tolist()
    column = np.repeat(np.arange(6), np.diff(views.column_starts)).tolist()
    by_row = dict(
        zip(zip(row, views.row_column.tolist(), strict=True), views.row_cost, strict=True)
    )
    by_column = dict(
        zip(zip(views.column_row.tolist(), column, strict=True), views.column_cost, strict=True)
    )
    expected = pytest.approx(naive(edges), rel=1e-12)
    assert by_row == expected
    assert by_column == expected


@settings(print_blob=True, max_examples=30)
@given(edges=EDGES.filter(bool))
def test_a_mass_is_at_most_the_chance(edges: set[Edge]) -> None:
    """Or absent edges would be credited with more than their chance."""
    views = views_of(sorted(edges))
    for (r, c), cost in naive(edges).items():
        mass = views.row_mass[r] * views.column_mass[c]
        assert mass <= math.exp(cost - mass) + 1e-12
