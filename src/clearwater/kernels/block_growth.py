"""Growth of a block from a seed: accounts and moments in turn, each by what speaks for it.

In a block of u rows and c columns an edge is there with rate q = edges / (u c); elsewhere with the
rate that chance gives, whose logarithm comes with each edge. A column with k edges to the rows of
the block and chances l_1..l_k belongs to it when

    k log q - (log l_1 + ... + log l_k) - q u  >  log(columns / c),

that is when its edges are likelier by the block's rate than by chance (Poisson; the mass that
chance puts on absent edges is left out, which only lowers the left side), by more than it costs to
name it among all columns; rows likewise. Rows and columns are chosen in turn until nothing changes.
Edges elsewhere do not count, so camouflage changes nothing but the chances.

The worth of a block is the sum of what speaks for its edges, less u c q, less the price of naming
its rows, its columns and its rate among all there are. For edges independent with these chances no
block of a graph has a worth above t but with probability exp(-t) (a union bound over blocks of
likelihood ratios, whose means are at most 1). Ours.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

_SIDE = "int32[::1], int64, int64[::1], int32[::1], float64[::1]"


@njit("float64(int64, int64)", nogil=True, cache=True)
def log_choices(of: Any, some: Any) -> Any:
    """Return the natural logarithm of the number of ways to choose `some` of `of`."""
    return math.lgamma(of + 1.0) - math.lgamma(some + 1.0) - math.lgamma(of - some + 1.0)


@njit("float64(int64, int64, int64, int64, int64, float64)", nogil=True, cache=True)
def worth(rows: Any, columns: Any, u: Any, c: Any, edges: Any, log_chances: Any) -> Any:
    """Return the worth of a block in nats.

    Parameters
    ----------
    rows, columns
        Of the graph; those that could be in a block.
    u, c, edges
        Of the block, at least 1 each.
    log_chances
        Sum of the logarithms of its edges' chances.
    """
    gain = edges * math.log(edges / (u * c)) - log_chances - edges
    sizes = math.log(rows) + math.log(columns) + math.log(u * c)
    return gain - log_choices(rows, u) - log_choices(columns, c) - sizes


@njit(f"int64({_SIDE}, int32[::1], float64[::1], int32[::1])", nogil=True, cache=True)
def _touch(
    chosen: Any, n: Any, starts: Any, other: Any, log_chance: Any, count: Any, total: Any, seen: Any
) -> Any:
    """Add up, for each node of the other side, its edges to the `n` chosen; return how many."""
    touched = 0
    for k in range(n):
        for e in range(starts[chosen[k]], starts[chosen[k] + 1]):
            v = other[e]
            if count[v] == 0:
                seen[touched] = v
                touched += 1
            count[v] += 1
            total[v] += log_chance[e]
    return touched


@njit(
    "int64(int32[::1], int64, int32[::1], float64[::1], float64, float64, float64, int32[::1],"
    " float64[::1])",
    nogil=True,
    cache=True,
)
def _choose(
    seen: Any, touched: Any, count: Any, total: Any, log_q: Any, mass: Any, price: Any, out: Any,
    sums: Any,
) -> Any:  # fmt: skip
    """Fill those of the touched that belong to the block, clear the scratch; return how many.

    ``sums`` gets the edges of the chosen and the sum of their log chances.
    """
    n = 0
    sums[0] = sums[1] = 0.0
    for t in range(touched):
        v = seen[t]
        if count[v] * log_q - total[v] - mass > price:
            out[n] = v
            n += 1
            sums[0] += count[v]
            sums[1] += total[v]
        count[v] = 0
        total[v] = 0.0
    return n


@njit(
    "int64(int32[::1], int64, int64, int32[::1], float64[::1], float64, int32[::1], float64[::1])",
    nogil=True,
    cache=True,
)
def _first(
    seen: Any, touched: Any, u: Any, count: Any, total: Any, price: Any, out: Any, sums: Any
) -> Any:
    """Fill the columns that belong to a seed of `u` rows, each by its own rate; clear the scratch.

    ``sums`` gets edges, log chances, and how much speaks for the columns, over the price.
    """
    n = 0
    sums[:] = 0.0
    for t in range(touched):
        v = seen[t]
        k = count[v]
        gain = k * math.log(k / u) - total[v] - k - price
        if k >= 2 and gain > 0.0:
            out[n] = v
            n += 1
            sums[0] += k
            sums[1] += total[v]
            sums[2] += gain
        count[v] = 0
        total[v] = 0.0
    return n


_GRAPH = "int64[::1], int32[::1], float64[::1], int64[::1], int32[::1], float64[::1]"


@njit(f"void({_GRAPH}, int64, int64, int64, float64[::1])", nogil=True, cache=True)
def seed_gains(
    row_starts: Any, row_column: Any, row_chance: Any, column_starts: Any, column_row: Any,
    column_chance: Any, rows: Any, columns: Any, most_edges: Any, out: Any,
) -> None:  # fmt: skip
    """Fill how much speaks for other columns when a column's rows are the seed, in nats.

    0 where fewer than three rows or columns would be in the block, and where the rows have more
    than `most_edges` edges: a crowd of the whole world is no seed.
    """
    count = np.zeros(column_starts.size - 1, np.int32)
    total = np.zeros(column_starts.size - 1)
    seen, chosen = np.empty(count.size, np.int32), np.empty(count.size, np.int32)
    sums = np.zeros(3)
    for m in range(column_starts.size - 1):
        out[m] = 0.0
        u = column_starts[m + 1] - column_starts[m]
        if u < 3:
            continue
        seed = column_row[column_starts[m] : column_starts[m + 1]]
        edges = 0
        for k in range(u):
            edges += row_starts[seed[k] + 1] - row_starts[seed[k]]
        if edges > most_edges:
            continue
        touched = _touch(seed, u, row_starts, row_column, row_chance, count, total, seen)
        # The seed's own column has all of its rows by construction and speaks for nothing.
        count[m], total[m] = 1, 0.0
        if _first(seen, touched, u, count, total, math.log(columns), chosen, sums) >= 2:
            out[m] = sums[2]


@njit(
    f"float64({_GRAPH}, int64, int64, int64, int32[::1], int64[::1], int32[::1], int32[::1])",
    nogil=True,
    cache=True,
)
def grow(
    row_starts: Any, row_column: Any, row_chance: Any, column_starts: Any, column_row: Any,
    column_chance: Any, rows: Any, columns: Any, rounds: Any, seed: Any, sizes: Any, in_rows: Any,
    in_columns: Any,
) -> Any:  # fmt: skip
    """Grow a block from the rows of `seed`; return its worth in nats, -inf where none grows.

    The graph comes twice, by rows and by columns, with the log chance of each edge; `rows` and
    `columns` are those that a block could have. ``in_rows[:sizes[0]]`` and
    ``in_columns[:sizes[1]]`` are filled with the block; both are as long as the graph has rows
    and columns. A block has at least three of each.
    """
    row_count, row_total = np.zeros(in_rows.size, np.int32), np.zeros(in_rows.size)
    column_count, column_total = np.zeros(in_columns.size, np.int32), np.zeros(in_columns.size)
    seen = np.empty(max(in_rows.size, in_columns.size), np.int32)
    sums = np.zeros(3)
    sizes[:] = 0
    u = seed.size
    in_rows[:u] = seed
    touched = _touch(in_rows, u, row_starts, row_column, row_chance, column_count, column_total,
                     seen)  # fmt: skip
    c = _first(seen, touched, u, column_count, column_total, math.log(columns), in_columns, sums)
    best = -np.inf
    for _ in range(rounds):
        if u < 3 or c < 3:
            return -np.inf
        q = sums[0] / (u * c)
        touched = _touch(in_columns, c, column_starts, column_row, column_chance, row_count,
                         row_total, seen)  # fmt: skip
        u = _choose(seen, touched, row_count, row_total, math.log(q), q * c, math.log(rows / u),
                    in_rows, sums)  # fmt: skip
        if u < 3:
            return -np.inf
        q = sums[0] / (u * c)
        touched = _touch(in_rows, u, row_starts, row_column, row_chance, column_count,
                         column_total, seen)  # fmt: skip
        c = _choose(seen, touched, column_count, column_total, math.log(q), q * u,
                    math.log(columns / c), in_columns, sums)  # fmt: skip
        if c < 3:
            return -np.inf
        now = worth(rows, columns, u, c, int(sums[0]), sums[1])
        if u == sizes[0] and c == sizes[1] and now == best:
            break
        best = now
        sizes[0], sizes[1] = u, c
    return best
