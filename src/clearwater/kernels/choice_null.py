"""The choice null: would two accounts this active, at hours and on days like theirs, meet so often?

For each object o of account i, partner j lands within the window of one of i's events with chance

    1 - exp(-sum_e (c_e - k_e(j)) s_j(t_e)),

where c_e counts other accounts' events within the window of event e, k_e(j) counts j's among them
(the pair is left out of its own background), and

    s_j(t) = a_j / A * P_j(hour) / P(hour) * R_j(day) / R(day)

is j's share of the log's activity at that moment. The mean is the sum over i's objects; the larger
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


@njit(
    "float64(int64, int64, int64[::1], int32[::1], int64[::1], int32[::1], float64,"
    " float32[:, ::1], float32[:, ::1], int64, int64, int64)",
    nogil=True,
    cache=True,
)
def expected_meetings(
    i: Any,
    j: Any,
    starts: Any,
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

    `crowd` is c_e for i's events; `share` is a_j / A; ratios are P_j / P and R_j / R by row.
    """
    q = starts[j]
    q_end = starts[j + 1]
    mean = 0.0
    e = starts[i]
    e_end = starts[i + 1]
    while e < e_end:
        this = key[e]
        while q < q_end and key[q] < this:
            q += 1
        exponent = 0.0
        low = q
        while e < e_end and key[e] == this:
            t = time[e]
            while low < q_end and key[low] == this and time[low] < t - window:
                low += 1
            own = 0
            b = low
            while b < q_end and key[b] == this and time[b] <= t + window:
                own += 1
                b += 1
            others = crowd[e] - own
            if others > 0:
                hour = (t // MICROSECONDS_AN_HOUR) % 24
                day = (t - day_zero) // day_length
                exponent += others * share * hour_ratio[j, hour] * day_ratio[j, day]
            e += 1
        if exponent > 0.0:
            mean += 1.0 - np.exp(-exponent)
    return mean


@njit(
    "int64(int64, int64, int64[::1], int32[::1], int64[::1], int64, int64, int64[::1])",
    nogil=True,
    cache=True,
)
def occasions(
    i: Any, j: Any, starts: Any, key: Any, time: Any, window: Any, gap: Any, met: Any
) -> Any:
    """Return the number of occasions on which i and j met; `met` is scratch for meeting times."""
    n = 0
    q = starts[j]
    q_end = starts[j + 1]
    e = starts[i]
    e_end = starts[i + 1]
    while e < e_end:
        this = key[e]
        while q < q_end and key[q] < this:
            q += 1
        low = q
        found = False
        while e < e_end and key[e] == this:
            if not found:
                t = time[e]
                while low < q_end and key[low] == this and time[low] < t - window:
                    low += 1
                if low < q_end and key[low] == this and time[low] <= t + window:
                    found = True
                    if n < met.size:
                        met[n] = t
                        n += 1
            e += 1
    ordered = np.sort(met[:n])
    count = 0
    last = 0
    for m in range(n):
        if count == 0 or ordered[m] - last >= gap:
            count += 1
            last = ordered[m]
    return count


@njit(
    "void(int64, int64, int32[::1], int32[::1], int64[::1], int32[::1], int64[::1], int32[::1],"
    " float64[::1], float32[:, ::1], float32[:, ::1], int64, int64, int64, int64,"
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

    Accounts are rows of `starts`; their events lie in (key, time) order. Times in microseconds.
    """
    met = np.empty(1 << 16, np.int64)
    for k in range(first, end):
        i, j = left[k], right[k]
        x = occasions(i, j, starts, key, time, window, gap, met)
        mean_i = expected_meetings(
            i,
            j,
            starts,
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
