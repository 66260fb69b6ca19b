from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.edge_swaps import swap_rows

Edge = tuple[int, int]
COLUMNS = 6
STRATUM_OF = [0, 0, 0, 1, 1, 2]
EDGES = st.sets(st.tuples(st.integers(0, 7), st.integers(0, COLUMNS - 1)), max_size=40)


def swapped(edges: set[Edge], seed: int, trades: float = 5.0) -> list[Edge]:
    """Return the edges, by column, after exchanges inside the strata."""
    ordered = sorted(edges, key=lambda edge: (edge[1], edge[0]))
    row = np.array([r for r, _ in ordered], np.int32)
    column = np.array([c for _, c in ordered], np.int32)
    sizes = np.bincount([STRATUM_OF[c] for c in column.tolist()], minlength=3)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    swap_rows(row, column, starts, COLUMNS, trades, np.uint64(seed))
    return list(zip(row.tolist(), column.tolist(), strict=True))


@settings(print_blob=True)
@given(edges=EDGES, seed=st.integers(0, 2**64 - 1))
def test_everybody_stays_as_busy_in_each_stratum(edges: set[Edge], seed: int) -> None:
    found = swapped(edges, seed)
    assert len(set(found)) == len(edges)
    assert Counter(c for _, c in found) == Counter(c for _, c in edges)
    before = Counter((r, STRATUM_OF[c]) for r, c in edges)
    assert Counter((r, STRATUM_OF[c]) for r, c in found) == before


@settings(print_blob=True, max_examples=20)
@given(edges=EDGES, seed=st.integers(0, 2**64 - 1))
def test_the_seed_decides(edges: set[Edge], seed: int) -> None:
    assert swapped(edges, seed) == swapped(edges, seed)


def test_all_graphs_of_these_degrees_are_as_likely() -> None:
    """Three rows with an edge each into three columns of one: six ways to marry them."""
    ways = Counter(tuple(swapped({(0, 0), (1, 1), (2, 2)}, seed, 20.0)) for seed in range(6_000))
    assert len(ways) == 6
    assert max(abs(n - 1_000) for n in ways.values()) < 150  # five standard deviations


def test_where_nothing_can_be_exchanged_nothing_is() -> None:
    everybody = {(r, c) for r in range(3) for c in range(COLUMNS)}
    assert set(swapped(everybody, 1)) == everybody
    assert swapped(set(), 1) == []
