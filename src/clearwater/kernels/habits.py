"""An account's habits: how likely do they bring it within a window of a moment, all by themselves?

The chances that the timing null asks for (`timing_null` says why these): own lags, own clock, and
the mean concentration that stands in where an object's appearance may have been guessed wrong.
Every chance is given that the account came within a band of the moment at all.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.choice_null import MICROSECONDS_A_DAY, MICROSECONDS_AN_HOUR

CLOCKS = (
    (MICROSECONDS_AN_HOUR, MICROSECONDS_AN_HOUR // 2),
    (MICROSECONDS_A_DAY, MICROSECONDS_A_DAY // 2),
    (7 * MICROSECONDS_A_DAY, MICROSECONDS_A_DAY // 2),
)
"""Periods of the clocks people live by, and how far from the moment an event must lie to count.

The hour catches schedulers that post at full minutes; the day, narrow daily slots; the week,
lessons: a class that met for a term at fixed hours was flagged before there was a weekly clock."""
PRIOR_LAGS = 2.0  # pseudo-lags with the whole log's shape; 2 was the prototype's and is kept
PRIOR_LOG = 10.0  # pseudo-lags, flat, behind the whole log's shape


@njit("int64(int64[::1], int64, int64, int64)", nogil=True, cache=True)
def _below(values: Any, lo: Any, hi: Any, bound: Any) -> Any:
    while lo < hi:
        mid = (lo + hi) >> 1
        if values[mid] < bound:
            lo = mid + 1
        else:
            hi = mid
    return lo


@njit("int64(int64[::1], int64, int64, int64, int64)", nogil=True, cache=True)
def _between(values: Any, lo: Any, hi: Any, low: Any, high: Any) -> Any:
    """Count sorted ``values[lo:hi]`` in the closed interval low..high."""
    return _below(values, lo, hi, high + 1) - _below(values, lo, hi, low)


@njit(
    "float64(int64, int64, int64, int64[::1], int64, int64, int64[::1], int64[::1], int64, int64)",
    nogil=True,
    cache=True,
)
def lag_chance(
    lag: Any,
    window: Any,
    band: Any,
    lags: Any,
    lo: Any,
    hi: Any,
    log_lags: Any,
    same: Any,
    same_lo: Any,
    same_hi: Any,
) -> Any:
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


@njit("int64(int64[::1], int64, int64, int64, int64, int64)", nogil=True, cache=True)
def _around(phases: Any, lo: Any, hi: Any, phase: Any, reach: Any, period: Any) -> Any:
    """Count sorted ``phases[lo:hi]`` at most `reach` from `phase` on a circle of one period."""
    if 2 * reach >= period:
        return hi - lo
    low, high = phase - reach, phase + reach
    count = _between(phases, lo, hi, max(low, 0), min(high, period - 1))
    if low < 0:
        count += _between(phases, lo, hi, low + period, period - 1)
    if high >= period:
        count += _between(phases, lo, hi, 0, high - period)
    return count


@njit(
    "float64(int64, int64, int64, int64[:, ::1], int64, int64, int64, int64, int64)",
    nogil=True,
    cache=True,
)
def clock_chance(
    moment: Any,
    window: Any,
    band: Any,
    clocks: Any,
    row: Any,
    lo: Any,
    hi: Any,
    period: Any,
    apart: Any,
) -> Any:
    """Return the chance that an account's clock brings it within `window`, given `band`.

    ``clocks[0, lo:hi]`` are the account's sorted event times, ``clocks[row, lo:hi]`` their sorted
    phases in `period`. Only events at least `apart` away from `moment` count, `apart` being at most
    half a period: the meeting itself and its neighbourhood must not explain themselves.
    """
    reach = min(band, period // 2)
    times, phases = clocks[0], clocks[row]
    near = _around(phases, lo, hi, moment % period, window, period)
    wide = _around(phases, lo, hi, moment % period, reach, period)
    close, far = min(window, apart - 1), min(reach, apart - 1)
    near -= _between(times, lo, hi, moment - close, moment + close)
    wide -= _between(times, lo, hi, moment - far, moment + far)
    flat = min(1.0, window / reach)
    inside = (near + PRIOR_LAGS * flat) / (wide + PRIOR_LAGS)
    return inside * min(1.0, reach / band)


@njit(
    "float64(int64, int64, int64, int64[::1], int64, int64, int64, int64, int64, int64[::1],"
    " int64[::1], int64[:, ::1], float64)",
    nogil=True,
    cache=True,
)
def innocent_chance(
    moment: Any,
    born: Any,
    window: Any,
    lags: Any,
    lo: Any,
    hi: Any,
    same_lo: Any,
    same_hi: Any,
    band: Any,
    sorted_lags: Any,
    log_lags: Any,
    clocks: Any,
    habit: Any,
) -> Any:
    """Return the largest chance that an account's habits bring it within `window` of `moment`."""
    r = max(window / band, habit)
    r = max(
        r,
        lag_chance(
            moment - born, window, band, sorted_lags, lo, hi, log_lags, lags, same_lo, same_hi
        ),
    )
    for row in range(1, clocks.shape[0]):
        period, apart = CLOCKS[row - 1]
        if window * 4 <= period:
            r = max(r, clock_chance(moment, window, band, clocks, row, lo, hi, period, apart))
    return min(r, 1.0)


@njit("void(int64[::1], int64[::1], int64, int64[::1], float64[:, ::1])", nogil=True, cache=True)
def concentration(starts: Any, lags: Any, window: Any, bands: Any, out: Any) -> None:
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
