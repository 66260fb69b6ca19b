"""Touches: what an account does to one object without a break longer than the window.

Chance is asked about touches, not about events. Somebody who likes a post and comments on it came
to the post once; counted twice, his second act would stand among the reasons for his first, and the
pair that does both would look like a pair with twice the activity on objects twice as crowded. (A
desk that liked and commented on all of its jobs was missed entirely on small objects.) Where every
touch is one event, nothing changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit("float64[::1](int64[::1], int32[::1], int64[::1], int64, int64)", nogil=True, cache=True)
def touches_of(starts: Any, actor: Any, time: Any, window: Any, accounts: Any) -> Any:
    """Return how many touches each account made.

    Events lie in (object, time) order, object o at ``starts[o]:starts[o + 1]``. One pass: an
    account's last act on the object at hand is all that must be remembered.
    """
    touches = np.zeros(accounts)
    last_object = np.full(accounts, -1, np.int32)
    last_time = np.zeros(accounts, np.int64)
    for o in range(starts.size - 1):
        for e in range(starts[o], starts[o + 1]):
            who = actor[e]
            if last_object[who] != o or time[e] - last_time[who] > window:
                touches[who] += 1.0
            last_object[who] = o
            last_time[who] = time[e]
    return touches


@njit("void(int64[::1], int32[::1], int64[::1], int64, boolean[::1])", nogil=True, cache=True)
def first_of_touch(starts: Any, object_: Any, time: Any, window: Any, out: Any) -> None:
    """Fill which events begin a touch; accounts own ``starts``, events by (object, time)."""
    for a in range(starts.size - 1):
        for e in range(starts[a], starts[a + 1]):
            out[e] = (
                e == starts[a] or object_[e] != object_[e - 1] or time[e] - time[e - 1] > window
            )


@njit("int64(int64[::1], int64, int64, int64)", nogil=True, cache=True)
def touch_end(time: Any, begin: Any, end: Any, window: Any) -> Any:
    """Return where the touch that begins at `begin` ends; all of ``begin:end`` is one object's."""
    e = begin + 1
    while e < end and time[e] - time[e - 1] <= window:
        e += 1
    return e


@njit("void(int64[::1], int64[::1], int64, int32[::1], int32[::1])", nogil=True, cache=True)
def earliest_near(starts: Any, time: Any, window: Any, place: Any, out: Any) -> None:
    """Fill, for chosen events, the first event on the same key at most `window` earlier.

    Event e of the log fills ``out[place[e]]``, and nothing where its place is negative. One walk
    over the log: looking each one up by itself missed the cache at every step, and took five times
    as long as counting the company.
    """
    for g in range(starts.size - 1):
        low = starts[g]
        for e in range(starts[g], starts[g + 1]):
            if place[e] >= 0:
                while time[e] - time[low] > window:
                    low += 1
                out[place[e]] = low


@njit(
    "void(int64, int64, int32[::1], int64[::1], int32[::1], int64[::1], boolean[::1],"
    " int32[::1], int64[::1], int32[::1], int64[::1], int64, int32[::1], int32[::1])",
    nogil=True,
    cache=True,
)
def company(
    first: Any,
    end: Any,
    account: Any,
    starts: Any,
    key: Any,
    time: Any,
    begins: Any,
    earliest: Any,
    log_starts: Any,
    log_actor: Any,
    log_time: Any,
    window: Any,
    mark: Any,
    out: Any,
) -> None:
    """Fill how many other accounts met each touch of the accounts ``first:end``.

    `out` holds the number at the event that begins a touch (`begins`) and -1 at the others of it;
    `earliest` comes from `earliest_near`. The log's events lie in (key, time) order; `mark` is
    scratch, zeros, one entry an account.
    """
    stamp = 0
    for a in range(first, end):
        begun = starts[a]
        for e in range(starts[a], starts[a + 1]):
            if begins[e]:
                stamp += 1
                begun = e
                out[e] = 0
            else:
                out[e] = -1
            f = earliest[e]
            end_of_key = log_starts[key[e] + 1]
            while f < end_of_key and log_time[f] <= time[e] + window:
                who = log_actor[f]
                if mark[who] != stamp and who != account[a]:
                    mark[who] = stamp
                    out[begun] += 1
                f += 1
