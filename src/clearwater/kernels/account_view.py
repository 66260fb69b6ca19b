"""The events of a few accounts, laid out account by account for the pair tests.

Only accounts of candidate pairs are laid out: of 100,000 accounts that is a few thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from clearwater.kernels.appearance import UNKNOWN, Appearance, born_for
from clearwater.kernels.habits import CLOCKS

PSEUDO_EVENTS = 6.0
"""Shrinkage of an account's hours and days towards the log's; measured in the prototype."""
MOST_DAYS = 400
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR


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
    clocks: np.ndarray
    """int64, shape (1 + clocks, events). Times, then phases in each period of
    `habits.CLOCKS`; each row sorted within each account."""
    lag: np.ndarray
    """int64, shape (events,). Time since the key appeared (`born_for`), or UNKNOWN."""
    lags: np.ndarray
    """int64, shape (2, events). Lags sorted within each account; and in the order of its times."""
    onset_lags: np.ndarray
    """int64, shape (2, events). The same for the time since the key's onset."""
    hour_ratio: np.ndarray
    """float32, shape (chosen, 24). The account's share at this hour over the log's."""
    day_ratio: np.ndarray
    """float32, shape (chosen, days)."""


def _clocks(time: np.ndarray, who: np.ndarray) -> np.ndarray:
    out = np.empty((1 + len(CLOCKS), time.size), np.int64)
    for row, phase in enumerate([time, *(time % period for period, _ in CLOCKS)]):
        out[row] = phase[np.lexsort((phase, who))]
    return out


def _both_orders(lag: np.ndarray, time: np.ndarray, who: np.ndarray) -> np.ndarray:
    return np.stack([lag[np.lexsort((lag, who))], lag[np.lexsort((time, who))]])


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
    born = born_for(own_key, actor[row], appeared)
    since_onset = own_time - appeared.onset[own_key]
    lag = np.where(born == UNKNOWN, UNKNOWN, own_time - born)
    return AccountView(
        account=chosen.astype(np.int32),
        starts=starts,
        row=row,
        key=own_key,
        time=own_time,
        clocks=_clocks(own_time, who),
        lag=lag,
        lags=_both_orders(lag, own_time, who),
        onset_lags=_both_orders(since_onset, own_time, who),
        hour_ratio=_hour_ratio(who, own_time, accounts, log_rates),
        day_ratio=_day_ratio(who, own_time, accounts, log_rates),
    )


@njit("void(int64[::1], int32[::1], int64[::1], int64, int32[::1])", nogil=True, cache=True)
def own_company(starts: Any, key: Any, time: Any, window: Any, out: Any) -> None:
    """Fill how many other events of the same account lie within `window` on the same key."""
    for a in range(starts.size - 1):
        low = starts[a]
        high = starts[a]
        for e in range(starts[a], starts[a + 1]):
            while key[low] != key[e] or time[e] - time[low] > window:
                low += 1
            high = max(high, e)
            while high < starts[a + 1] and key[high] == key[e] and time[high] - time[e] <= window:
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
