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
VISIT = MICROSECONDS_AN_HOUR
"""Acts so close to the one in question (or two windows, if that is more) are of the same visit."""
MOST_OF_VISIT = 1024
"""Acts on either side that are looked at; who acts more often in an hour is a program."""


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
    """Count sorted ``values[lo:hi]`` in the closed interval low..high.

    The upper end is looked for in steps that double, from the lower end on: most intervals hold
    few values, and with a second search of everything the timing null took a good third longer.
    """
    begin = _below(values, lo, hi, low)
    step = 1
    end = begin
    while end < hi and values[end] <= high:
        begin_of_step = end
        end += step
        step *= 2
        if end >= hi or values[end] > high:
            return _below(values, begin_of_step, min(end, hi), high + 1) - begin
    return end - begin


@njit("UniTuple(int64, 2)(int64[::1], int64, int64, int64, int64)", nogil=True, cache=True)
def visit(times: Any, lo: Any, hi: Any, moment: Any, apart: Any) -> Any:
    """Return the half-open range of the sorted ``times[lo:hi]`` that is the visit at `moment`."""
    centre = _below(times, lo, hi, moment)
    begin = max(_below(times, lo, hi, moment - apart), centre - MOST_OF_VISIT)
    end = min(_below(times, lo, hi, moment + apart + 1), centre + MOST_OF_VISIT)
    return begin, end


@njit(
    "void(int64, int64, int64, int64[::1], int64[:, ::1], int64[:, ::1], int64, int64, int64[::1],"
    " int64[::1], int64[::1], int64, int64, float64[::1])",
    nogil=True,
    cache=True,
)
def lag_chances(
    lag: Any,
    act: Any,
    window: Any,
    bands: Any,
    lags: Any,
    clocks: Any,
    lo: Any,
    hi: Any,
    log_lags: Any,
    same: Any,
    same_time: Any,
    same_lo: Any,
    same_hi: Any,
    out: Any,
) -> None:
    """Fill the chance that an account with these lags falls within `window`, given each band.

    ``lags[0, lo:hi]`` are the account's lags, sorted; ``lags[1, lo:hi]`` the same by time, and
    ``clocks[0, lo:hi]`` the times; `log_lags` are sorted lags of the whole log. Left out are its
    lags on the object in question, ``same[same_lo:same_hi]``, and all of the same visit as `act`,
    the moment of its own act: who likes and comments on one post has that lag twice, and would
    explain itself.
    """
    whole = log_lags.size
    log_near = _between(log_lags, 0, whole, lag - window, lag + window)
    near = _between(lags[0], lo, hi, lag - window, lag + window)
    for w in range(bands.size):
        out[w] = _between(lags[0], lo, hi, lag - bands[w], lag + bands[w])
    begin, end = visit(clocks[0], lo, hi, act, max(VISIT, 2 * window))
    for s in range(begin, end):
        if lags[1, s] == UNKNOWN:
            continue  # no distance, and its subtraction would overflow
        distance = abs(lags[1, s] - lag)
        near -= distance <= window
        for w in range(bands.size):
            out[w] -= distance <= bands[w]
    for s in range(same_lo, same_hi):
        if same[s] == UNKNOWN or clocks[0, begin] <= same_time[s] <= clocks[0, end - 1]:
            continue  # no reaction of its own, or of the visit and left out already
        distance = abs(same[s] - lag)
        near -= distance <= window
        for w in range(bands.size):
            out[w] -= distance <= bands[w]
    for w in range(bands.size):
        log_wide = _between(log_lags, 0, whole, lag - bands[w], lag + bands[w])
        prior = (log_near + PRIOR_LOG * window / bands[w]) / (log_wide + PRIOR_LOG)
        out[w] = (near + PRIOR_LAGS * prior) / (out[w] + PRIOR_LAGS)


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
    "int64(int64, int64, int64[:, ::1], int64, int64, int64, int64, int64)", nogil=True, cache=True
)
def clock_count(
    moment: Any, reach: Any, clocks: Any, row: Any, lo: Any, hi: Any, period: Any, apart: Any
) -> Any:
    """Return how many of an account's events lie within `reach` of `moment` on a clock.

    Rows as in `raise_to_clock`. Only events at least `apart` away from `moment` count.
    """
    near = _around(clocks[row], lo, hi, moment % period, reach, period)
    if near == 0:
        return 0
    own = min(reach, apart - 1)
    return near - _between(clocks[0], lo, hi, moment - own, moment + own)


