"""The events of a few accounts, laid out account by account for the pair tests.

Only accounts of candidate pairs are laid out: of 100,000 accounts that is a few thousand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numba import njit

from clearwater.kernels.timing_null import UNKNOWN, first_accounts

READINGS = 3
"""Readings of when an object appeared: by the first, second and third account other than a pair."""
SLOTS = READINGS + 2
LOG_LAGS_A_KEY = 4
"""Lags a key gives to the whole log's distribution: a viral object must not become the norm."""
PSEUDO_EVENTS = 6.0
"""Shrinkage of an account's hours and days towards the log's; measured in the prototype."""
MOST_DAYS = 400
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR


@dataclass(frozen=True)
class Appearance:
    """When objects appeared: true creation times, and the first few accounts on each key."""

    created: np.ndarray
    """int64, shape (keys,), or UNKNOWN."""
    first_actor: np.ndarray
    """int32, shape (keys, SLOTS), -1 where there are fewer accounts."""
    first_time: np.ndarray
    """int64, shape (keys, SLOTS)."""
    log_lag: np.ndarray
    """int64, shape (READINGS, sampled events), sorted. Lags of the whole log, few a key."""


@dataclass(frozen=True)
class Rates:
    """How active the log is at each hour of the day and on each day, and each account in it."""

    day_zero: int
    """Microseconds; start of the first day."""
    day_length: int
    """Microseconds; a day, or a whole number of days where the log is longer than MOST_DAYS."""
    hour_share: np.ndarray
    """float64, shape (24,). Share of events, smoothed over neighbouring hours."""
    day_share: np.ndarray
    """float64, shape (days,)."""


@dataclass(frozen=True)
class AccountView:
    """Events of the chosen accounts: account by account, in (key, time) order within each."""

    account: np.ndarray
    """int32, shape (chosen,). Codes in the log."""
    starts: np.ndarray
    """int64, shape (chosen + 1,)."""
    row: np.ndarray
    """int64, shape (events,). Where each event stands in the log."""
    key: np.ndarray
    time: np.ndarray
    sorted_time: np.ndarray
    """int64, shape (events,). Times sorted within each account."""
    lag: np.ndarray
    """int64, shape (READINGS, events). Time since the key appeared, the account itself left out."""
    sorted_lag: np.ndarray
    """int64, shape (READINGS, events). Lags sorted within each account."""
    hour_ratio: np.ndarray
    """float32, shape (chosen, 24). The account's share at this hour over the log's."""
    day_ratio: np.ndarray
    """float32, shape (chosen, days)."""


def appearance(
    actor: np.ndarray, time: np.ndarray, starts: np.ndarray, created: np.ndarray
) -> Appearance:
    """Return when the keys of a log appeared; arrays in (key, time, actor) order."""
    keys = starts.size - 1
    first_actor = np.full((keys, SLOTS), -1, np.int32)
    first_time = np.zeros((keys, SLOTS), np.int64)
    first_accounts(actor, time, starts, first_actor, first_time)
    return Appearance(
        created, first_actor, first_time, _log_lags(actor, time, starts, created, first_actor, first_time)
    )


def _log_lags(
    actor: np.ndarray,
    time: np.ndarray,
    starts: np.ndarray,
    created: np.ndarray,
    first_actor: np.ndarray,
    first_time: np.ndarray,
) -> np.ndarray:
    size = np.diff(starts)
    busy = np.flatnonzero(size >= 2)
    picks = [
        starts[busy] + (size[busy] - 1) * (k + 1) // LOG_LAGS_A_KEY for k in range(LOG_LAGS_A_KEY)
    ]
    row = np.unique(np.concatenate(picks)) if busy.size else np.zeros(0, np.int64)
    key = np.searchsorted(starts, row, side="right") - 1
    out = np.empty((READINGS, row.size), np.int64)
    for reading in range(READINGS):
        born = _born(key, actor[row], reading, created, first_actor, first_time)
        lags = time[row] - born
        lags[born == UNKNOWN] = UNKNOWN
        out[reading] = np.sort(lags)
    return out


def _born(
    key: np.ndarray,
    actor: np.ndarray,
    reading: int,
    created: np.ndarray,
    first_actor: np.ndarray,
    first_time: np.ndarray,
) -> np.ndarray:
    """Return when `key` appeared to `actor`: created, or the reading-th other account's first act."""
    who = first_actor[key]
    other = (who >= 0) & (who != actor[:, None])
    order = np.cumsum(other, axis=1) - 1
    last = np.minimum(order[:, -1], reading)
    place = np.argmax(other & (order == last[:, None]), axis=1)
    seen = first_time[key, place]
    seen = np.where(other.any(axis=1), seen, UNKNOWN)
    return np.where(created[key] != UNKNOWN, created[key], seen)


