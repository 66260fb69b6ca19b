"""Windowed co-action: which accounts left the same trace within the window, and how often.

Per-actor scan: for one actor, walk the window neighbours of each of its events and count, in one
accumulator a partner, the distinct objects on which they met. No list of event pairs is ever built,
so memory is that of the events, not of their pairs.

Lessons of the profile, kept for the next reader:

* Layout wins, not branches. The neighbours' actors lie in one array in (key, time) order, and the
  window bounds lie in another in per-actor order, so both inner walks are sequential.
* The accumulator packs (number of the actor's own object, count) into one int32, 4 bytes a partner:
  at 200,000 actors it stays in the second-level cache. 20 bits for the object's number, 11 for the
  count; an actor with more than 2^20 objects, or a count beyond 2^11, saturates and is still kept.
* Only partners with a larger code are counted; each pair is emitted once, from its smaller code.
* Neither numbering the actors by activity (for the branch predictor and hotter counters) nor
  touching the neighbours of later events ahead of time gained anything: 10 ns a visit is the cost
  of the counter.
"""

from __future__ import annotations

from typing import Any

from numba import njit

COUNT_BITS = 11
COUNT_MASK = (1 << COUNT_BITS) - 1
OBJECT_LIMIT = (1 << 20) - 2


@njit("void(int64[::1], int64[::1], int64, int32[::1], int32[::1])", nogil=True, cache=True)
def window_bounds(starts: Any, time: Any, window: Any, lo: Any, hi: Any) -> None:
    """Fill ``lo[e]:hi[e]`` with the events on e's key at most `window` away, both ends included.

    `starts` and `time` are in (key, time, actor) order; window and time in microseconds.
    """
    for g in range(starts.size - 1):
        first, end = starts[g], starts[g + 1]
        a = first
        b = first
        for e in range(first, end):
            while time[e] - time[a] > window:
                a += 1
            b = max(b, e)
            while b < end and time[b] - time[e] <= window:
                b += 1
            lo[e] = a
            hi[e] = b


@njit(
    "void(int64[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[:, ::1])",
    nogil=True,
    cache=True,
)
def own_events(
    actor_starts: Any, actor: Any, key: Any, object_of_key: Any, lo: Any, hi: Any, own: Any
) -> None:
    """Fill `own` with (object, lo, hi) of each event, actor by actor, sorted by object.

    One write of three neighbours an event: filling three arrays costs three cache misses.
    """
    cursor = actor_starts[:-1].copy()
    for e in range(actor.size):
        place = cursor[actor[e]]
        cursor[actor[e]] += 1
        own[place, 0] = object_of_key[key[e]]
        own[place, 1] = lo[e]
        own[place, 2] = hi[e]


@njit("void(int64[::1], int32[:, ::1], float64[::1])", nogil=True, cache=True)
def most_repeats(actor_starts: Any, own: Any, out: Any) -> None:
    """Fill the most events of each actor on one object; `own` from `own_events`."""
    for a in range(actor_starts.size - 1):
        run = 0
        longest = 0
        for q in range(actor_starts[a], actor_starts[a + 1]):
            if q == actor_starts[a] or own[q, 0] != own[q - 1, 0]:
                run = 0
            run += 1
            longest = max(longest, run)
        out[a] = longest


@njit(
    "int64(int64, int64, int64[::1], int32[:, ::1], int32[::1],"
    " float64[::1], float64[::1], float64, int64, float64[::1], int32[::1], int32[::1],"
    " int32[::1], int32[::1], int32[::1], int32[::1])",
    nogil=True,
    cache=True,
)
def scan_actors(
    first_actor: Any,
    end_actor: Any,
    actor_starts: Any,
    own: Any,
    actor: Any,
    activity: Any,
    repeats: Any,
    total_activity: Any,
    least: Any,
    ceiling: Any,
    acc: Any,
    touched: Any,
    out_l: Any,
    out_r: Any,
    out_count: Any,
    resume: Any,
) -> Any:
    """Emit pairs (l, r, count) of actors that met on at least `least` objects; return how many.

    Parameters
    ----------
    first_actor, end_actor : int
        The actors to walk, a half-open range.
    actor_starts : int64 array, shape (actors + 1,)
        Actor a owns the rows ``actor_starts[a]:actor_starts[a + 1]`` of `own`.
    own : int32 array, shape (events, 3)
        From `own_events`: object and window bounds, actor by actor.
    actor : int32 array, shape (events,)
        In (key, time, actor) order; the bounds point into it.
    activity : float64 array
        Events of each actor, the weight of the prefilter.
    repeats : float64 array
        From `most_repeats`: the most events of each actor on one object.
    total_activity : float
        Sum of `activity`.
    least : int
        Smallest count worth emitting.
    ceiling : float64 array
        ``ceiling[x]`` is the largest mean at which x meetings are still worth testing; a pair is
        dropped when even the crude mean (C_l - n_l min(a_r, x n_r)) a_r / A lies above it, where
        C_l counts the neighbours of l's events without l's own and n are the repeats: so much of
        the crowd, at most, is r's own doing. Where several things are done to one object, all of
        l's own acts on it are taken off, also those that could not have met: the screen then keeps
        a few pairs more. Index 0..COUNT_MASK.
    acc, touched : int32 scratch, shape (actors,); `acc` all zero, and left so
    out_l, out_r, out_count : int32 arrays
        Filled from 0 on. When they are full the walk stops.
    resume : int32 array, shape (1,)
        Receives the next actor to walk.
    """
    n = 0
    capacity = out_l.size
    for a in range(first_actor, end_actor):
        n_touched = 0
        ordinal = 0
        last_object = -1
        crowd = 0.0
        run = 0
        for q in range(actor_starts[a], actor_starts[a + 1]):
            if own[q, 0] != last_object:
                last_object = own[q, 0]
                run = 0
                if ordinal < OBJECT_LIMIT:
                    ordinal += 1
            run += 1
            crowd += own[q, 2] - own[q, 1] - 2 * run + 1
            for f in range(own[q, 1], own[q, 2]):
                j = actor[f]
                if j <= a:
                    continue
                v = acc[j]
                if v == 0:
                    touched[n_touched] = j
                    n_touched += 1
                    acc[j] = (ordinal << COUNT_BITS) | 1
                elif (v >> COUNT_BITS) != ordinal:
                    count = v & COUNT_MASK
                    if count < COUNT_MASK:
                        count += 1
                    acc[j] = (ordinal << COUNT_BITS) | count
        if n + n_touched > capacity:
            for u in range(n_touched):
                acc[touched[u]] = 0
            resume[0] = a
            return n
        for u in range(n_touched):
            j = touched[u]
            count = acc[j] & COUNT_MASK
            acc[j] = 0
            if count < least:
                continue
            # What the pair itself does is no crowd: two accounts that flood one another would hide.
            others = max(0.0, crowd - repeats[a] * min(activity[j], count * repeats[j]))
            mean = others * activity[j] / total_activity
            if mean <= ceiling[count]:
                out_l[n] = a
                out_r[n] = j
                out_count[n] = count
                n += 1
    resume[0] = end_actor
    return n
