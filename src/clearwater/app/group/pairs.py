"""Who met whom: the pairs of a group as a matrix, as a network, and one pair in figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clearwater.app.group.dots import Dots, Whole, places_in
from clearwater.app.group.layout import laid_out
from clearwater.app.group.packing import narrow, packed
from clearwater.app.group.source import Group

MATRIX_ROWS = 400
"""Accounts that the matrix draws, the strongest first."""
NETWORK_ROWS = 240
"""Accounts that the network draws: more than that is a ball of wool."""
EDGES_EACH = 3
"""Strongest pairs of each account that the network draws, so that nobody stands alone."""
MOST_EDGES = 1_500
SHADES = 255
FIGURES = ("layer", "window_s", "meetings", "expected", "p_choice", "p_timing", "q_value")


@dataclass(frozen=True)
class Pairs:
    """Every pair of a group once, at its strongest."""

    left: Whole
    right: Whole
    """Rows of the accounts; ``left < right``."""
    bits: NDArray[np.float64]
    accounts: int
    total: int
    """Rows of the run's table: a pair may be in it for several windows and layers."""


def pairs_of(group: Group, dots: Dots) -> Pairs:
    """Return the pairs of a group."""
    coded = ["account_l", "account_r"]
    table = group.table("pairs", [*coded, "score_bits"], coded=coded)
    sides = [places_in(table[name], dots.accounts) for name in coded]
    low, high = np.minimum(*sides), np.maximum(*sides)
    bits = np.nan_to_num(np.asarray(table["score_bits"].to_numpy(), dtype=np.float64))
    inside = np.flatnonzero((low >= 0) & (low < high))
    key = low[inside] * dots.rows + high[inside]
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.diff(key[order], prepend=-1))
    first = inside[order[begins]]
    strongest = np.maximum.reduceat(bits[inside[order]], begins) if begins.size else bits[:0]
    return Pairs(low[first], high[first], strongest, dots.rows, table.num_rows)


def matrix_file(pairs: Pairs) -> bytes:
    """Return the pairs of the strongest accounts as a square of shades, 0 for no pair."""
    size = min(pairs.accounts, MATRIX_ROWS)
    shown = pairs.right < size
    top = float(pairs.bits.max(initial=0.0))
    shade = np.clip(np.rint(pairs.bits[shown] / max(top, 1e-9) * SHADES), 1, SHADES)
    square = np.zeros((size, size), np.uint8)
    square[pairs.left[shown], pairs.right[shown]] = shade.astype(np.uint8)
    square = np.maximum(square, square.T)
    return packed(
        {"shade": square.ravel()},
        rows=size,
        accounts=pairs.accounts,
        top=top,
        pairs=int(pairs.left.size),
        shown=int(shown.sum()),
    )


def network_file(pairs: Pairs) -> bytes:
    """Return the strongest pairs of the strongest accounts with places to draw the accounts at."""
    size = min(pairs.accounts, NETWORK_ROWS)
    inside = np.flatnonzero((pairs.right < size) & (pairs.bits > 0))
    chosen = _strongest(pairs, inside, size)
    left, right, bits = pairs.left[chosen], pairs.right[chosen], pairs.bits[chosen]
    place = laid_out(size, left, right, bits)
    tied = np.bincount(np.r_[left, right], minlength=size)
    return packed(
        {
            "left": narrow(left),
            "right": narrow(right),
            "bits": bits.astype(np.float32),
            "x": place[:, 0].astype(np.float32),
            "y": place[:, 1].astype(np.float32),
            "tied": narrow(tied),
        },
        nodes=size,
        accounts=pairs.accounts,
        pairs=int(pairs.left.size),
        shown=int(chosen.size),
    )


def pair_figures(group: Group, dots: Dots, left: int, right: int) -> list[dict[str, Any]]:
    """Return what the run says of two accounts, a row a layer and window, the strongest first."""
    if not (0 <= left < dots.rows and 0 <= right < dots.rows):
        return []
    both = dots.accounts.take(pa.array([left, right]))
    coded = ["account_l", "account_r"]
    table = group.table("pairs", [*coded, *FIGURES, "score_bits"], coded=coded)
    # A pair is written once, either way round, and never of one account with itself.
    mask = np.ones(table.num_rows, bool)
    for name in coded:
        mask &= places_in(table[name], both) >= 0
    found = table.filter(pa.array(mask)).drop_columns(coded)
    return sorted(found.to_pylist(), key=lambda row: -(row["score_bits"] or 0.0))


def _strongest(pairs: Pairs, inside: Whole, size: int) -> Whole:
    """Return each account's strongest pairs and then the strongest of all, within the bounds."""
    order = inside[np.argsort(-pairs.bits[inside], kind="stable")]
    ends = np.r_[pairs.left[order], pairs.right[order]]
    at = np.tile(np.arange(order.size), 2)
    by_end = np.lexsort((at, ends))
    begins = np.searchsorted(ends[by_end], np.arange(size))
    rank = np.empty(ends.size, np.int64)
    rank[by_end] = np.arange(ends.size) - begins[ends[by_end]]
    own = np.minimum(rank[: order.size], rank[order.size :]) < EDGES_EACH
    kept = np.r_[np.flatnonzero(own), np.flatnonzero(~own)][:MOST_EDGES]
    chosen: Whole = order[np.sort(kept)]
    return chosen
