"""Unbrowsed purchases: who buys what it never looked at, more often than this log's buyers do.

Somebody who brushes orders gets a link and buys. Many honest purchases look so too (an export may
lack views, a link comes from a friend), so only the log's own share says what is much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays, first_time_of
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.binomial_bits import binomial_bits
from clearwater.kernels.share_of_others import share_of_others


@dataclass(frozen=True)
class UnbrowsedPurchases:
    """Bits of so many purchases without an earlier look at the same object."""

    purchases: tuple[str, ...] = ("purchase",)
    """Actions that buy."""
    looks: tuple[str, ...] = ("view",)
    """Actions that look."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="unbrowsed-purchases",
            version="1",
            family="rates",
            columns=("actor", "action", "object", "time"),
            paper="ours",
            cost="events, sorted once",
            quiet="p-values spread evenly, or all 1 where the log has no looks",
            innocent="a regular who buys the same again, a shared link, a flash sale",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return the bits of each account that bought; each object counts once.

        The share that is held against an account is that of all others. Figures: ``purchases``,
        ``unbrowsed``, ``share_of_others`` (0..1).
        """
        bought = events.chosen(events.named(*self.purchases)).first_on_each()
        looked = events.chosen(events.named(*self.looks))
        browsed = first_time_of(bought, looked) <= bought.time
        count = bought.per_account()
        unbrowsed = bought.per_account((~browsed).astype(float))
        share = share_of_others(unbrowsed, count)
        bits = binomial_bits(unbrowsed, count, share)
        # Without any look in the log nothing was browsed, and that is nobody's doing.
        bits = np.where(looked.account.size == 0, 0.0, bits)
        figures = {"purchases": count, "unbrowsed": unbrowsed, "share_of_others": share}
        score = np.where(count > 0, bits, np.nan)
        chance = np.exp2(-bits)
        return AccountMeasure.ranked(score, count, figures, self.peers, chance=chance)
