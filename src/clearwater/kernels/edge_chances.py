"""The chance of an account's being at a moment, by how often and when the account acts.

A moment with d accounts has d seats. Account i takes one of them with chance s_i, its share of all
edges, times how much more active than the log it is in the moment's stratum (a stretch of time at
a time of day):

    s_i = n_i / E * max(1, ((n_is - 1) / p_s + K) / (n_i - 1 + K))

with n_i edges of i, n_is of them in the stratum, E edges in all and p_s the stratum's part of them.
The edge itself is left out of its own explanation (- 1), and K pseudo-edges draw those who act
seldom towards the log. The larger explanation counts: a busy account that was in a stratum once is
there no less likely than anywhere (without this, worths were no bound: null logs reached 90 bits).
With one stratum this is n_i d / E, the chance by degrees alone. Ours; K is that of the choice null.

The mass of a pair, n_i d / E by degrees that are cut at the square root of E, is at most 1 and at
most the chance: what an absent edge is credited with (`clearwater.kernels.block_growth`).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from clearwater.kernels.ordering import group_starts, scatter_order

PSEUDO_EDGES = 6.0


class EdgeViews(NamedTuple):
    """Edges by row and by column, each with its cost: the logarithm of its chance, plus mass."""

    row_starts: np.ndarray
    row_column: np.ndarray
    row_cost: np.ndarray
    """float64. Row r owns ``row_starts[r]:row_starts[r + 1]``, columns ascending."""
    row_mass: np.ndarray
    """float64, shape (rows,). The mass of a pair is that of its row times that of its column."""
    column_starts: np.ndarray
    column_row: np.ndarray
    column_cost: np.ndarray
    """float64. Column c owns ``column_starts[c]:column_starts[c + 1]``, rows ascending."""
    column_mass: np.ndarray
    """float64, shape (columns,)."""


@njit(
    "void(int64[::1], int32[::1], int32[::1], float64[::1], float64[::1], float64[::1])",
    nogil=True,
    cache=True,
)
def _log_chances(
    row_starts: Any, column: Any, stratum: Any, share: Any, degree: Any, out: Any
) -> None:
    edges = float(column.size)
    for r in range(row_starts.size - 1):
        lo, hi = row_starts[r], row_starts[r + 1]
        n = hi - lo
        run = lo
        while run < hi:  # columns lie stratum by stratum
            s = stratum[column[run]]
            end = run + 1
            while end < hi and stratum[column[end]] == s:
                end += 1
            rate = ((end - run - 1) / share[s] + PSEUDO_EDGES) / (n - 1 + PSEUDO_EDGES)
            for e in range(run, end):
                out[e] = math.log(min(1.0, n / edges * max(1.0, rate) * degree[column[e]]))
            run = end


def edge_views(row: np.ndarray, column: np.ndarray, stratum: np.ndarray, rows: int) -> EdgeViews:
    """Return the edges of the columns with two rows or more, by row and by column.

    Parameters
    ----------
    row, column : int32 array, shape (edges,)
        The edges, each once, in any order.
    stratum : int32 array, shape (columns,)
        Of each column, ascending.

    Returns
    -------
    EdgeViews
        Columns with a single row, which tie nobody to anybody, count in the chances and have no
        edges here.
    """
    columns = stratum.size
    column_starts = group_starts(column, columns)
    order = scatter_order(column, column_starts)
    row, column = row[order], column[order]
    row_starts = group_starts(row, rows)
    order = scatter_order(row, row_starts)
    row, column = row[order], column[order]
    degree = np.diff(column_starts).astype(np.float64)
    share = np.bincount(stratum, degree) / max(1, column.size)
    cost = np.empty(column.size)
    _log_chances(row_starts, column, stratum, share, degree, cost)
    most = math.sqrt(max(1, column.size))
    row_mass = np.minimum(np.diff(row_starts), most) / most
    column_mass = np.minimum(degree, most) / most
    cost += row_mass[row] * column_mass[column]
    shared = degree[column] > 1
    row, column, cost = row[shared], column[shared], cost[shared]
    starts = group_starts(column, columns)
    order = scatter_order(column, starts)
    by_row = group_starts(row, rows), column, cost, row_mass
    return EdgeViews(*by_row, starts, row[order], cost[order], column_mass)
