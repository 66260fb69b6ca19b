"""The stretch of time in which most of some accounts touch an object, for every object at once.

An account that acts on an object again and again, without a break longer than the stretch, touched
it once, when it began. So no account has two touches in one stretch, and the number of touches in a
stretch is the number of accounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from clearwater.kernels.co_action import window_bounds
from clearwater.kernels.ordering import group_starts, scatter_order
from clearwater.kernels.touches import first_of_touch

Codes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Windows:
    """At most one stretch of time for each key, keys ascending; all of one length."""

    key: Ints
    first: Ints
    """Touch with which the stretch begins."""
    crowd: Ints
    """Accounts in it of those that were asked about."""

    def chosen(self, places: Ints) -> Windows:
        """Return some of them."""
        return Windows(self.key[places], self.first[places], self.crowd[places])

    def largest(self, least_crowd: int, most: int) -> Windows:
        """Return up to `most` of at least `least_crowd`, the largest first, then by key."""
        order = np.lexsort((self.key, -self.crowd))[:most]
        return self.chosen(order[self.crowd[order] >= least_crowd])

    def same_as(self, other: Windows) -> bool:
        """Say whether they are the same stretches."""
        return np.array_equal(self.first, other.first)


@dataclass(frozen=True)
class TouchWindows:
    """Touches in (key, time, account) order, and where the stretch that begins with each ends."""

    actor: Codes
    key: Codes
    time: Ints
    end: Ints
    """Touch after the last of the stretch."""
    of_account: Ints
    """Touches, account by account."""
    account_starts: Ints
    length_us: int

    @property
    def accounts(self) -> int:
        """Return the number of accounts."""
        return int(self.account_starts.size - 1)

    @classmethod
    def of(
        cls, actor: Codes, key: Codes, time: Ints, accounts: int, keys: int, length_us: int
    ) -> TouchWindows:
        """Return the touches of events in (key, time, actor) order, for stretches of `length_us`.

        Microseconds, ends included; actors are below `accounts`, keys below `keys`.
        """
        kept = touch_rows(actor, key, time, accounts, length_us)
        actor, key, time = actor[kept], key[kept], time[kept]
        before, end = np.empty(kept.size, np.int32), np.empty(kept.size, np.int32)
        window_bounds(group_starts(key, keys), time, length_us, before, end)
        account_starts = group_starts(actor, accounts)
        of_account = scatter_order(actor, account_starts).astype(np.int64)
        return cls(actor, key, time, end.astype(np.int64), of_account, account_starts, length_us)

    def rows_of(self, accounts: Ints) -> Ints:
        """Return the touches of some accounts, ascending."""
        starts, ends = self.account_starts[accounts], self.account_starts[accounts + 1]
        return np.sort(self.of_account[_every(starts, ends)])

    def hits(self, windows: Windows) -> Ints:
        """Return in how many of the stretches each account of the log has a touch."""
        out = np.zeros(self.accounts, np.int64)
        _hits(windows.first, self.end, self.actor, out)
        return out

    def fullest(self, rows: Ints, *, near: Windows | None = None, reach: float = np.inf) -> Windows:
        """Return, for each key among `rows`, the earliest of the stretches with most of them.

        Parameters
        ----------
        rows
            Touches that count, ascending.
        near
            Where given, of a key with a stretch there only touches within `reach` half lengths of
            its middle count, ends included.
        """
        half = self.length_us / 2
        asked = Windows(*(np.empty(0, np.int64) for _ in range(3))) if near is None else near
        middle = self.time[asked.first] + half
        key, first, crowd = (np.empty(rows.size, np.int64) for _ in range(3))
        n = _fullest(
            rows, self.key, self.time, self.end, asked.key, middle, reach * half, key, first, crowd
        )
        return Windows(key[:n].copy(), first[:n].copy(), crowd[:n].copy())


def touch_rows(actor: Codes, key: Codes, time: Ints, accounts: int, window_us: int) -> Ints:
    """Return the events, in (key, time, actor) order, with which a touch begins; ascending."""
    starts = group_starts(actor, accounts)
    rows = scatter_order(actor, starts)
    begins = np.empty(rows.size, bool)
    first_of_touch(starts, key[rows], time[rows], window_us, begins)
    kept: Ints = np.sort(rows[begins])
    return kept


@njit("void(int64[::1], int64[::1], int32[::1], int64[::1])", nogil=True, cache=True)
def _hits(first: Any, end: Any, actor: Any, out: Any) -> None:
    """Add one to each account for each stretch that it has a touch in."""
    for k in range(first.size):
        for e in range(first[k], end[first[k]]):
            out[actor[e]] += 1


@njit(
    "int64(int64[::1], int32[::1], int64[::1], int64[::1], int64[::1], float64[::1], float64,"
    " int64[::1], int64[::1], int64[::1])",
    nogil=True,
    cache=True,
)
def _fullest(
    rows: Any, key: Any, time: Any, end: Any, near_key: Any, near_middle: Any, most: Any,
    out_key: Any, out_first: Any, out_crowd: Any,
) -> Any:  # fmt: skip
    """Fill the fullest stretch of every key among `rows`, and return how many keys there are."""
    kept = np.empty(rows.size, np.int64)
    n = place = 0
    for row in rows:
        while place < near_key.size and near_key[place] < key[row]:
            place += 1
        bound = place < near_key.size and near_key[place] == key[row]
        if not bound or abs(time[row] - near_middle[place]) <= most:
            kept[n] = row
            n += 1
    keys = after = 0
    for k in range(n):
        row = kept[k]
        while after < n and kept[after] < end[row]:
            after += 1
        if keys == 0 or out_key[keys - 1] != key[row]:
            out_key[keys], out_first[keys], out_crowd[keys] = key[row], row, after - k
            keys += 1
        elif after - k > out_crowd[keys - 1]:
            out_first[keys - 1], out_crowd[keys - 1] = row, after - k
    return keys


def _every(starts: Ints, ends: Ints) -> Ints:
    """Return ``starts[0]``, ..., ``ends[0] - 1``, ``starts[1]``, ... in one array."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
