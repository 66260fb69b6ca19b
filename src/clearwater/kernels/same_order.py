"""In how far two accounts touched what they share in the same order, pair by pair.

Of the objects that both touched, in the order of the first account, each one and the next make a
step. An order that everybody can see (what is new, what is popular) says which way a step should
go, and each account went along with it or against it. That leaves four numbers a pair and order,
and what both have in common beyond their own readiness to go along is in the fourth.

Beside it stands the longest common subsequence: the most objects that both touched in one order. It
is the longest rising run of the second account's moments (Fredman, 1975, Discrete Mathematics 11).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit("int64(int64[::1], int64, int64[::1])", nogil=True, cache=True)
def longest_rising(value: Any, size: Any, work: Any) -> Any:
    """Return the length of the longest strictly rising subsequence of ``value[:size]``.

    `work` is scratch of `size` entries.
    """
    length = 0
    for i in range(size):
        low, high = 0, length
        while low < high:
            middle = (low + high) // 2
            if work[middle] < value[i]:
                low = middle + 1
            else:
                high = middle
        work[low] = value[i]
        if low == length:
            length += 1
    return length


@njit(
    "void(int64[::1], int32[::1], int64[::1], int64[:, ::1], int32[::1], int32[::1],"
    " int64[:, ::1], int64[:, :, ::1])",
    nogil=True,
    cache=True,
)
def order_steps(
    starts: Any,
    object_: Any,
    time: Any,
    public: Any,
    left: Any,
    right: Any,
    common: Any,
    table: Any,
) -> None:
    """Write how both accounts of each pair go along with public orders on what they share.

    A step on which one of them, or the public order, has both objects at one moment says nothing
    and is left out.

    Parameters
    ----------
    starts : int64, shape (accounts + 1,)
        Account a owns the entries ``starts[a]:starts[a + 1]``.
    object_ : int32, shape (entries,)
        What it touched, ascending within each account, each once.
    time : int64, shape (entries,)
        When.
    public : int64, shape (orders, objects)
        Places of the objects in orders that everybody can see.
    left, right : int32, shape (pairs,)
        Accounts of each pair.
    common : int64, shape (pairs, 2)
        Written: objects shared; longest common subsequence.
    table : int64, shape (pairs, orders, 4)
        Written: steps; steps with which the first goes along; the second; both.
    """
    longest = 0
    for account in range(starts.size - 1):
        longest = max(longest, starts[account + 1] - starts[account])
    mine, theirs = np.empty(longest, np.int64), np.empty(longest, np.int64)
    what, in_order = np.empty(longest, np.int64), np.empty(longest, np.int64)
    work = np.empty(longest, np.int64)
    table[:] = 0
    for pair in range(left.size):
        u, v = left[pair], right[pair]
        i, j, shared = starts[u], starts[v], 0
        while i < starts[u + 1] and j < starts[v + 1]:
            if object_[i] < object_[j]:
                i += 1
            elif object_[i] > object_[j]:
                j += 1
            else:
                mine[shared], theirs[shared], what[shared] = time[i], time[j], object_[i]
                shared += 1
                i += 1
                j += 1
        order = np.argsort(mine[:shared], kind="mergesort")
        for k in range(shared):
            in_order[k] = theirs[order[k]]
            if k == 0:
                continue
            a, b = order[k - 1], order[k]
            if mine[a] == mine[b] or theirs[a] == theirs[b]:
                continue
            for which in range(public.shape[0]):
                first, second = public[which, what[a]], public[which, what[b]]
                if first == second:
                    continue
                along = first < second
                also = along == (theirs[a] < theirs[b])
                table[pair, which, 0] += 1
                table[pair, which, 1] += along
                table[pair, which, 2] += also
                table[pair, which, 3] += along and also
        common[pair, 0] = shared
        common[pair, 1] = longest_rising(in_order, shared, work)
