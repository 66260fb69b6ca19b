"""The events of a few accounts, laid out account by account and object by object for the tests.

Only accounts of candidate pairs are laid out: of 100,000 accounts that is a few thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from clearwater.kernels.ordering import group_starts, scatter_order
from clearwater.kernels.touches import first_of_touch

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


class Traces(Protocol):
    """What a view is made of; `clearwater.engine.coded_log.CodedLog` says what each array holds."""

    @property
    def actor(self) -> np.ndarray:
        """Return int32, shape (events,)."""
        ...

    @property
    def key(self) -> np.ndarray:
        """Return int32, shape (events,), ascending."""
        ...

    @property
    def time(self) -> np.ndarray:
        """Return int64, shape (events,). Microseconds, ascending within a key."""
        ...

    @property
    def object_of_key(self) -> np.ndarray:
        """Return int32, shape (keys,)."""
        ...


@dataclass(frozen=True)
class AccountView:
    """Events of the chosen accounts: account by account, in (object, time) order within each."""

    account: np.ndarray
    """int32, shape (chosen,). Codes in the log."""
    starts: np.ndarray
    """int64, shape (chosen + 1,)."""
    row: np.ndarray
    """int64, shape (events,). Where each event stands in the log."""
    object: np.ndarray
    """int32, shape (events,)."""
    key: np.ndarray
    """int32, shape (events,). Only acts on one key can meet."""
    time: np.ndarray
    begins: np.ndarray
    """bool, shape (events,). Whether the event begins a touch (`touches`)."""
    hour_ratio: np.ndarray
    """float32, shape (chosen, 24). The account's share at this hour over the log's."""
    day_ratio: np.ndarray
    """float32, shape (chosen, days)."""


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


def account_view(chosen: np.ndarray, log: Traces, log_rates: Rates, window: int) -> AccountView:
    """Return the events of the `chosen` accounts.

    Parameters
    ----------
    chosen : int32 array, sorted
        Codes of the accounts.
    window : int
        Microseconds; acts on one object without a longer break are one touch.
    """
    accounts = int(chosen.size)
    place = np.full(int(log.actor.max()) + 1, -1, np.int32)
    place[chosen] = np.arange(accounts, dtype=np.int32)
    row = np.flatnonzero(place[log.actor] >= 0)
    if log.object_of_key[-1] + 1 < log.object_of_key.size:  # several actions: by time on an object
        row = row[np.lexsort((log.time[row], log.object_of_key[log.key[row]]))]
    who = place[log.actor[row]]
    starts = group_starts(who, accounts)
    order = scatter_order(who, starts)
    row, who = row[order], who[order]
    key, time = log.key[row], log.time[row]
    object_ = log.object_of_key[key]
    begins = np.empty(row.size, bool)
    first_of_touch(starts, object_, time, window, begins)
    return AccountView(
        account=chosen.astype(np.int32),
        starts=starts,
        row=row,
        object=object_,
        key=key,
        time=time,
        begins=begins,
        hour_ratio=_hour_ratio(who, time, accounts, log_rates),
        day_ratio=_day_ratio(who, time, accounts, log_rates),
    )


def _hour_ratio(who: np.ndarray, time: np.ndarray, accounts: int, log_rates: Rates) -> np.ndarray:
    hours = _counted(who, (time // _HOUR) % 24, accounts, 24)
    return _shrunk_ratio(_smooth(hours), log_rates.hour_share)


def _day_ratio(who: np.ndarray, time: np.ndarray, accounts: int, log_rates: Rates) -> np.ndarray:
    day = (time - log_rates.day_zero) // log_rates.day_length
    days = _counted(who, day, accounts, log_rates.day_share.size)
    return _shrunk_ratio(days, log_rates.day_share)


def _counted(who: np.ndarray, slot: np.ndarray, accounts: int, slots: int) -> np.ndarray:
    counts = np.bincount(who * np.int64(slots) + slot, minlength=accounts * slots)
    return counts.reshape(accounts, slots).astype(float)


def _shrunk_ratio(counts: np.ndarray, share: np.ndarray) -> np.ndarray:
    total = counts.sum(axis=1, keepdims=True) + PSEUDO_EVENTS
    shrunk = (counts + PSEUDO_EVENTS * share) / total
    ratio = np.divide(shrunk, share, out=np.ones_like(shrunk), where=share > 0)
    return np.ascontiguousarray(ratio, dtype=np.float32)
