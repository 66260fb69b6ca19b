"""The batch peel against a loop, its bound against brute force, and against the exact peel."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.batch_peel import dense_block
from clearwater.kernels.greedy_peel import densest_block
from tests.helpers.coded import int32

Edge = tuple[int, int]
ROWS, COLUMNS = 5, 4
EDGES = st.sets(st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1)), max_size=20)
# Eighths: sums of them are exact, so nothing depends on the order of summation.
WEIGHTS = st.lists(st.integers(1, 16).map(lambda n: n / 8), min_size=COLUMNS, max_size=COLUMNS)
EPS = st.sampled_from([0.0, 0.125, 0.5, 2.0])


def peeled(edges: set[Edge], weights: list[float], eps: float) -> tuple[set[int], float]:
    """Return the nodes inside, columns after rows, and the density."""
    row, column = (int32([edge[side] for edge in sorted(edges)]) for side in (0, 1))
    block = dense_block(row, column, np.array(weights), rows=ROWS, eps=eps)
    return {*block.rows.tolist(), *(ROWS + block.columns).tolist()}, block.density


def inside_of(edges: set[Edge], nodes: set[int]) -> list[Edge]:
    return [(r, c) for r, c in edges if r in nodes and ROWS + c in nodes]


def density(edges: set[Edge], weights: list[float], nodes: set[int]) -> float:
    return sum(weights[c] for _, c in inside_of(edges, nodes)) / len(nodes)


def naive(edges: set[Edge], weights: list[float], eps: float) -> tuple[set[int], float]:
    nodes = set(range(ROWS + COLUMNS))
    best, kept = -1.0, nodes
    while nodes:
        if density(edges, weights, nodes) > best:
            best, kept = density(edges, weights, nodes), nodes
        kept_edges = inside_of(edges, nodes)
        heavy = {v: sum(weights[c] for r, c in kept_edges if v in (r, ROWS + c)) for v in nodes}
        most = (1 + eps) * sum(heavy.values()) / len(nodes)
        nodes = {v for v in nodes if heavy[v] > most}
    return kept, best


@settings(print_blob=True)
@given(edges=EDGES.filter(bool), weights=WEIGHTS, eps=EPS)
def test_agrees_with_a_plain_loop(edges: set[Edge], weights: list[float], eps: float) -> None:
    nodes, dense = peeled(edges, weights, eps)
    kept, best = naive(edges, weights, eps)
    assert nodes == kept
    assert dense == pytest.approx(best, rel=1e-12)


@settings(print_blob=True, max_examples=30)
@given(edges=EDGES.filter(bool), weights=WEIGHTS, eps=EPS)
def test_is_never_worse_than_its_bound(edges: set[Edge], weights: list[float], eps: float) -> None:
    parts = itertools.chain.from_iterable(
        itertools.combinations(range(ROWS + COLUMNS), size) for size in range(1, ROWS + COLUMNS + 1)
    )
    densest = max(density(edges, weights, set(part)) for part in parts)
    assert peeled(edges, weights, eps)[1] >= densest / (2 + 2 * eps) - 1e-12


def test_nothing_is_no_block() -> None:
    assert peeled(set(), [1.0] * COLUMNS, 0.1) == (set(), 0.0)


@pytest.mark.data
def test_a_coarse_peel_of_a_real_graph_is_nearly_as_dense(data_dir: Path) -> None:
    """The example of FRAUDAR: 20 x 20 with score 3.049 by the exact peel."""
    edges = np.loadtxt(data_dir / "dense" / "fraudar_example_edges.txt", dtype=np.int32)
    row, column = edges[:, 0].copy(), edges[:, 1].copy()
    weight = 1 / np.log(np.bincount(column) + 5)
    exact = densest_block(row, column, weight, rows=int(row.max()) + 1)
    coarse = dense_block(row, column, weight, rows=int(row.max()) + 1, eps=0.1)
    assert 0.95 * exact.density <= coarse.density <= exact.density + 1e-9
    assert set(coarse.rows.tolist()) & set(range(20)) == set(range(20))
