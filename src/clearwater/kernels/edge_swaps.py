"""Redrawn graphs: who was where is drawn anew, everybody and every place as busy as before.

Two edges of one stratum exchange their rows, unless that would put a row twice into a column. So
each row keeps its number of edges in each stratum and each column its rows' number: what is left is
a graph in which nobody coordinates, with the same degrees, and, where strata are stretches of time
and hours, the same rates (Maslov and Sneppen, "Specificity and Stability in Topology of Protein
Networks", Science 2002). Edges are looked up in an open-addressing set, so that a crowded column
costs no more than a quiet one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_EMPTY = -1


@njit("int64(int64, int64)", nogil=True, cache=True)
def _home(key: Any, mask: Any) -> Any:
    mixed = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing
    return np.int64(mixed >> np.uint64(20)) & mask


@njit("boolean(int64[::1], int64, int64)", nogil=True, cache=True)
def _contains(table: Any, key: Any, mask: Any) -> Any:
    h = _home(key, mask)
    while table[h] != _EMPTY:
        if table[h] == key:
            return True
        h = (h + 1) & mask
    return False


@njit("void(int64[::1], int64, int64)", nogil=True, cache=True)
def _insert(table: Any, key: Any, mask: Any) -> None:
    h = _home(key, mask)
    while table[h] != _EMPTY:
        h = (h + 1) & mask
    table[h] = key


@njit("void(int64[::1], int64, int64)", nogil=True, cache=True)
def _remove(table: Any, key: Any, mask: Any) -> None:
    hole = _home(key, mask)
    while table[hole] != key:
        hole = (hole + 1) & mask
    k = (hole + 1) & mask
    while table[k] != _EMPTY:  # what was pushed along moves back, so that no search ends too early
        if ((k - _home(table[k], mask)) & mask) >= ((k - hole) & mask):
            table[hole] = table[k]
            hole = k
        k = (k + 1) & mask
    table[hole] = _EMPTY


@njit("uint64(uint64)", nogil=True, cache=True)
def _mixed(state: Any) -> Any:
    """Return the SplitMix64 output for a state (Steele, Lea and Flood 2014)."""
    z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit("int64(int32[::1], int32[::1], int64[::1], int64, float64, uint64)", nogil=True, cache=True)
def swap_rows(row: Any, column: Any, starts: Any, columns: Any, trades: Any, seed: Any) -> Any:
    """Exchange rows between edges of one stratum, in place; return how many exchanges were made.

    Parameters
    ----------
    row, column
        The edges, each once; stratum s owns ``starts[s]:starts[s + 1]``.
    columns
        Number of columns.
    trades
        Exchanges tried for each edge; five mix well.
    seed
        Decides everything that is random.
    """
    size = 16
    while size < 3 * row.size:
        size *= 2
    mask = size - 1
    table = np.full(size, _EMPTY, np.int64)
    for e in range(row.size):
        _insert(table, np.int64(row[e]) * columns + column[e], mask)
    state = seed
    step = np.uint64(0x9E3779B97F4A7C15)
    made = 0
    for s in range(starts.size - 1):
        lo, n = starts[s], starts[s + 1] - starts[s]
        if n < 2:
            continue
        for _ in range(int(trades * n)):
            state += step
            draw = _mixed(state)
            # Two draws of 32 bits; the bias of the remainder is below n / 2^32.
            a = lo + np.int64((draw >> np.uint64(32)) % np.uint64(n))
            b = lo + np.int64((draw & np.uint64(0xFFFFFFFF)) % np.uint64(n))
            if row[a] == row[b] or column[a] == column[b]:
                continue
            there = np.int64(row[a]) * columns + column[b]
            here = np.int64(row[b]) * columns + column[a]
            if _contains(table, there, mask) or _contains(table, here, mask):
                continue
            _remove(table, np.int64(row[a]) * columns + column[a], mask)
            _remove(table, np.int64(row[b]) * columns + column[b], mask)
            _insert(table, there, mask)
            _insert(table, here, mask)
            row[a], row[b] = row[b], row[a]
            made += 1
    return made
