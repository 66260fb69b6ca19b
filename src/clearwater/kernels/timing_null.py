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
* **own clock**: the same as own lag with the time of day, and with the minute of the hour, of the
  account's other days: people with a narrow daily slot and users of a scheduler meet by the clock;

for i given j and for j given i. Where an object's creation is not known, it appeared when the
first account other than the two acted on it; where there is no other, the object tells nothing
and is left out.

Objects less than `gap` apart make one occasion. The p-value is the exact Poisson-binomial tail;
two bands (10 W and 100 W) are asked and the larger p counts: the near band forgives habits that
have a slope over hours, the far band forgives habits that are narrow. Ours.

What was tried and dropped: taking the largest chance over the first, second and third account as
readings of the birth closes the stray hole too, but the farm's own burst is then read as the birth
of every small object, and recall on small objects fell from 0.9 to 0.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.choice_null import MICROSECONDS_A_DAY, MICROSECONDS_AN_HOUR
from clearwater.kernels.tails import poisson_binomial_tail

MOST_SHARED = 1 << 14  # objects of one pair; the rest could only add evidence, never take it away
PRIOR_LAGS = 2.0  # pseudo-lags with the whole log's shape; 2 was the prototype's and is kept
PRIOR_LOG = 10.0  # pseudo-lags, flat, behind the whole log's shape


@njit("int64(int64[::1], int64, int64, int64)", nogil=True, cache=True)
def _below(values, lo, hi, bound):  # type: ignore[no-untyped-def]
    while lo < hi:
        mid = (lo + hi) >> 1
        if values[mid] < bound:
            lo = mid + 1
        else:
            hi = mid
    return lo


@njit("int64(int64[::1], int64, int64, int64, int64)", nogil=True, cache=True)
def _between(values, lo, hi, low, high):  # type: ignore[no-untyped-def]
    """Count sorted ``values[lo:hi]`` in the closed interval low..high."""
    return _below(values, lo, hi, high + 1) - _below(values, lo, hi, low)


@njit(
    "float64(int64, int64, int64, int64[::1], int64, int64, int64[::1], int64[::1], int64, int64)",
    nogil=True,
    cache=True,
)
def lag_chance(lag, window, band, lags, lo, hi, log_lags, same, same_lo, same_hi):  # type: ignore[no-untyped-def]
    """Return the chance that an account with these lags falls within `window`, given `band`.

    ``lags[lo:hi]`` are the account's sorted lags; ``same[same_lo:same_hi]`` are its lags on the
    object in question, which are left out; `log_lags` are sorted lags of the whole log.
    """
    flat = window / band
    whole = log_lags.size
    log_near = _between(log_lags, 0, whole, lag - window, lag + window)
    log_wide = _between(log_lags, 0, whole, lag - band, lag + band)
    prior = (log_near + PRIOR_LOG * flat) / (log_wide + PRIOR_LOG)
    near = _between(lags, lo, hi, lag - window, lag + window)
    wide = _between(lags, lo, hi, lag - band, lag + band)
    for s in range(same_lo, same_hi):
        distance = abs(same[s] - lag)
        if distance <= window:
            near -= 1
        if distance <= band:
            wide -= 1
    return (near + PRIOR_LAGS * prior) / (wide + PRIOR_LAGS)


@njit(
    "float64(int64, int64, int64, int64[::1], int64, int64, int64, int64)", nogil=True, cache=True
)
def clock_chance(moment, window, band, times, lo, hi, period, apart):  # type: ignore[no-untyped-def]
    """Return the chance that an account's clock brings it within `window`, given `band`.

    ``times[lo:hi]`` are the account's event times. Only those at least `apart` away from `moment`
    count: the meeting itself and its neighbourhood must not explain themselves.
    """
    half = period // 2
    reach = min(band, half)
    near = 0
    wide = 0
    for q in range(lo, hi):
        distance = abs(times[q] - moment)
        if distance < apart:
            continue
        phase = distance % period
        if phase > half:
            phase = period - phase
        if phase <= window:
            near += 1
        if phase <= reach:
            wide += 1
    flat = min(1.0, window / reach)
    inside = (near + PRIOR_LAGS * flat) / (wide + PRIOR_LAGS)
    return inside * min(1.0, reach / band)


@njit("int64(int64, int64, int64, int32[:, ::1], int64[:, ::1])", nogil=True, cache=True)
def appeared(key, i, j, first_actor, first_time):  # type: ignore[no-untyped-def]
    """Return when the first account other than i and j acted on `key`, or UNKNOWN."""
    for k in range(first_actor.shape[1]):
        who = first_actor[key, k]
        if who < 0:
            break
        if who not in (i, j):
            return first_time[key, k]
    return UNKNOWN


@njit("void(int64[::1], int64[::1], int64, int64[::1], float64[:, ::1])", nogil=True, cache=True)
def concentration(starts, lags, window, bands, out):  # type: ignore[no-untyped-def]
    """Fill ``out[account, band]``: the own-lag chance averaged over the account's own lags.

    `lags` are sorted within each account. 0..1; 1 where an account always reacts alike.
    """
    for a in range(starts.size - 1):
        lo, hi = starts[a], starts[a + 1]
        for w in range(bands.size):
            flat = window / bands[w]
            total = 0.0
            known = 0
            for k in range(lo, hi):
                lag = lags[k]
                if lag == UNKNOWN:
                    continue
                near = _between(lags, lo, hi, lag - window, lag + window) - 1
                wide = _between(lags, lo, hi, lag - bands[w], lag + bands[w]) - 1
                total += (near + PRIOR_LAGS * flat) / (wide + PRIOR_LAGS)
                known += 1
            out[a, w] = total / known if known else flat


