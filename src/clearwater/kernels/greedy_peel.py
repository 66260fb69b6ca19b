"""Greedy peel: the densest part of a graph of rows and columns, whose columns have weights.

Density is the weight of the edges inside over the number of rows and columns. The node whose edges
weigh least is taken away, again and again; of all that was left on the way, the densest is kept.
That is at least half as dense as anything in the graph (Charikar 2000), and costs (edges x log
nodes). With column weights that fall with popularity, accounts cannot hide a block behind edges to
popular objects: Hooi, Song, Beutel, Shah, Shin and Faloutsos, "FRAUDAR: Bounding Graph Fraud in
the Face of Camouflage", KDD 2016.

The lightest node stands at the root of a tree of minima. Of equal ones a row goes before a column
and a smaller number before a larger one, so the numbering of the nodes, and nothing else, decides
ties.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
Float64s = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_INT32S = nb.types.Array(nb.int32, 1, "C", readonly=True)
_FLOAT64S = nb.types.Array(nb.float64, 1, "C", readonly=True)


class DenseBlock(NamedTuple):
    """The densest part that the peel came across."""

    rows: Int32s
    """Numbers of the rows inside, ascending."""
    columns: Int32s
    """Numbers of the columns inside, ascending."""
    density: float
    """Weight of the edges inside / (rows + columns); 0 for a graph without edges."""


def block_of(
    inside: Bools, row: Int32s, column: Int32s, weight: Float64s, *, rows: int
) -> DenseBlock:
    """Return the block of the nodes that are `inside`: rows first, then columns; not empty."""
    # Summed anew: what was taken off edge by edge carries the rounding of all its steps.
    kept = inside[row] & inside[rows + column]
    return DenseBlock(
        np.flatnonzero(inside[:rows]).astype(np.int32),
        np.flatnonzero(inside[rows:]).astype(np.int32),
        float(weight[column[kept]].sum()) / int(inside.sum()),
    )


def _peel(row: Any, column: Any, weight: Any, rows: Any, order: Any) -> Any:
    nodes = rows + weight.size
    starts = np.zeros(nodes + 1, np.int64)
    for e in range(row.size):
        starts[row[e] + 1] += 1
        starts[rows + column[e] + 1] += 1
    for v in range(nodes):
        starts[v + 1] += starts[v]
    cursor = starts[:-1].copy()
    neighbour = np.empty(2 * row.size, np.int32)
    leaves = 1
    while leaves < nodes:
        leaves *= 2
    tree = np.full(2 * leaves, np.inf)
    tree[leaves : leaves + nodes] = 0.0
    left = 0.0
    for e in range(row.size):
        r, c = row[e], rows + column[e]
        neighbour[cursor[r]] = c
        neighbour[cursor[c]] = r
        cursor[r] += 1
        cursor[c] += 1
        tree[leaves + r] += weight[column[e]]
        tree[leaves + c] += weight[column[e]]
        left += weight[column[e]]
    for k in range(leaves - 1, 0, -1):
        tree[k] = min(tree[2 * k], tree[2 * k + 1])
    best, taken_at_best = left / nodes, 0
    for taken in range(nodes):
        k = 1
        while k < leaves:
            k = 2 * k if tree[2 * k] <= tree[2 * k + 1] else 2 * k + 1
        node = k - leaves
        order[taken] = node
        left -= tree[k]
        tree[k] = np.inf
        while k > 1:
            k //= 2
            tree[k] = min(tree[2 * k], tree[2 * k + 1])
        for p in range(starts[node], starts[node + 1]):
            k = leaves + neighbour[p]  # infinite if it was taken, and stays so
            tree[k] -= weight[max(node, neighbour[p]) - rows]
            while k > 1:
                k //= 2
                lighter = min(tree[2 * k], tree[2 * k + 1])
                if tree[k] == lighter:  # nothing changes further up
                    break
                tree[k] = lighter
        if taken + 1 < nodes and left / (nodes - taken - 1) > best:
            best, taken_at_best = left / (nodes - taken - 1), taken + 1
    return taken_at_best


_peel_compiled = nb.njit(
    [nb.int64(_INT32S, _INT32S, _FLOAT64S, nb.int64, nb.int32[::1])],
    nogil=True,
    cache=True,
)(_peel)


def densest_block(row: Int32s, column: Int32s, weight: Float64s, *, rows: int) -> DenseBlock:
    """Return the densest part that greedy peeling finds.

    Parameters
    ----------
    row, column
        The edges, each at most once; rows are 0..`rows` - 1, columns 0..``weight.size`` - 1. Their
        order does not matter but for rounding: hand them over sorted.
    weight
        Weight of an edge by its column, > 0.
    rows
        Number of rows; a row or column without an edge is in no block.

    Returns
    -------
    DenseBlock
        Empty for a graph without edges.

    Examples
    --------
    >>> square = np.array([0, 0, 1, 1, 2], np.int32), np.array([0, 1, 0, 1, 2], np.int32)
    >>> block = densest_block(*square, np.ones(3), rows=3)
    >>> block.rows.tolist(), block.columns.tolist(), block.density
    ([0, 1], [0, 1], 1.0)
    """
    if row.size == 0:
        return DenseBlock(np.empty(0, np.int32), np.empty(0, np.int32), 0.0)
    order = np.empty(rows + weight.size, np.int32)
    taken = _peel_compiled(row, column, weight, rows, order)
    inside = np.zeros(order.size, bool)
    inside[order[taken:]] = True
    return block_of(inside, row, column, weight, rows=rows)
