"""One account against the moments of a group: how often was it there, and how often by habit?

A *moment* is a run of the group's acts on one object in which each follows the last within the
window, and in which at least two members other than the account took part. The account was there if
it left one of the moment's traces (the same action on the object). The account left out is the one
asked about, so nobody testifies for himself. Nor does a moment speak against an account that the
others came after, within the window: at each moment somebody comes first, and whoever does has
followed nobody. A farm that trails innocent people to make them look guilty comes after them every
time; a member of a group of k comes first at one moment in k. The moment has a centre and a half-
width (window plus half of its length); the question is the timing null's (`timing_null`), with the
moment in the partner's place and only the account's own habits to explain it. Pooling a group's
moments is what finds members of large groups who share too few jobs with any single other member.
Ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.choice_null import MICROSECONDS_AN_HOUR
from clearwater.kernels.habits import innocent_chances
from clearwater.kernels.timing_null import appeared, occasion_tail
from clearwater.kernels.touches import touch_end

LEAST_OTHERS = 2


@njit("boolean(int64, int64, int32, int64[::1], int32[::1], int64[::1])", nogil=True, cache=True)
def others_at(first: Any, end: Any, account: Any, time: Any, actor: Any, out: Any) -> Any:
    """Say whether the moment ``first:end`` stands without `account`.

    Fills centre, half-length and beginning.
    """
    low = np.int64(0)
    high = np.int64(0)
    someone = np.int32(-1)
    several = False
    for e in range(first, end):
        if actor[e] == account:
            continue
        if someone < 0:
            low = time[e]
            someone = actor[e]
        elif actor[e] != someone:
            several = True
        high = time[e]
    out[0] = (low + high) // 2
    out[1] = (high - low) // 2
    out[2] = low
    return several


@njit("boolean(int32, int32[::1], int64, int64)", nogil=True, cache=True)
def _among(key: Any, keys: Any, first: Any, end: Any) -> Any:
    for k in range(first, end):  # noqa: SIM110  # compiled: a generator would be boxed
        if keys[k] == key:
            return True
    return False


@njit(
    "int64(int64, int64, int32[::1], boolean[::1], int64[::1], int32[::1], int32[::1], int64[::1],"
    " int64[:, ::1], int64[::1], int64[:, ::1], int64[::1], float64[:, ::1], int64[::1],"
    " float64[::1], int32[:, ::1],"
    " int64[:, ::1], int32[::1], int32[::1], int64[::1], int64[::1], int64[::1], int32[::1],"
    " int32[::1], float64[::1],"
    " float32[:, ::1], float32[:, ::1], int64, int64, int64, int64[::1], int64, float64[:, ::1],"
    " int32[::1], float64[::1], int32[::1], int32[::1], float64[::1], boolean[::1])",
    nogil=True,
    cache=True,
)
def membership_p_values(
    first: Any,
    end: Any,
    account: Any,
    member: Any,
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
    moment_object: Any,
    moment_keys: Any,
    moment_key_starts: Any,
    moment_starts: Any,
    moment_time: Any,
    moment_actor: Any,
    moment_others: Any,
    share: Any,
    hour_ratio: Any,
    day_ratio: Any,
    day_zero: Any,
    day_length: Any,
    window: Any,
    widths: Any,
    gap: Any,
    out_p: Any,
    out_hits: Any,
    out_expected: Any,
    trial_account: Any,
    trial_moment: Any,
    trial_chance: Any,
    trial_hit: Any,
) -> Any:
    """Test the accounts ``first:end`` of a view against the moments of one group.

    `account` holds the log's codes, `member` says who is of the group. Moments are sorted by
    object, then time; moment m owns the group events ``moment_starts[m]:moment_starts[m + 1]``,
    its traces are ``moment_keys[moment_key_starts[m]:moment_key_starts[m + 1]]``, and
    `moment_others` counts the accounts outside the group that left one of them during it.

    Fills p (accounts, bands), hits and the mean expected by choice; lists every trial (account
    row, moment, chance, hit), and returns how many there are.
    """
    most = moment_object.size
    at = np.empty(most, np.int64)
    close = np.empty(most, np.int64)
    half = np.empty(most, np.int64)
    chance = np.zeros((widths.size, most))
    some_at = np.empty(most, np.int64)
    some_chance = np.empty(most)
    some_hit = np.empty(most, np.bool_)
    work = np.empty(most + 2)
    occasion = np.empty(most)
    counts = np.zeros(2, np.int32)
    span = np.zeros(3, np.int64)
    bands = np.empty(widths.size, np.int64)
    innocent = np.empty(widths.size)
    listed = 0
    stands = np.empty(most, np.bool_)
    centre_of_all = np.empty(most, np.int64)
    half_of_all = np.empty(most, np.int64)
    begin_of_all = np.empty(most, np.int64)
    for m in range(most):
        stands[m] = others_at(
            moment_starts[m], moment_starts[m + 1], -1, moment_time, moment_actor, span
        )
        centre_of_all[m], half_of_all[m], begin_of_all[m] = span[0], span[1], span[2]
    for i in range(first, end):
        n = 0
        hits = 0
        expected = 0.0
        e, e_end = starts[i], starts[i + 1]
        for m in range(most):
            # Only a member can be among the others, so only then is the moment built anew.
            there = stands[m]
            centre, reach, begin = centre_of_all[m], window + half_of_all[m], begin_of_all[m]
            if member[i]:
                there = others_at(
                    moment_starts[m],
                    moment_starts[m + 1],
                    account[i],
                    moment_time,
                    moment_actor,
                    span,
                )
                centre, reach, begin = span[0], window + span[1], span[2]
            if not there:
                continue
            hour = (centre // MICROSECONDS_AN_HOUR) % 24
            day = (centre - day_zero) // day_length
            # One more than the others who were there: somebody has to come first.
            expected += 1.0 - np.exp(
                -(moment_others[m] + 1.0) * share[i] * hour_ratio[i, hour] * day_ratio[i, day]
            )
            this = moment_object[m]
            while e < e_end and object_[e] < this:
                e += 1
            e2 = e
            nearest = np.int64(1) << 62
            act = np.int64(0)
            came_first = False
            keys, keys_end = moment_key_starts[m], moment_key_starts[m + 1]
            while e2 < e_end and object_[e2] == this:
                if _among(key[e2], moment_keys, keys, keys_end):
                    came_first |= 0 < begin - time[e2] <= window
                    if abs(time[e2] - centre) < nearest:
                        nearest, act = abs(time[e2] - centre), time[e2]
                e2 += 1
            if came_first or e2 == e or nearest > widths[widths.size - 1] * reach:
                continue
            born = created[this]
            if born == UNKNOWN:
                born = appeared(this, account[i], account[i], first_actor, first_time)
            if born == UNKNOWN:
                continue
            largest = 0.0
            for w in range(widths.size):
                bands[w] = widths[w] * reach
            innocent_chances(
                centre, act, born, reach, bands, starts[i], e_end, e, e2, lag, time, lags,
                log_lag, clocks, wrong[this], habit[i], innocent,
            )  # fmt: skip
            for w in range(widths.size):
                chance[w, n] = 0.0
                if nearest > bands[w]:
                    continue
                tries = 0.0
                a = e
                while a < e2:
                    a2 = touch_end(time, a, e2, window)
                    acts = 0
                    for x in range(a, a2):
                        if abs(time[x] - centre) <= bands[w]:
                            acts += _among(key[x], moment_keys, keys, keys_end)
                    longer = (time[a2 - 1] - time[a]) / max(1.0, 2.0 * reach)
                    tries += min(float(acts), 1.0 + longer)
                    a = a2
                chance[w, n] = 1.0 - (1.0 - innocent[w]) ** tries
                largest = max(largest, chance[w, n])
            at[n] = centre
            close[n] = nearest
            half[n] = reach
            if nearest <= reach:
                hits += 1
            trial_account[listed] = i
            trial_moment[listed] = m
            trial_chance[listed] = largest
            trial_hit[listed] = nearest <= reach
            listed += 1
            n += 1
        for w in range(widths.size):
            k = 0
            for m in range(n):
                if close[m] <= widths[w] * half[m]:
                    some_at[k] = at[m]
                    some_chance[k] = chance[w, m]
                    some_hit[k] = close[m] <= half[m]
                    k += 1
            out_p[i, w] = occasion_tail(
                k, gap, some_at, some_chance, some_hit, most, work, occasion, counts
            )
        out_hits[i] = hits
        out_expected[i] = expected
    return listed
