"""The timing null: of the objects both accounts touched closely, on how many within the window?

Given that i and j acted on an object within a band D of each other, how likely is it that they
fell within the window W, if each followed only its own habits? Asked of every object both touched
within D; the answer per object is the *largest*, hence most innocent, of

* the flat chance W / D,
* **own lag**: the share of the account's other reaction lags (time since an object appeared) that
  fall within W of this one, among those within D of it, shrunk towards the lags of the whole log;
* **own clock**: the same with the time of day, and with the minute of the hour, of the account's
  other days: people with a narrow daily slot and users of a scheduler meet by the clock;

for i given j and for j given i, and over several readings of when the object appeared. Where the
true creation time is not known, the first, second and third account other than the pair give
three readings: one stray early event must not turn a prompt reaction into a rare coincidence.

Objects less than `gap` apart make one occasion. The p-value is the exact Poisson-binomial tail;
two bands (10 W and 100 W) are asked and the larger p counts: the near band forgives habits that
have a slope over hours, the far band forgives habits that are narrow. Ours.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from clearwater.kernels.choice_null import MICROSECONDS_A_DAY, MICROSECONDS_AN_HOUR
from clearwater.kernels.tails import poisson_binomial_tail

UNKNOWN = np.iinfo(np.int64).min
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


@njit("int64(int64, int64, int64, int64, int32[:, ::1], int64[:, ::1])", nogil=True, cache=True)
def appeared(key, i, j, reading, first_actor, first_time):  # type: ignore[no-untyped-def]
    """Return when the `reading`-th account other than i and j first acted on `key`, or UNKNOWN.

    With fewer third accounts than asked for, the last of them is returned.
    """
    seen = -1
    found = UNKNOWN
    for k in range(first_actor.shape[1]):
        who = first_actor[key, k]
        if who < 0:
            break
        if who in (i, j):
            continue
        seen += 1
        found = first_time[key, k]
        if seen == reading:
            break
    return found


@njit("void(int32[::1], int64[::1], int64[::1], int32[:, ::1], int64[:, ::1])", nogil=True, cache=True)
def first_accounts(actor, time, starts, first_actor, first_time):  # type: ignore[no-untyped-def]
    """Fill, for each key, the first few distinct accounts and when each first acted on it."""
    slots = first_actor.shape[1]
    for g in range(starts.size - 1):
        n = 0
        for e in range(starts[g], starts[g + 1]):
            if n == slots:
                break
            known = False
            for k in range(n):
                if first_actor[g, k] == actor[e]:
                    known = True
                    break
            if not known:
                first_actor[g, n] = actor[e]
                first_time[g, n] = time[e]
                n += 1


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
    "void(int64, int64, int32[::1], int32[::1], int32[::1], int64[::1], int32[::1], int64[::1],"
    " int64[::1], int64[:, ::1], int64[:, ::1], int64[:, ::1], int64[::1], int32[:, ::1],"
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
    created,
    first_actor,
    first_time,
    window,
    bands,
    gap,
    out_p,
    out_counts,
):  # type: ignore[no-untyped-def]
    """Fill p (pairs, bands) and counts (pairs, 2: occasions, hits in the widest band).

    Accounts are rows of `starts` with the log's codes in `account`; `lag`, `sorted_lag` and
    `log_lag` have one row a reading of the object's appearance; `created` per key, or UNKNOWN.
    """
    readings = lag.shape[0]
    most = 1 << 14
    at = np.empty(most, np.int64)
    close = np.empty(most, np.int64)
    chance = np.empty((bands.size, most))
    some_at = np.empty(most, np.int64)
    some_chance = np.empty(most)
    some_hit = np.empty(most, np.bool_)
    work = np.empty(most + 2)
    trials = np.empty(most)
    counts = np.zeros(2, np.int32)
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
            e2 = e
            while e2 < e_end and key[e2] == this:
                e2 += 1
            q2 = q
            while q2 < q_end and key[q2] == this:
                q2 += 1
            # The closest two events on this object, and how many pairs lie within each band.
            best = np.int64(1) << 62
            best_e, best_q = e, q
            low = q
            for a in range(e, e2):
                while low < q2 and time[low] < time[a] - widest:
                    low += 1
                b = low
                while b < q2 and time[b] <= time[a] + widest:
                    distance = abs(time[b] - time[a])
                    if distance < best:
                        best, best_e, best_q = distance, a, b
                    b += 1
            if best <= widest and n < most:
                t_i, t_j = time[best_e], time[best_q]
                usable = True
                for w in range(bands.size):
                    band = bands[w]
                    if best > band:
                        chance[w, n] = 0.0
                        continue
                    r = window / band
                    for reading in range(readings):
                        if created[this] != UNKNOWN:
                            if reading > 0:
                                break
                            born = created[this]
                        else:
                            born = appeared(
                                this, account[i], account[j], reading, first_actor, first_time
                            )
                        if born == UNKNOWN:
                            usable = False
                            break
                        r = max(
                            r,
                            lag_chance(
                                t_j - born, window, band, sorted_lag[reading], starts[i],
                                starts[i + 1], log_lag[reading], lag[reading], e, e2,
                            ),
                            lag_chance(
                                t_i - born, window, band, sorted_lag[reading], starts[j],
                                starts[j + 1], log_lag[reading], lag[reading], q, q2,
                            ),
                        )
                    for clock in range(2):
                        period = MICROSECONDS_A_DAY if clock == 0 else MICROSECONDS_AN_HOUR
                        apart = period // 2
                        if window * 4 > period:
                            continue
                        r = max(
                            r,
                            clock_chance(
                                t_j, window, band, sorted_time, starts[i], starts[i + 1], period,
                                apart,
                            ),
                            clock_chance(
                                t_i, window, band, sorted_time, starts[j], starts[j + 1], period,
                                apart,
                            ),
                        )
                    # Every pair of events within the band is one more chance to fall together.
                    tries = 0
                    low = q
                    for a in range(e, e2):
                        while low < q2 and time[low] < time[a] - band:
                            low += 1
                        b = low
                        while b < q2 and time[b] <= time[a] + band:
                            tries += 1
                            b += 1
                    chance[w, n] = 1.0 - (1.0 - min(r, 1.0)) ** tries
                if usable:
                    at[n] = min(t_i, t_j)
                    close[n] = best
                    n += 1
            e = e2
            q = q2
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
