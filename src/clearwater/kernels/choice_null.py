"""The choice null: would two accounts this active, at hours and on days like theirs, meet so often?

For each object o of account i, partner j meets one of i's touches (`touches`) with chance

    1 - exp(-sum_e (c_e - k_e(j)) s_j(t_e)),

where c_e counts the other accounts that met touch e, k_e(j) says whether j is among them (the pair
is left out of its own background), and

    s_j(t) = a_j / A * P_j(hour) / P(hour) * R_j(day) / R(day)

is j's share of the log's touches at that moment. The mean is the sum over i's objects; the larger
of the two directions is taken. The statistic is the number of *occasions*: distinct objects met
on, where meetings less than `gap` apart count once, because one shared visit is one coincidence,
however many things were clicked during it. Rates, not shuffles: shuffling times inside an object
hides a group that dominates it. Ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from clearwater.kernels.tails import poisson_tail

MICROSECONDS_AN_HOUR = 3_600_000_000
MICROSECONDS_A_DAY = 24 * MICROSECONDS_AN_HOUR


@njit("boolean(int64, int64, int64, int64, int32[::1], int64[::1], int64)", nogil=True, cache=True)
def met(e: Any, e2: Any, q: Any, q2: Any, key: Any, time: Any, window: Any) -> Any:
    """Say whether any of the events ``e:e2`` met any of ``q:q2``: same key, within the window.

    Both stretches are of one object and in order of time.
    """
    low = q
    for a in range(e, e2):
        while low < q2 and time[low] < time[a] - window:
            low += 1
        b = low
        while b < q2 and time[b] <= time[a] + window:
            if key[b] == key[a]:
                return True
            b += 1
    return False


@njit(
    "float64(int64, int64, int64[::1], int32[::1], int32[::1], int64[::1], int32[::1], float64,"
    " float32[:, ::1], float32[:, ::1], int64, int64, int64)",
    nogil=True,
    cache=True,
)
def expected_meetings(
    i: Any,
    j: Any,
    starts: Any,
    object_: Any,
    key: Any,
    time: Any,
    crowd: Any,
    share: Any,
    hour_ratio: Any,
    day_ratio: Any,
    day_zero: Any,
    day_length: Any,
    window: Any,
) -> Any:
    """Return the mean number of i's objects on which j would meet i by choice alone.

    `crowd` is c_e at the event that begins a touch and -1 at the others; `share` is a_j / A;
    ratios are P_j / P and R_j / R by row.
    """
    q, q_end = starts[j], starts[j + 1]
    e, e_end = starts[i], starts[i + 1]
    mean = 0.0
    while e < e_end:
        this = object_[e]
        while q < q_end and object_[q] < this:
            q += 1
        q2 = q
        while q2 < q_end and object_[q2] == this:
            q2 += 1
        exponent = 0.0
        while e < e_end and object_[e] == this:
            e2 = e + 1
            while e2 < e_end and crowd[e2] < 0:
                e2 += 1
            others = crowd[e] - met(e, e2, q, q2, key, time, window)
            if others > 0:
                hour = (time[e] // MICROSECONDS_AN_HOUR) % 24
                day = (time[e] - day_zero) // day_length
                exponent += others * share * hour_ratio[j, hour] * day_ratio[j, day]
            e = e2
        q = q2
        if exponent > 0.0:
            mean += 1.0 - np.exp(-exponent)
    return mean


@njit(
    "int64(int64, int64, int64[::1], int32[::1], int32[::1], int64[::1], int64, int64, int64[::1])",
    nogil=True,
    cache=True,
)
def occasions(
    i: Any,
    j: Any,
    starts: Any,
    object_: Any,
    key: Any,
    time: Any,
    window: Any,
    gap: Any,
    moments: Any,
) -> Any:
    """Return the number of occasions on which i and j met; `moments` is scratch for their times."""
    n = 0
    q, q_end = starts[j], starts[j + 1]
    e, e_end = starts[i], starts[i + 1]
    while e < e_end and n < moments.size:
        this = object_[e]
        while q < q_end and object_[q] < this:
            q += 1
        q2 = q
        while q2 < q_end and object_[q2] == this:
            q2 += 1
        found = False
        while e < e_end and object_[e] == this:
            if not found and met(e, e + 1, q, q2, key, time, window):
                found = True
                moments[n] = time[e]
                n += 1
            e += 1
        q = q2
    ordered = np.sort(moments[:n])
    count = 0
    last = 0
    for m in range(n):
        if count == 0 or ordered[m] - last >= gap:
            count += 1
            last = ordered[m]
    return count


@njit(
    "void(int64, int64, int32[::1], int32[::1], int64[::1], int32[::1], int32[::1], int64[::1],"
    " int32[::1], float64[::1], float32[:, ::1], float32[:, ::1], int64, int64, int64, int64,"
    " int32[::1], float64[::1], float64[::1])",
    nogil=True,
    cache=True,
)
def choice_p_values(
    first: Any,
    end: Any,
    left: Any,
    right: Any,
    starts: Any,
    object_: Any,
    key: Any,
    time: Any,
    crowd: Any,
    share: Any,
    hour_ratio: Any,
    day_ratio: Any,
    day_zero: Any,
    day_length: Any,
    window: Any,
    gap: Any,
    out_meetings: Any,
    out_expected: Any,
    out_p: Any,
) -> None:
    """Fill meetings (occasions), expected and p for the pairs ``first:end``.

    Accounts are rows of `starts`; their events lie in (object, time) order, `object_` holding the
    objects. Times in microseconds.
    """
    moments = np.empty(1 << 16, np.int64)
    for k in range(first, end):
        i, j = left[k], right[k]
        x = occasions(i, j, starts, object_, key, time, window, gap, moments)
        mean_i = expected_meetings(
            i,
            j,
            starts,
            object_,
            key,
            time,
            crowd,
            share[j],
            hour_ratio,
            day_ratio,
            day_zero,
            day_length,
            window,
        )
        mean_j = expected_meetings(
            j,
            i,
            starts,
            object_,
            key,
            time,
            crowd,
            share[i],
            hour_ratio,
            day_ratio,
            day_zero,
            day_length,
            window,
        )
        mean = max(mean_i, mean_j)
        out_meetings[k] = x
        out_expected[k] = mean
        out_p[k] = poisson_tail(mean, x)
