"""The timing null: of the objects both accounts touched closely, on how many within the window?

Given that i and j acted on an object within a band D of each other, how likely is it that they
fell within the window W, if each followed only its own habits? Asked of every object both touched
within D; the answer per object is the *largest*, hence most innocent, of

* the flat chance W / D;
* **own lag**: the share of the account's other reaction lags (time since an object appeared) that
  fall within W of this one, among those within D of it, shrunk towards the lags of the whole log;
* **own habit**: the account's mean concentration since objects' onsets, times the chance that this
  object's appearance was guessed wrong (`appearance`): it may have appeared at another moment, and
  the account then reacted as it usually does;
* **own clock**: the same as own lag with the minute of the hour, the time of day and the time of
  the week of the account's other events: people with a narrow daily slot, classes, and users of a
  scheduler meet by the clock;

for i given j and for j given i. Where an object's creation is not known, it appeared when the
first account other than the two acted on it; where there is no other, the object tells nothing
and is left out.

Every pair of touches (`touches`) within the band is one more chance to fall together, and where a
touch consists of several acts a little more than one: any two of them may meet, so that a window
2 W wide becomes one of at most 2 W + l_i + l_j, where l are the lengths of the touches.

Objects less than `gap` apart make one occasion. The p-value is the exact Poisson-binomial tail;
two bands (10 W and 100 W) are asked and the larger p counts: the near band forgives habits that
have a slope over hours, the far band forgives habits that are narrow. Ours.

A tail counts only with an effect: the hits must be at least `LEAST_EFFECT` times what the habits
explain. Habits are estimates, and given enough occasions any misfit becomes significant: a class
whose students each keep an own pace through the same two tasks was flagged after 80 lessons, at 1.8
times the hits that their clocks explain. Phones on one desk reach 3 to 10 times.

What was tried and dropped: taking the largest chance over the first, second and third account as
readings of the birth closes the stray hole too, but the farm's own burst is then read as the birth
of every small object, and recall on small objects fell from 0.9 to 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.habits import innocent_chances
from clearwater.kernels.tails import poisson_binomial_tail
from clearwater.kernels.touches import touch_end

LEAST_EFFECT = 2.5
"""Smallest ratio of hits to hits explained at which a tail is looked at; see above."""
MOST_SHARED = 1 << 14  # objects of one pair; the rest could only add evidence, never take it away


@njit("int64(int64, int64, int64, int32[:, ::1], int64[:, ::1])", nogil=True, cache=True)
def appeared(object_: Any, i: Any, j: Any, first_actor: Any, first_time: Any) -> Any:
    """Return when the first account other than i and j acted on `object_`, or UNKNOWN."""
    for k in range(first_actor.shape[1]):
        who = first_actor[object_, k]
        if who < 0:
            break
        if who not in (i, j):
            return first_time[object_, k]
    return UNKNOWN


@njit(
    "float64(int64, int64, int64[::1], float64[::1], boolean[::1], int64, float64[::1],"
    " float64[::1], int32[::1])",
    nogil=True,
    cache=True,
)
def occasion_tail(
    n: Any, gap: Any, at: Any, chance: Any, hit: Any, most: Any, work: Any, trials: Any, counts: Any
) -> Any:
    """Merge objects into occasions and return the Poisson-binomial tail of the hits.

    `counts` receives (occasions, occasions with a hit).
    """
    order = np.argsort(at[:n], kind="mergesort")
    m = 0
    hits = 0
    k = 0
    while k < n:
        start = at[order[k]]
        miss = 1.0
        struck = False
        while k < n and at[order[k]] - start < gap:
            miss *= 1.0 - chance[order[k]]
            struck = struck or hit[order[k]]
            k += 1
        if m < most:
            trials[m] = 1.0 - miss
            m += 1
            if struck:
                hits += 1
    counts[0] = m
    counts[1] = hits
    if hits < LEAST_EFFECT * trials[:m].sum():
        return 1.0
    return poisson_binomial_tail(trials, m, hits, work)


@njit(
    "int64(int64[::1], int32[::1], int64, int64, int64, int64, int64, int64[::1])",
    nogil=True,
    cache=True,
)
def _near(time: Any, key: Any, a: Any, a2: Any, b: Any, b2: Any, band: Any, nearest: Any) -> Any:
    """Count the pairs of events on one key of the touches ``a:a2`` and ``b:b2`` within `band`.

    ``nearest``, (distance, row, row), is lowered where a closer pair is found.
    """
    count = 0
    for x in range(a, a2):
        for y in range(b, b2):
            distance = abs(time[y] - time[x])
            if key[x] != key[y] or distance > band:
                continue
            count += 1
            if distance < nearest[0]:
                nearest[0], nearest[1], nearest[2] = distance, x, y
    return count


@njit(
    "float64(int64[::1], int32[::1], int64, int64, int64, int64, int64, int64, int64[::1])",
    nogil=True,
    cache=True,
)
def closest(
    time: Any, key: Any, e: Any, e2: Any, q: Any, q2: Any, window: Any, band: Any, nearest: Any
) -> Any:
    """Return the chances to fall together of ``e:e2`` and ``q:q2``, two accounts on one object.

    Pairs of touches with acts on one key within `band`; see the module. ``nearest`` receives the
    closest pair of events: its distance, above `band` if there is none, and its two rows.
    """
    tries = 0.0
    nearest[0] = np.int64(1) << 62
    low = q
    a = e
    while a < e2:
        a2 = touch_end(time, a, e2, window)
        while low < q2:
            past = touch_end(time, low, q2, window)
            if time[past - 1] >= time[a] - band:
                break
            low = past
        b = low
        while b < q2 and time[b] <= time[a2 - 1] + band:
            b2 = touch_end(time, b, q2, window)
            pairs = _near(time, key, a, a2, b, b2, band, nearest)
            lengths = time[a2 - 1] - time[a] + time[b2 - 1] - time[b]
            tries += min(float(pairs), 1.0 + lengths / max(1.0, 2.0 * window))
            b = b2
        a = a2
    return tries


@njit(
    "void(int64, int64, int32[::1], int32[::1], int32[::1], int64[::1], int32[::1], int32[::1],"
    " int64[::1], int64[:, ::1], int64[::1], int64[:, ::1], int64[::1], float64[:, ::1],"
    " int64[::1], float64[::1], int32[:, ::1], int64[:, ::1], int64, int64[::1], int64,"
    " float64[:, ::1], int32[:, ::1])",
    nogil=True,
    cache=True,
)
def timing_p_values(
    first: Any,
    end: Any,
    left: Any,
    right: Any,
    account: Any,
    starts: Any,
    object_: Any,
    key: Any,
    time: Any,
    clocks: Any,
    lag: Any,
    lags: Any,
    log_lag: Any,
    habit: Any,
    created: Any,
    wrong: Any,
    first_actor: Any,
    first_time: Any,
    window: Any,
    bands: Any,
    gap: Any,
    out_p: Any,
    out_counts: Any,
) -> None:
    """Fill p (pairs, bands) and counts (pairs, 2: occasions, hits in the widest band).

    Accounts are rows of `starts` with the log's codes in `account`, their events in (object, time)
    order; `lag` is in event order,
    `lags` and `clocks` as in `habits`, `log_lag` sorted; `habit` from `concentration`;
    `created` per object, or UNKNOWN; `wrong` per object, 0..1. `bands` ascend.
    """
    most = MOST_SHARED
    at = np.empty(most, np.int64)
    close = np.empty(most, np.int64)
    chance = np.zeros((bands.size, most))
    some_at = np.empty(most, np.int64)
    some_chance = np.empty(most)
    some_hit = np.empty(most, np.bool_)
    work = np.empty(most + 2)
    trials = np.empty(most)
    counts = np.zeros(2, np.int32)
    nearest = np.zeros(3, np.int64)
    of_i, of_j = np.empty(bands.size), np.empty(bands.size)
    widest = bands[bands.size - 1]
    for pair in range(first, end):
        i, j = left[pair], right[pair]
        n = 0
        e, e_end = starts[i], starts[i + 1]
        q, q_end = starts[j], starts[j + 1]
        while e < e_end and q < q_end:
            if object_[e] < object_[q]:
                e += 1
                continue
            if object_[q] < object_[e]:
                q += 1
                continue
            this = object_[e]
            e2, q2 = e, q
            while e2 < e_end and object_[e2] == this:
                e2 += 1
            while q2 < q_end and object_[q2] == this:
                q2 += 1
            born = created[this]
            if born == UNKNOWN:
                born = appeared(this, account[i], account[j], first_actor, first_time)
            closest(time, key, e, e2, q, q2, window, widest, nearest)
            if born != UNKNOWN and nearest[0] <= widest and n < most:
                t_i, t_j = time[nearest[1]], time[nearest[2]]
                innocent_chances(
                    t_j, t_i, born, window, bands, starts[i], e_end, e, e2, lag, time, lags,
                    log_lag, clocks, wrong[this], habit[i], of_i,
                )  # fmt: skip
                innocent_chances(
                    t_i, t_j, born, window, bands, starts[j], q_end, q, q2, lag, time, lags,
                    log_lag, clocks, wrong[this], habit[j], of_j,
                )  # fmt: skip
                distance = nearest[0]
                for w in range(bands.size):
                    chance[w, n] = 0.0
                    if distance <= bands[w]:
                        tries = closest(time, key, e, e2, q, q2, window, bands[w], nearest)
                        chance[w, n] = 1.0 - (1.0 - max(of_i[w], of_j[w])) ** tries
                at[n] = min(t_i, t_j)
                close[n] = distance
                n += 1
            e, q = e2, q2
        for w in range(bands.size):
            m = 0
            for k in range(n):
                if close[k] <= bands[w]:
                    some_at[m] = at[k]
                    some_chance[m] = chance[w, k]
                    some_hit[m] = close[k] <= window
                    m += 1
            out_p[pair, w] = occasion_tail(
                m, gap, some_at, some_chance, some_hit, most, work, trials, counts
            )
        out_counts[pair, 0] = counts[0]
        out_counts[pair, 1] = counts[1]
