"""Growth of a block from a seed: accounts and moments in turn, each by what speaks for it.

In a block of u rows and c columns an edge is there with rate q = edges / (u c); elsewhere with a
chance l of its own. What speaks for the block is the likelihood ratio of all its cells,

    edges there:  log q - log l          edges absent:  log(1 - q) - log(1 - l),

and a row or column belongs to it when its own cells speak for it by more than it costs to name it
among all there are: log(rows / u) or log(columns / c). Rows and columns are chosen in turn until
nothing changes. Edges elsewhere do not count, so camouflage changes nothing but the chances.

Only the cells with an edge are ever visited. For the others -log(1 - l) is replaced by a product of
a row's and a column's mass, which is never larger; the products sum up at once. The edges' own
products come off again: the cost of an edge is log l plus its product.

The worth of a block is what speaks for it, less the price of naming its rows, its columns and its
rate. If cells are independent with these chances, no block of a graph has a worth above t but with
probability exp(-t): a union bound over likelihood ratios, whose means are at most 1. Ours.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

_SIDE = "int64[::1], int32[::1], float64[::1], float64[::1]"


@njit("float64(int64, int64)", nogil=True, cache=True)
def log_choices(of: Any, some: Any) -> Any:
    """Return the natural logarithm of the number of ways to choose `some` of `of`."""
    return math.lgamma(of + 1.0) - math.lgamma(some + 1.0) - math.lgamma(of - some + 1.0)


@njit("float64(int64, int64, int64, int64, int64, float64, float64)", nogil=True, cache=True)
def worth(rows: Any, columns: Any, u: Any, c: Any, edges: Any, costs: Any, mass: Any) -> Any:
    """Return the worth of a block in nats.

    Parameters
    ----------
    rows, columns
        Of the graph; those that could be in a block.
    u, c, edges
        Of the block, at least 1 each.
    costs
        Sum of the costs of its edges.
    mass
        Sum of the masses of its rows times that of its columns.
    """
    cells = u * c
    gain = edges * math.log(edges / cells) - costs + mass
    if edges < cells:
        gain += (cells - edges) * math.log1p(-edges / cells)
    sizes = math.log(rows) + math.log(columns) + math.log(cells)
    return gain - log_choices(rows, u) - log_choices(columns, c) - sizes


@njit(
    f"int64(int32[::1], int64, {_SIDE}, int32[::1], float64[::1], int32[::1], float64[::1])",
    nogil=True,
    cache=True,
)
def _touch(
    chosen: Any, n: Any, starts: Any, other: Any, cost: Any, mass: Any, count: Any, total: Any,
    seen: Any, sums: Any,
) -> Any:  # fmt: skip
    """Add up, for each node of the other side, its edges to the `n` chosen; return how many.

    ``sums[2]`` gets the mass of the chosen.
    """
    touched = 0
    sums[2] = 0.0
    for k in range(n):
        sums[2] += mass[chosen[k]]
        for e in range(starts[chosen[k]], starts[chosen[k] + 1]):
            v = other[e]
            if count[v] == 0:
                seen[touched] = v
                touched += 1
            count[v] += 1
            total[v] += cost[e]
    return touched


@njit(
    "int64(int32[::1], int64, int64, float64, int32[::1], float64[::1], float64[::1], float64,"
    " int32[::1], float64[::1])",
    nogil=True,
    cache=True,
)
def _choose(
    seen: Any, touched: Any, others: Any, q: Any, count: Any, total: Any, mass: Any, price: Any,
    out: Any, sums: Any,
) -> Any:  # fmt: skip
    """Fill those of the touched that belong to a block of rate `q`; clear the scratch.

    `others` is the number of chosen on the other side; where `q` is 0 each node is asked by its own
    rate, and needs two edges. ``sums`` gets the edges of the chosen, their costs, the mass of both
    sides multiplied, and how much speaks for the chosen beyond the price.
    """
    n = 0
    other_mass = sums[2]
    own_mass = 0.0
    sums[:] = 0.0
    for t in range(touched):
        v = seen[t]
        k = count[v]
        rate = q if q > 0.0 else k / others
        gain = k * math.log(rate) - total[v] + mass[v] * other_mass - price
        if k < others:
            gain += (others - k) * math.log1p(-rate)
        if gain > 0.0 and (q > 0.0 or k >= 2):
            out[n] = v
            n += 1
            own_mass += mass[v]
            sums[0] += k
            sums[1] += total[v]
            sums[3] += gain
        count[v] = 0
        total[v] = 0.0
    sums[2] = own_mass * other_mass
    return n


@njit("float64(float64, int64, int64)", nogil=True, cache=True)
def _rate(edges: Any, u: Any, c: Any) -> Any:
    """Return the rate of a block, below 1 so that a newcomer may lack an edge."""
    return min(edges / (u * c), 1.0 - 1.0 / (u * c + 1.0))


@njit(
    f"void({_SIDE}, int64[::1], int32[::1], float64[::1], int64, int64[::1], float64[::1])",
    nogil=True,
    cache=True,
)
def seed_gains(
    row_starts: Any, row_column: Any, row_cost: Any, row_mass: Any, column_starts: Any,
    column_row: Any, column_mass: Any, columns: Any, asked: Any, out: Any,
) -> None:  # fmt: skip
    """Fill, for each column `asked`, what speaks for others when its rows are the seed, in nats.

    0 where fewer than two other columns would be in the block.
    """
    count = np.zeros(column_mass.size, np.int32)
    total = np.zeros(column_mass.size)
    seen, chosen = np.empty(count.size, np.int32), np.empty(count.size, np.int32)
    sums = np.zeros(4)
    for place in range(asked.size):
        m = asked[place]
        seed = column_row[column_starts[m] : column_starts[m + 1]]
        u = seed.size
        touched = _touch(seed, u, row_starts, row_column, row_cost, row_mass, count, total, seen,
                         sums)  # fmt: skip
        count[m] = 1  # its own column has all of its rows by construction and speaks for nothing
        n = _choose(seen, touched, u, 0.0, count, total, column_mass, math.log(columns), chosen,
                    sums)  # fmt: skip
        out[place] = sums[3] if n >= 2 else 0.0


@njit(
    f"float64({_SIDE}, {_SIDE}, int64, int64, int64, int32[::1], int64[::1], int32[::1],"
    " int32[::1])",
    nogil=True,
    cache=True,
)
def grow(
    row_starts: Any, row_column: Any, row_cost: Any, row_mass: Any, column_starts: Any,
    column_row: Any, column_cost: Any, column_mass: Any, rows: Any, columns: Any, rounds: Any,
    seed: Any, sizes: Any, in_rows: Any, in_columns: Any,
) -> Any:  # fmt: skip
    """Grow a block from the rows of `seed`; return its worth in nats, -inf where none grows.

    The graph comes twice, by rows and by columns, with the cost of each edge and the mass of each
    row and column; `rows` and `columns` are those that a block could have. ``in_rows[:sizes[0]]``
    and ``in_columns[:sizes[1]]`` are filled with the block; both are as long as the graph has rows
    and columns. A block has at least three of each; `rounds` is 2 and more.
    """
    row_count, row_total = np.zeros(in_rows.size, np.int32), np.zeros(in_rows.size)
    column_count, column_total = np.zeros(in_columns.size, np.int32), np.zeros(in_columns.size)
    seen = np.empty(max(in_rows.size, in_columns.size), np.int32)
    sums = np.zeros(4)
    sizes[:] = 0
    u = seed.size
    in_rows[:u] = seed
    best, q, price = -np.inf, 0.0, math.log(columns)
    for number in range(rounds):
        if u < 3:
            return -np.inf
        touched = _touch(in_rows, u, row_starts, row_column, row_cost, row_mass, column_count,
                         column_total, seen, sums)  # fmt: skip
        c = _choose(seen, touched, u, q, column_count, column_total, column_mass, price,
                    in_columns, sums)  # fmt: skip
        if c < 3:
            return -np.inf
        if q > 0.0:
            now = worth(rows, columns, u, c, int(sums[0]), sums[1], sums[2])
            settled = u == sizes[0] and c == sizes[1] and now == best
            best = now
            sizes[0], sizes[1] = u, c
            if settled or number == rounds - 1:  # some go to and fro between two blocks for ever
                break
        q, price = _rate(sums[0], u, c), math.log(rows / u)
        touched = _touch(in_columns, c, column_starts, column_row, column_cost, column_mass,
                         row_count, row_total, seen, sums)  # fmt: skip
        u = _choose(seen, touched, c, q, row_count, row_total, row_mass, price, in_rows, sums)
        if u < 3:
            return -np.inf
        q, price = _rate(sums[0], u, c), math.log(columns / c)
    return best
