"""Sleepless: accounts that have no quiet hours, laid over each other day by day.

Whoever lives alone in one time zone is quiet for a third of the day, shift workers at other hours
than most. Accounts that are run round the clock, or by several people in turn, are not. Hours count
and not acts: forty acts on one visit say that somebody was awake for an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.event_arrays import EventArrays, Floats, Times
from clearwater.detect.measure import (
    PEERS,
    PEERS_LIMITS,
    AccountMeasure,
    Limits,
    MeasureSpec,
    require_limits,
)
from clearwater.units import MICROSECONDS

_HOUR_US = 3_600 * MICROSECONDS
_DAY_US = 24 * _HOUR_US


@dataclass(frozen=True)
class Sleepless:
    """Hours of the day outside the longest quiet spell."""

    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> MeasureSpec:
        """Return what this measure is."""
        return MeasureSpec(
            id="sleepless",
            version="1",
            family="life",
            columns=("actor", "time"),
            paper="ours",
            cost="events, sorted once",
            quiet="p-values spread evenly among accounts with as many active hours",
            innocent="a changing shift, a journey, a sick child, an account that a family shares",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return how many hours of the day each account's longest quiet spell leaves, 0 to 24.

        Like accounts have as many active hours: an hour of a day with any act in it. Figures:
        ``active_hours``, ``quiet_h`` (length of the spell), ``quiet_from_h`` (its start, UTC hour).
        """
        hour = events.time // _HOUR_US
        new = np.ones(hour.size, bool)
        new[1:] = (events.account[1:] != events.account[:-1]) | (hour[1:] != hour[:-1])
        active = events.chosen(new).per_account()
        quiet_us, start_us = longest_quiet(events.account, events.time % _DAY_US, events.accounts)
        quiet_h = quiet_us / _HOUR_US
        figures = {
            "active_hours": active,
            "quiet_h": quiet_h,
            "quiet_from_h": start_us / _HOUR_US,
        }
        score = np.where(active > 0, 24.0 - quiet_h, np.nan)
        return AccountMeasure.ranked(score, active, figures, self.peers)


def longest_quiet(account: np.ndarray, time_of_day: Times, accounts: int) -> tuple[Floats, Floats]:
    """Return the longest spell of the day, round midnight too, without an act, and its start.

    Parameters
    ----------
    account, time_of_day
        Shape (events,), in any order; microseconds, 0 to a day.
    accounts
        Number of accounts.

    Returns
    -------
    float64, shape (accounts,), each
        Microseconds; not a number without an act, a whole day with one.
    """
    order = np.lexsort((time_of_day, account))
    who, at = account[order], time_of_day[order]
    start_of_next = np.roll(at, -1)
    last = np.ones(who.size, bool)
    last[:-1] = who[1:] != who[:-1]
    first_place = np.searchsorted(who, np.arange(accounts))
    start_of_next[last] = at[first_place[who[last]]] + _DAY_US
    gap = start_of_next - at
    longest, start = np.full(accounts, np.nan), np.full(accounts, np.nan)
    # Ascending by length, the earliest last among equals: what is written last stays.
    rising = np.lexsort((-at, gap))
    longest[who[rising]], start[who[rising]] = gap[rising], at[rising]
    return longest, start
