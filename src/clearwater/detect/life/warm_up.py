"""Warm-up: an account that does nothing but browse for days, and then begins to work.

Accounts are raised before they are used or sold: days of looking and liking, alone, on whatever is
popular; from one day on they do other things, or come to objects together with many. Each act is
either plain browsing or not; the change is where the share of what is not jumps most (likelihood
ratio of two shares against one).

Everybody begins somewhere, and many only look at first. That the accounts of a group changed on the
same day is the stronger sign: see `shared_change_points`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import (
    Bools,
    Codes,
    EventArrays,
    Floats,
    Times,
)
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.binomial_bits import binomial_bits
from clearwater.kernels.change_point import change_points
from clearwater.kernels.near_counts import others_near
from clearwater.units import MICROSECONDS

DAY_US = 86_400 * MICROSECONDS
_AROUND = 12
"""The time around acts that come together is so many times as long: two hours round ten minutes."""


@dataclass(frozen=True)
class WarmUp:
    """Bits of the change from browsing to work."""

    browsing: tuple[str, ...] = ("view", "like")
    """Actions that browse."""
    least_days: float = 1.0
    """Days that each of the two must last, 0.001 to 3,660: a first visit is no warm-up, and one
    rush to the news is no work."""
    window_s: float = 600.0
    """Acts on one object come together within this, to each side, 1 to 86,400 s."""
    together_share: float = 0.05
    """The part of the log's browsing amid the largest rushes counts as together, 0.0001 to 0.5."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "least_days": (0.001, 3_660),
        "window_s": (1, 86_400),
        "together_share": (0.0001, 0.5),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="warm-up",
            version="1",
            family="life",
            columns=("actor", "action", "object", "time"),
            paper="ours; likelihood ratio after Hinkley and Hinkley, 1970, Biometrika 57",
            cost="events, sorted twice",
            quiet="p-values spread evenly among accounts with as many acts",
            innocent="a newcomer who reads along for a week before the first comment",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return the bits of each account's change; 0 where either side of it is too short.

        Figures: ``acts``, ``browsing_days`` (first act to change), ``acts_before``,
        ``share_before`` and ``share_after`` (of acts that are not plain browsing, 0..1),
        ``change_us`` (time of the first act after the change); not a number without a change.
        """
        worked = ~events.named(*self.browsing) | self._together(events)
        found = change_points(events.account, worked, events.accounts)
        first, last = presence(events)
        at = events.time[found.place] if events.time.size else first
        enough = self.least_days * DAY_US
        # A lesser change elsewhere would still carry the marks of the first visit, or of the rush.
        changed = (found.bits > 0) & (at - first >= enough) & (last - at >= enough)
        count = events.per_account()
        bits = np.where(changed, found.bits, 0.0)
        figures = {
            "acts": count,
            "browsing_days": np.where(changed, (at - first) / DAY_US, np.nan),
            "acts_before": np.where(changed, found.before, np.nan),
            "share_before": np.where(changed, found.share_before, np.nan),
            "share_after": np.where(changed, found.share_after, np.nan),
            "change_us": np.where(changed, at.astype(float), np.nan),
        }
        score = np.where(count > 0, bits, np.nan)
        # A price for each place where the change might have been.
        chance = np.minimum(1.0, np.maximum(count, 1.0) * np.exp2(-bits))
        return AccountMeasure.ranked(score, count, figures, self.peers, chance=chance)

    def _together(self, events: EventArrays) -> Bools:
        """Return which acts came amid a rush on their object, larger than nearly all browsing saw.

        A rush is company against the company of the time around: what is popular has much of both.
        """
        window = int(self.window_s * MICROSECONDS)
        near, around = (_company(events, reach) for reach in (window, _AROUND * window))
        rush = (near + 1.0) / ((around - near) / (_AROUND - 1) + 1.0)
        of_browsing = rush[events.named(*self.browsing)]
        usual = np.quantile(of_browsing, 1.0 - self.together_share) if of_browsing.size else 0.0
        return rush > usual


def _company(events: EventArrays, reach: int) -> Floats:
    """Return how many acts of others lie within `reach` of each act on its object."""
    none = np.zeros(events.time.size, bool)
    pair = events.account.astype(np.int64) * max(events.objects, 1) + events.object
    _, own = np.unique(pair, return_inverse=True)
    near, _ = others_near(events.object, events.time, none, reach)
    mine, _ = others_near(own.astype(np.int32), events.time, none, reach)
    return near - mine


def presence(events: EventArrays) -> tuple[Times, Times]:
    """Return when each account first and last acted, microseconds; 0 if it never did."""
    first, last = np.zeros((2, events.accounts), np.int64)
    # Rows are in order of time within an account: what is written last stays.
    last[events.account] = events.time
    first[events.account[::-1]] = events.time[::-1]
    return first, last


@dataclass(frozen=True)
class SharedChange:
    """How many accounts of a group changed at the same time."""

    start_us: int
    """Start of the span that holds most changes of the group, microseconds; 0 without any."""
    together: int
    """Changes of the group in it."""
    changed: int
    """Accounts of the group that changed by more than chance."""
    expected: float
    """Changes in it if the group had changed when everybody else did."""
    p_value: float
    """Chance of so many in any such span, (0, 1]; every span that starts with a change is paid."""


def shared_change_points(
    found: AccountMeasure, members: Codes, *, level: float = 0.05, width_us: int = DAY_US
) -> SharedChange:
    """Return how many of `members` share the time of their change, and the chance of that.

    The chance is the share of all other accounts' changes that fall into the span: a day on which
    half the log changed says nothing.

    Parameters
    ----------
    found
        What `WarmUp` says of the log.
    members
        Account codes, each once.
    level
        A member's change counts if acts of one share would show one with at most this chance, 0 to
        1. A post that everybody comes to is a small change in the life of each.
    width_us
        Length of the span, 1 or more; a day where not given.
    """
    at = found.figures["change_us"]
    inside = np.zeros(at.size, bool)
    inside[members] = True
    changed = ~np.isnan(at)
    mine = np.sort(at[inside & changed & (found.chance <= level)])
    # Changes that stand out are few in most logs: when people change is told by all changes.
    others = np.sort(at[~inside & changed])
    if mine.size == 0:
        return SharedChange(0, 0, 0, 0.0, 1.0)
    count, there = (
        (np.searchsorted(times, mine + width_us, "right") - np.searchsorted(times, mine)).astype(
            float
        )
        for times in (mine, others)
    )
    share = (there + 1.0) / (others.size + 2.0)
    # One change fixes the span, the others are counted.
    rest = np.full(mine.size, mine.size - 1.0)
    bits = binomial_bits(count - 1.0, rest, share) - np.log2(mine.size)
    best = int(np.argmax(bits))
    return SharedChange(
        start_us=int(mine[best]),
        together=int(count[best]),
        changed=mine.size,
        expected=float(mine.size * share[best]),
        p_value=float(min(1.0, np.exp2(-bits[best]))),
    )
