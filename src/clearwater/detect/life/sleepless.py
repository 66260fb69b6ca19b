"""Sleepless: accounts that have no quiet hours, laid over each other day by day.

Whoever lives alone in one time zone is quiet for a third of the day, shift workers at other hours
than most. Accounts that are run round the clock, or by several people in turn, are not. Hours count
and not acts: forty acts on one visit say that somebody was awake for an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import Codes, EventArrays, Floats, Times
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.units import MICROSECONDS

_HOUR_US = 3_600 * MICROSECONDS
_DAY_US = 24 * _HOUR_US


@dataclass(frozen=True)
class Sleepless:
    """Hours of the day outside the longest quiet spell."""

    odd_share: float = 0.05
    """Part of the active hours that a quiet spell may hold, rounded up, 0 to 0.5: everybody is
    awake one night in a month."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "odd_share": (0, 0.5),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
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
        hours = events.chosen(new)
        active = hours.per_account()
        odd = np.ceil(self.odd_share * active).astype(np.int32)
        quiet_us, start_us = longest_quiet(hours.account, hours.time % _DAY_US, odd)
        quiet_h = quiet_us / _HOUR_US
        figures = {
            "active_hours": active,
            "quiet_h": quiet_h,
            "quiet_from_h": start_us / _HOUR_US,
        }
        score = np.where(active > 0, 24.0 - quiet_h, np.nan)
        return AccountMeasure.ranked(score, active, figures, self.peers)


def longest_quiet(account: Codes, time_of_day: Times, forgiven: Codes) -> tuple[Floats, Floats]:
    """Return the longest spell of the day with no more acts than forgiven, and its start.

    Parameters
    ----------
    account, time_of_day
        Shape (events,), in any order; microseconds, 0 to a day.
    forgiven
        Acts that a spell may hold, shape (accounts,), 0 or more.

    Returns
    -------
    float64, shape (accounts,), each
        Microseconds; not a number without an act, a whole day where all acts are forgiven but one.
    """
    order = np.lexsort((time_of_day, account))
    who, at = account[order], time_of_day[order]
    first = np.searchsorted(who, np.arange(forgiven.size))
    acts = np.bincount(who, minlength=forgiven.size)
    # From each act to the one after those that are forgiven, round midnight.
    place = np.arange(who.size) - first[who] + forgiven[who] + 1
    round_midnight = place >= acts[who]
    until = at[first[who] + place % acts[who]] + np.where(round_midnight, _DAY_US, 0)
    spell = np.where(place - acts[who] >= np.arange(who.size) - first[who], _DAY_US, until - at)
    longest, start = np.full((2, forgiven.size), np.nan)
    # Ascending by length, the earliest last among equals: what is written last stays.
    rising = np.lexsort((-at, spell))
    longest[who[rising]], start[who[rising]] = spell[rising], at[rising]
    return longest, start
