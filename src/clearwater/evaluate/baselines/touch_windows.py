"""The stretch of time in which most of some accounts touch an object, for every object at once.

An account that acts on an object again and again, without a break longer than the stretch, touched
it once, when it began. So no account has two touches in one stretch, and the number of touches in a
stretch is the number of accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clearwater.engine.coded_log import CodedLog
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
    def of(cls, coded: CodedLog, length_us: int) -> TouchWindows:
        """Return the touches of a log, for stretches of `length_us` microseconds, ends included."""
        starts = group_starts(coded.actor, coded.accounts)
        rows = scatter_order(coded.actor, starts)
        begins = np.empty(rows.size, bool)
        first_of_touch(starts, coded.key[rows], coded.time[rows], length_us, begins)
        kept = np.sort(rows[begins])
        actor, key, time = coded.actor[kept], coded.key[kept], coded.time[kept]
        before, end = np.empty(kept.size, np.int32), np.empty(kept.size, np.int32)
        window_bounds(group_starts(key, coded.keys), time, length_us, before, end)
        account_starts = group_starts(actor, coded.accounts)
        of_account = scatter_order(actor, account_starts).astype(np.int64)
        return cls(actor, key, time, end.astype(np.int64), of_account, account_starts, length_us)

    def rows_of(self, accounts: Ints) -> Ints:
        """Return the touches of some accounts, ascending."""
        starts, ends = self.account_starts[accounts], self.account_starts[accounts + 1]
        return np.sort(self.of_account[_every(starts, ends)])

    def hits(self, windows: Windows) -> Ints:
        """Return in how many of the stretches each account of the log has a touch."""
        touched = _every(windows.first, self.end[windows.first])
        return np.bincount(self.actor[touched], minlength=self.accounts)

    def fullest(self, rows: Ints, *, near: Windows | None = None, reach: float = np.inf) -> Windows:
        """Return, for each key among `rows`, the earliest of the stretches with most of them.

        Parameters
        ----------
        rows
            Touches that count, ascending, at least one.
        near
            Where given, at least one stretch. Of a key with a stretch there, only touches within
            `reach` half lengths of its middle count, ends included.
        """
        if near is not None:
            rows = rows[self._reached(rows, near, reach)]
        crowd = np.searchsorted(rows, self.end[rows]) - np.arange(rows.size)
        key = self.key[rows]
        new = np.flatnonzero(np.append(np.ones(1, bool), key[1:] != key[:-1]))
        # Crowd and place in one number: the larger crowd, then the earlier place.
        best = np.maximum.reduceat(crowd * rows.size + np.arange(rows.size)[::-1], new)
        place = rows.size - 1 - best % rows.size
        return Windows(key[new].astype(np.int64), rows[place], best // rows.size)

    def _reached(self, rows: Ints, near: Windows, reach: float) -> npt.NDArray[np.bool_]:
        key = self.key[rows]
        place = np.minimum(np.searchsorted(near.key, key), near.key.size - 1)
        bound = near.key[place] == key
        middle = self.time[near.first[place]] + self.length_us / 2
        close = np.abs(self.time[rows] - middle) <= reach * self.length_us / 2
        kept: npt.NDArray[np.bool_] = ~bound | close
        return kept


def _every(starts: Ints, ends: Ints) -> Ints:
    """Return ``starts[0]``, ..., ``ends[0] - 1``, ``starts[1]``, ... in one array."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
