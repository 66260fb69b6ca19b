"""For each account, on how many of its items each other account was near: directed counts.

The weight of (u, v) is the number of u's *items* (messages) that have at least one row of v on the
same key within the window; ten rows of v near one item count once, and an item that carries
several keys counts once too. So (u, v) and (v, u) may differ.

Rows come sorted by key and then time, so the rows near a row are one stretch ``lo:hi``. Accounts
are visited one after the other with a dense counter over partners, which is emptied through the
list of partners it touched. Memory is (rows + accounts + edges); the pairs themselves, of which a
viral key has millions, are never stored.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]
Float64s = npt.NDArray[np.float64]

_INT32S = nb.types.Array(nb.int32, 1, "C", readonly=True)
_INT64S = nb.types.Array(nb.int64, 1, "C", readonly=True)
_FLOAT64S = nb.types.Array(nb.float64, 1, "C", readonly=True)

_BLOCK = 1 << 20
_DENSE = 16
_LOW_HALF = (1 << 32) - 1


class Documents(NamedTuple):
    """What the rows say, for counting only partners that say something alike."""

    of_row: Int32s
    """Document number of each row."""
    starts: Int64s
    """Offsets of the documents in `tokens`."""
    tokens: Int32s
    """Token numbers, ascending and distinct within a document."""
    threshold: float
    """Least Jaccard similarity that counts, 0..1, inclusive."""
    least_tokens: int
    """A document with fewer distinct tokens than this is similar to nothing (similarity 0)."""


_NOTHING_SAID = Documents(
    np.empty(0, np.int32), np.zeros(1, np.int64), np.empty(0, np.int32), 0.0, 0
)


def _reach(starts: Any, times: Any, window: Any) -> Any:
    lo = np.empty(times.size, np.int32)
    hi = np.empty(times.size, np.int32)
    for group in range(starts.size - 1):
        first, end = starts[group], starts[group + 1]
        left, right = first, first
        for row in range(first, end):
            while times[left] < times[row] - window:
                left += 1
            while right < end and times[right] <= times[row] + window:
                right += 1
            lo[row] = left
            hi[row] = right
    return lo, hi


def _alike(a: Any, b: Any, starts: Any, tokens: Any, threshold: Any, least_tokens: Any) -> Any:
    size_a, size_b = starts[a + 1] - starts[a], starts[b + 1] - starts[b]
    fewer, more = min(size_a, size_b), max(size_a, size_b)
    # Two empty documents share nothing; a document below the least size is similar to nothing.
    if fewer < least_tokens or more == 0:
        return threshold <= 0.0
    if a == b:
        return True
    if fewer / more < threshold:  # the overlap cannot exceed the smaller set
        return False
    i, j, shared = starts[a], starts[b], 0
    while i < starts[a + 1] and j < starts[b + 1]:
        if tokens[i] == tokens[j]:
            shared += 1
            i += 1
            j += 1
        elif tokens[i] < tokens[j]:
            i += 1
        else:
            j += 1
    return shared / (size_a + size_b - shared) >= threshold


_reach_compiled = nb.njit(
    [(_INT64S, _FLOAT64S, nb.float64)],
    nogil=True,
    cache=True,
)(_reach)
_alike_compiled = nb.njit(
    nb.boolean(nb.int32, nb.int32, _INT64S, _INT32S, nb.float64, nb.int64),
    nogil=True,
    cache=True,
)(_alike)


def _count(
    account: Any,
    visit: Any,
    owner: Any,
    item: Any,
    lo: Any,
    hi: Any,
    begin: Any,
    slots: Any,
    least_weight: Any,
    match_self: Any,
    compare: Any,
    of_row: Any,
    starts: Any,
    tokens: Any,
    threshold: Any,
    least_tokens: Any,
    out_l: Any,
    out_r: Any,
    out_weight: Any,
) -> Any:
    # One slot a partner: in the high half the visit that last counted it, in the low half its
    # weight so far. One cache line is touched where two arrays would touch two.
    touched = np.empty(slots.size + 1, np.int32)  # one more: written before it is counted
    filled, at, last_item, mark = 0, begin, -1, np.int64(begin)
    while at < visit.size:
        first, who, partners = at, owner[at], 0
        last_item = -1
        while at < visit.size and owner[at] == who:
            row = visit[at]
            if item[at] != last_item:
                last_item = item[at]
                mark = np.int64(at) + 1
            # Unsigned, because a signed index is first checked for counting from the end; and no
            # branch on a first meeting, because it cannot be foretold: together 1.6 times quicker.
            for near in range(np.uint32(lo[at]), np.uint32(hi[at])):
                partner = np.uint32(account[near])
                slot = slots[partner]
                if slot >> 32 == mark or (near == row and not match_self):
                    continue
                if compare and not _alike_compiled(
                    of_row[row], of_row[near], starts, tokens, threshold, least_tokens
                ):
                    continue
                touched[partners] = partner
                partners += slot & _LOW_HALF == 0
                slots[partner] = mark << 32 | (slot & _LOW_HALF) + 1
            at += 1
        if filled + partners > out_l.size:  # this account goes to the next block
            for k in range(partners):
                slots[touched[k]] = 0
            return filled, first
        if partners * _DENSE > slots.size:  # walking all accounts is cheaper than sorting some
            partners = slots.size
            for k in range(partners):
                touched[k] = k
        else:
            kept = 0
            for k in range(partners):
                if slots[touched[k]] & _LOW_HALF >= least_weight:
                    touched[kept] = touched[k]
                    kept += 1
                else:
                    slots[touched[k]] = 0
            partners = kept
            touched[:partners].sort()
        for k in range(partners):
            weight = slots[touched[k]] & _LOW_HALF
            if weight >= least_weight:
                out_l[filled] = who
                out_r[filled] = touched[k]
                out_weight[filled] = weight
                filled += 1
            slots[touched[k]] = 0
    return filled, at


_count_compiled = nb.njit(
    [
        (
            *[_INT32S] * 6,
            *[nb.int64, nb.int64[::1], nb.int64, nb.boolean, nb.boolean],
            *[_INT32S, _INT64S, _INT32S, nb.float64, nb.int64],
            *[nb.int32[::1], nb.int32[::1], nb.int64[::1]],
        )
    ],
    nogil=True,
    cache=True,
)(_count)


def reach(starts: Int64s, times_s: Float64s, window_s: float) -> tuple[Int32s, Int32s]:
    """Return, for each row, the stretch ``lo:hi`` of rows of its group that lie within the window.

    A row at ``t2`` is near a row at ``t1`` when ``t1 - window <= t2 <= t1 + window`` in float
    arithmetic: an SQL ``BETWEEN``, which may differ in the last bit from ``abs(t2 - t1)``.

    Parameters
    ----------
    starts
        Offsets of the groups, from 0 to the number of rows (below 2**31).
    times_s
        Seconds, ascending within each group, no NaN.
    window_s
        Seconds, >= 0, inclusive on both sides.
    """
    lo, hi = _reach_compiled(starts, times_s, float(window_s))
    return lo, hi


def partner_counts(
    account: Int32s,
    item: Int32s,
    stretch: tuple[Int32s, Int32s],
    visit: Int32s,
    *,
    accounts: int,
    least_weight: int = 1,
    match_self: bool = False,
    documents: Documents | None = None,
) -> list[tuple[Int32s, Int32s, Int64s]]:
    """Return blocks of (account_l, account_r, weight), one row for each pair with enough items.

    Parameters
    ----------
    account, item
        Account and item number of each row, rows sorted by key and time. Accounts are
        0..`accounts` - 1.
    stretch
        What `reach` returned for these rows.
    visit
        Row numbers with the rows of one account together, and within it those of one item.
    accounts
        Number of accounts.
    least_weight
        Pairs with fewer items are left out, >= 1.
    match_self
        Whether a row is near itself, so that every account has a loop that counts its items.
    documents
        If given, a near row counts only where its document is similar enough.

    Returns
    -------
    list of (account_l, account_r, weight)
        Blocks, so that a long result is written once and never moved; together ordered by the
        place of `account_l` in `visit`, then by `account_r`.
    """
    said = _NOTHING_SAID if documents is None else documents
    # One account has at most `accounts` partners, so every block takes at least one account.
    size = max(_BLOCK, accounts)
    # In the order in which they are read: the rows of one account lie far apart otherwise.
    owner, items, lo, hi = (column[visit] for column in (account, item, *stretch))
    slots, begin, blocks = np.zeros(accounts, np.int64), 0, []
    while begin < visit.size:
        out_l, out_r = np.empty(size, np.int32), np.empty(size, np.int32)
        out_weight = np.empty(size, np.int64)
        filled, begin = _count_compiled(
            *(account, visit, owner, items, lo, hi, begin, slots),
            *(least_weight, match_self, documents is not None),
            *said,
            *(out_l, out_r, out_weight),
        )
        blocks.append((out_l[:filled], out_r[:filled], out_weight[:filled]))
    return blocks