@njit(
    "void(int64, int64, int64[::1], int64[:, ::1], int64, int64, int64, float64[::1])",
    nogil=True,
    cache=True,
)
def raise_to_clock(
    moment: Any, window: Any, bands: Any, clocks: Any, row: Any, lo: Any, hi: Any, out: Any
) -> None:
    """Raise `out` to the chance that a clock brings an account within `window`, given each band.

    ``clocks[0, lo:hi]`` are the account's sorted event times, ``clocks[row, lo:hi]`` their sorted
    phases in the period ``CLOCKS[row - 1]``. Only events at least so far from `moment` as stands
    there count: the meeting itself and its neighbourhood must not explain themselves. Where none
    of them lies within the window the chance is below the flat one, and nothing is raised.
    """
    period, apart = CLOCKS[row - 1]
    near = clock_count(moment, window, clocks, row, lo, hi, period, apart)
    if near == 0:
        return
    for w in range(bands.size):
        reach = min(bands[w], period // 2)
        wide = clock_count(moment, reach, clocks, row, lo, hi, period, apart)
        flat = min(1.0, window / reach)
        inside = (near + PRIOR_LAGS * flat) / (wide + PRIOR_LAGS)
        out[w] = max(out[w], inside * min(1.0, reach / bands[w]))


@njit(
    "void(int64, int64, int64, int64, int64[::1], int64, int64, int64, int64, int64[::1],"
    " int64[::1], int64[:, ::1], int64[::1], int64[:, ::1], float64, float64[::1], float64[::1])",
    nogil=True,
    cache=True,
)
def innocent_chances(
    moment: Any,
    act: Any,
    born: Any,
    window: Any,
    bands: Any,
    lo: Any,
    hi: Any,
    same_lo: Any,
    same_hi: Any,
    lag: Any,
    time: Any,
    lags: Any,
    log_lags: Any,
    clocks: Any,
    wrong: Any,
    habit: Any,
    out: Any,
) -> None:
    """Fill the largest chance that an account's habits bring it within `window` of `moment`.

    One for each band. The account's events are ``lo:hi``, those on the object in question
    ``same_lo:same_hi``; `act` is the time of the one nearest to `moment`. `lag` and `time` are in
    the order of events; `wrong` is the chance that the object's appearance was guessed wrong, and
    `habit` the account's concentration at each band. All bands are asked at once: what lies within
    the window is the same for each, and looking it up is most of the work.
    """
    lag_chances(
        moment - born, act, window, bands, lags, clocks, lo, hi, log_lags, lag, time, same_lo,
        same_hi, out,
    )  # fmt: skip
    for w in range(bands.size):
        out[w] = max(out[w], window / bands[w], wrong * habit[w])
    for row in range(1, clocks.shape[0]):
        if window * 4 <= CLOCKS[row - 1][0]:
            raise_to_clock(moment, window, bands, clocks, row, lo, hi, out)
    for w in range(bands.size):
        out[w] = min(out[w], 1.0)


@njit(
    "void(int64[::1], int64[:, ::1], int64[:, ::1], int64, int64[::1], float64[:, ::1])",
    nogil=True,
    cache=True,
)
def concentration(starts: Any, clocks: Any, lags: Any, window: Any, bands: Any, out: Any) -> None:
    """Fill ``out[account, band]``: the own-lag chance averaged over the account's own lags.

    `lags` as in `lag_chance`, here since onsets; what else was done on the same visit is left out.
    0..1; 1 where an account always reacts alike.
    """
    apart = max(VISIT, 2 * window)
    for a in range(starts.size - 1):
        lo, hi = starts[a], starts[a + 1]
        for w in range(bands.size):
            flat = window / bands[w]
            total = 0.0
            known = 0
            for k in range(lo, hi):
                lag = lags[1, k]
                if lag == UNKNOWN:
                    continue
                near = _between(lags[0], lo, hi, lag - window, lag + window)
                wide = _between(lags[0], lo, hi, lag - bands[w], lag + bands[w])
                begin, end = visit(clocks[0], lo, hi, clocks[0, k], apart)
                for s in range(begin, end):
                    if lags[1, s] == UNKNOWN:
                        continue  # no distance, and its subtraction would overflow
                    distance = abs(lags[1, s] - lag)
                    near -= distance <= window
                    wide -= distance <= bands[w]
                total += (near + PRIOR_LAGS * flat) / (wide + PRIOR_LAGS)
                known += 1
            out[a, w] = total / known if known else flat