def rates(time: np.ndarray) -> Rates:
    """Return the log's activity by hour of the day (UTC) and by day; `time` in microseconds."""
    day_zero = int(time.min()) // _DAY * _DAY
    days = (int(time.max()) - day_zero) // _DAY + 1
    day_length = _DAY * -(-days // MOST_DAYS)
    hours = np.bincount((time // _HOUR) % 24, minlength=24).astype(float)
    day = np.bincount((time - day_zero) // day_length).astype(float)
    return Rates(day_zero, day_length, _smooth(hours) / time.size, day / time.size)


def _smooth(hours: np.ndarray) -> np.ndarray:
    return 0.5 * hours + 0.25 * np.roll(hours, 1, -1) + 0.25 * np.roll(hours, -1, -1)


def account_view(
    chosen: np.ndarray,
    actor: np.ndarray,
    key: np.ndarray,
    time: np.ndarray,
    appeared: Appearance,
    log_rates: Rates,
) -> AccountView:
    """Return the events of the `chosen` accounts; arrays in (key, time, actor) order.

    Parameters
    ----------
    chosen : int32 array, sorted
        Codes of the accounts.
    """
    accounts = int(chosen.size)
    place = np.full(int(actor.max()) + 1, -1, np.int32)
    place[chosen] = np.arange(accounts, dtype=np.int32)
    row = np.flatnonzero(place[actor] >= 0)
    who = place[actor[row]]
    order = np.argsort(who, kind="stable")
    row, who = row[order], who[order]
    starts = np.searchsorted(who, np.arange(accounts + 1)).astype(np.int64)
    own_key, own_time = key[row], time[row]
    lag = np.empty((READINGS, row.size), np.int64)
    for reading in range(READINGS):
        born = _born(
            own_key, actor[row], reading, appeared.created, appeared.first_actor, appeared.first_time
        )
        lag[reading] = np.where(born == UNKNOWN, UNKNOWN, own_time - born)
    sorted_lag = np.empty_like(lag)
    for reading in range(READINGS):
        sorted_lag[reading] = lag[reading][np.lexsort((lag[reading], who))]
    return AccountView(
        account=chosen.astype(np.int32),
        starts=starts,
        row=row,
        key=own_key,
        time=own_time,
        sorted_time=own_time[np.lexsort((own_time, who))],
        lag=lag,
        sorted_lag=sorted_lag,
        hour_ratio=_hour_ratio(who, own_time, accounts, log_rates),
        day_ratio=_day_ratio(who, own_time, accounts, log_rates),
    )


@njit("void(int64[::1], int32[::1], int64[::1], int64, int32[::1])", nogil=True, cache=True)
def own_company(starts, key, time, window, out):  # type: ignore[no-untyped-def]
    """Fill how many other events of the same account lie within `window` on the same key."""
    for a in range(starts.size - 1):
        low = starts[a]
        high = starts[a]
        for e in range(starts[a], starts[a + 1]):
            while key[low] != key[e] or time[e] - time[low] > window:
                low += 1
            high = max(high, e)
            while (
                high < starts[a + 1] and key[high] == key[e] and time[high] - time[e] <= window
            ):
                high += 1
            out[e] = high - low - 1


def _hour_ratio(who: np.ndarray, time: np.ndarray, accounts: int, log_rates: Rates) -> np.ndarray:
    hours = np.zeros((accounts, 24))
    np.add.at(hours, (who, (time // _HOUR) % 24), 1.0)
    return _shrunk_ratio(_smooth(hours), log_rates.hour_share)


def _day_ratio(who: np.ndarray, time: np.ndarray, accounts: int, log_rates: Rates) -> np.ndarray:
    days = np.zeros((accounts, log_rates.day_share.size))
    np.add.at(days, (who, (time - log_rates.day_zero) // log_rates.day_length), 1.0)
    return _shrunk_ratio(days, log_rates.day_share)


def _shrunk_ratio(counts: np.ndarray, share: np.ndarray) -> np.ndarray:
    total = counts.sum(axis=1, keepdims=True) + PSEUDO_EVENTS
    shrunk = (counts + PSEUDO_EVENTS * share) / total
    ratio = np.divide(shrunk, share, out=np.ones_like(shrunk), where=share > 0)
    return np.ascontiguousarray(ratio, dtype=np.float32)
