"""Batch peel: a dense block in a few passes, each of which takes away everything that is light.

The objective is that of `clearwater.kernels.greedy_peel` (FRAUDAR's): weight of the edges inside
over rows and columns. A pass removes every node whose edges weigh at most (1 + eps) times the mean
of all nodes left, so that log(nodes) / log(1 + eps) passes are enough and each is a plain walk over
the edges, which can be spread over machines. Of what is left after each pass the densest is kept;
it is at least 1 / (2 + 2 eps) as dense as anything in the graph: Bahmani, Kumar and Vassilvitskii,
"Densest Subgraph in Streaming and MapReduce", VLDB 2012. No ties are broken: nodes go together.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from clearwater.kernels.greedy_peel import DenseBlock, Float64s, Int32s, block_of

_INT32S = nb.types.Array(nb.int32, 1, "C", readonly=True)
_FLOAT64S = nb.types.Array(nb.float64, 1, "C", readonly=True)


def _passes(row: Any, column: Any, weight: Any, rows: Any, eps: Any, last_pass: Any) -> Any:
    """Fill the pass in which each node goes, and return the pass before which it was densest."""
    nodes = rows + weight.size
    last_pass[:] = -1  # still there
    heavy = np.empty(nodes)
    best, best_pass, left, number = -1.0, 0, nodes, 0
    while left:
        heavy[:] = 0.0
        total = 0.0
        for e in range(row.size):
            r, c = row[e], rows + column[e]
            if last_pass[r] < 0 and last_pass[c] < 0:
                w = weight[column[e]]
                heavy[r] += w
                heavy[c] += w
                total += w
        if total / left > best:
            best, best_pass = total / left, number
        # Each edge is at two nodes; the lightest node is never above the mean, so some always go,
        # rounding apart, for which the lightest itself is named.
        most = (1.0 + eps) * 2.0 * total / left
        least = np.inf
        for v in range(nodes):
            if last_pass[v] < 0:
                least = min(least, heavy[v])
        most = max(most, least)
        for v in range(nodes):
            if last_pass[v] < 0 and heavy[v] <= most:
                last_pass[v] = number
                left -= 1
        number += 1
    return best_pass


_passes_compiled = nb.njit(
    [nb.int64(_INT32S, _INT32S, _FLOAT64S, nb.int64, nb.float64, nb.int32[::1])],
    nogil=True,
    cache=True,
)(_passes)


def dense_block(
    row: Int32s, column: Int32s, weight: Float64s, *, rows: int, eps: float = 0.1
) -> DenseBlock:
    """Return the densest part that peeling in batches comes across.

    Parameters
    ----------
    row, column, weight, rows
        As in `clearwater.kernels.greedy_peel.densest_block`.
    eps
        How far above the mean a node may weigh and still go, 0 and more; the larger, the fewer
        passes and the rougher.

    Returns
    -------
    DenseBlock
        Empty for a graph without edges.

    Examples
    --------
    >>> square = np.array([0, 0, 1, 1, 2], np.int32), np.array([0, 1, 0, 1, 2], np.int32)
    >>> block = dense_block(*square, np.ones(3), rows=3)
    >>> block.rows.tolist(), block.columns.tolist(), block.density
    ([0, 1], [0, 1], 1.0)
    """
    if row.size == 0:
        return DenseBlock(np.empty(0, np.int32), np.empty(0, np.int32), 0.0)
    last_pass = np.empty(rows + weight.size, np.int32)
    inside = last_pass >= _passes_compiled(row, column, weight, rows, eps, last_pass)
    return block_of(inside, row, column, weight, rows=rows)
