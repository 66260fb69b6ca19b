"""Search: where in a graph of accounts and moments the blocks with the most evidence lie.

Growth needs a seed. Three kinds are tried: the rows of the densest part of the whole graph (the
peel, whose column weights fall with popularity, so that camouflage does not help), the rows of the
densest part inside each group of candidates that was handed in, and the crowds of single moments,
those first whose accounts share the most surprising other moments. What grows is judged by its
worth alone (`clearwater.kernels.block_growth`), whatever it grew from.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from clearwater.kernels.block_growth import grow, seed_gains
from clearwater.kernels.edge_chances import EdgeViews
from clearwater.kernels.greedy_peel import densest_block

ROUNDS = 30
POPULARITY_BASE = 5.0
"""Column weights are 1 / log(degree + this), as FRAUDAR published them."""
LEAST = 3
"""A block has at least so many accounts and as many moments: two acts are never evidence."""


@dataclass(frozen=True)
class GrownBlock:
    """Rows and columns, ascending, and the block's worth in nats."""

    rows: np.ndarray
    columns: np.ndarray
    worth: float


def grown_blocks(
    views: EdgeViews, *, seeds: int, most_visits: int, candidates: Sequence[np.ndarray] = ()
) -> list[GrownBlock]:
    """Return the blocks that grow from all seeds, the worthiest first; often one and the same.

    Parameters
    ----------
    seeds
        Moments that are tried, 0 and more.
    most_visits
        Edges that may be visited to find out which moments to try: those whose accounts have the
        fewest come first, what does not fit is no seed.
    candidates
        Rows of each group to look into.
    """
    sizes = (
        int(np.count_nonzero(np.diff(views.row_starts))),
        int(np.count_nonzero(np.diff(views.column_starts))),
    )
    if min(sizes) < LEAST:
        return []
    found = [_grown(views, sizes, rows) for rows in _peeled(views, candidates)]
    asked = _seeds(views, most_visits)
    gain = np.empty(asked.size)
    seed_gains(*views[:6], views.column_mass, sizes[1], asked, gain)
    order = asked[np.argsort(-gain, kind="stable")[: np.count_nonzero(gain > 0.0)]]
    passed, tried = np.zeros(views.column_mass.size, bool), 0
    for moment in order.tolist():
        if tried == seeds:
            break
        if passed[moment]:
            continue
        tried += 1
        lo, hi = views.column_starts[moment], views.column_starts[moment + 1]
        block = _grown(views, sizes, views.column_row[lo:hi])
        passed[block.columns] = True
        found.append(block)
    return sorted((one for one in found if one.rows.size), key=lambda one: -one.worth)


def _seeds(views: EdgeViews, most_visits: int) -> np.ndarray:
    """Return the moments that could be seeds, ascending: crowds of three, the quiet ones first."""
    crowd = np.diff(views.column_starts)
    column = np.repeat(np.arange(crowd.size), crowd)
    edges = np.bincount(column, np.diff(views.row_starts)[views.column_row], crowd.size)
    crowded = np.flatnonzero(crowd >= LEAST)
    order = crowded[np.argsort(edges[crowded], kind="stable")]
    asked: np.ndarray = np.sort(order[np.cumsum(edges[order]) <= most_visits])
    return asked


def _grown(views: EdgeViews, sizes: tuple[int, int], seed: np.ndarray) -> GrownBlock:
    """Return what grows from the rows `seed`; empty and worth -inf where nothing does."""
    in_rows = np.empty(views.row_starts.size - 1, np.int32)
    in_columns = np.empty(views.column_starts.size - 1, np.int32)
    inside = np.zeros(2, np.int64)
    worth = grow(*views, *sizes, ROUNDS, seed, inside, in_rows, in_columns)
    if worth == -math.inf:
        inside[:] = 0
    return GrownBlock(np.sort(in_rows[: inside[0]]), np.sort(in_columns[: inside[1]]), float(worth))


def _peeled(views: EdgeViews, candidates: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
    """Yield the rows of the densest part of everything, then of each group of candidates."""
    degree = np.diff(views.row_starts)
    row = np.repeat(np.arange(degree.size, dtype=np.int32), degree)
    weight = 1 / np.log(np.diff(views.column_starts) + POPULARITY_BASE)
    yield densest_block(row, views.row_column, weight, rows=degree.size).rows
    for group in candidates:
        asked = np.zeros(degree.size, bool)
        asked[group[group < degree.size]] = True  # the others have no events
        inside = asked[row]
        if inside.any():
            edges = row[inside], views.row_column[inside]
            yield densest_block(*edges, weight, rows=degree.size).rows