@njit(
    "float64(int64, int64, int64[::1], float64[::1], boolean[::1], int64, float64[::1], float64[::1],"
    " int32[::1])",
    nogil=True,
    cache=True,
)
def occasion_tail(n, gap, at, chance, hit, most, work, trials, counts):  # type: ignore[no-untyped-def]
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
    return poisson_binomial_tail(trials, m, hits, work)


@njit(
    "float64(int64, int64, int64, int64[::1], int64, int64, int64, int64, int64, int64[::1],"
    " int64[::1], int64[::1], float64)",
    nogil=True,
    cache=True,
)
def innocent_chance(
    moment, born, window, lags, lo, hi, same_lo, same_hi, band, sorted_lags, log_lags, times, habit
):  # type: ignore[no-untyped-def]
    """Return the largest chance that an account's habits bring it within `window` of `moment`."""
    r = max(window / band, habit)
    r = max(
        r,
        lag_chance(
            moment - born, window, band, sorted_lags, lo, hi, log_lags, lags, same_lo, same_hi
        ),
    )
    for clock in range(2):
        period = MICROSECONDS_A_DAY if clock == 0 else MICROSECONDS_AN_HOUR
        if window * 4 <= period:
            r = max(r, clock_chance(moment, window, band, times, lo, hi, period, period // 2))
    return min(r, 1.0)


@njit("int64(int64[::1], int64, int64, int64, int64, int64, int64[::1])", nogil=True, cache=True)
def closest(time, e, e2, q, q2, band, out):  # type: ignore[no-untyped-def]
    """Count the pairs of events of ``e:e2`` and ``q:q2`` within `band`.

    ``out`` receives the closest pair's distance and its two rows.
    """
    tries = 0
    out[0] = np.int64(1) << 62
    low = q
    for a in range(e, e2):
        while low < q2 and time[low] < time[a] - band:
            low += 1
        b = low
        while b < q2 and time[b] <= time[a] + band:
            distance = abs(time[b] - time[a])
            if distance < out[0]:
                out[0], out[1], out[2] = distance, a, b
            tries += 1
            b += 1
    return tries


@njit(
    "void(int64, int64, int32[::1], int32[::1], int32[::1], int64[::1], int32[::1], int64[::1],"
    " int64[::1], int64[::1], int64[::1], int64[::1], float64[:, ::1], int64[::1], float64[::1], int32[:, ::1],"
    " int64[:, ::1], int64, int64[::1], int64, float64[:, ::1], int32[:, ::1])",
    nogil=True,
    cache=True,
)
def timing_p_values(
    first,
    end,
    left,
    right,
    account,
    starts,
    key,
    time,
    sorted_time,
    lag,
    sorted_lag,
    log_lag,
    habit,
    created,
    wrong,
    first_actor,
    first_time,
    window,
    bands,
    gap,
    out_p,
    out_counts,
):  # type: ignore[no-untyped-def]
    """Fill p (pairs, bands) and counts (pairs, 2: occasions, hits in the widest band).

    Accounts are rows of `starts` with the log's codes in `account`; `lag` is in event order,
    `sorted_lag` sorted within each account, `log_lag` sorted; `habit` from `concentration`;
    `created` per key, or UNKNOWN; `wrong` per key, 0..1. `bands` ascend.
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
    widest = bands[bands.size - 1]
    for pair in range(first, end):
        i, j = left[pair], right[pair]
        n = 0
        e, e_end = starts[i], starts[i + 1]
        q, q_end = starts[j], starts[j + 1]
        while e < e_end and q < q_end:
            if key[e] < key[q]:
                e += 1
                continue
            if key[q] < key[e]:
                q += 1
                continue
            this = key[e]
            e2, q2 = e, q
            while e2 < e_end and key[e2] == this:
                e2 += 1
            while q2 < q_end and key[q2] == this:
                q2 += 1
            born = created[this]
            if born == UNKNOWN:
                born = appeared(this, account[i], account[j], first_actor, first_time)
            closest(time, e, e2, q, q2, widest, nearest)
            if born != UNKNOWN and nearest[0] <= widest and n < most:
                t_i, t_j = time[nearest[1]], time[nearest[2]]
                for w in range(bands.size):
                    band = bands[w]
                    if nearest[0] > band:
                        chance[w, n] = 0.0
                        continue
                    r = max(
                        innocent_chance(
                            t_j,
                            born,
                            window,
                            lag,
                            starts[i],
                            e_end,
                            e,
                            e2,
                            band,
                            sorted_lag,
                            log_lag,
                            sorted_time,
                            wrong[this] * habit[i, w],
                        ),
                        innocent_chance(
                            t_i,
                            born,
                            window,
                            lag,
                            starts[j],
                            q_end,
                            q,
                            q2,
                            band,
                            sorted_lag,
                            log_lag,
                            sorted_time,
                            wrong[this] * habit[j, w],
                        ),
                    )
                    # Every pair of events within the band is one more chance to fall together.
                    tries = closest(time, e, e2, q, q2, band, nearest)
                    chance[w, n] = 1.0 - (1.0 - r) ** tries
                at[n] = min(t_i, t_j)
                close[n] = nearest[0]
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
