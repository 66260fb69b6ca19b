"""Ordered praise: purchases that are followed by top ratings, and after nearly the same time.

Whoever brushes orders buys, waits until the parcel would have come, and praises; all jobs of one
desk wait about as long. Honest buyers review few of their purchases, are of several minds, and take
a day or a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import NEVER, EventArrays, Floats, Times, first_time_of
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.binomial_bits import binomial_bits, range_bits
from clearwater.kernels.share_of_others import share_of_others
from clearwater.units import MICROSECONDS


@dataclass(frozen=True)
class OrderedPraise:
    """Bits of so much praise after purchases, and of waiting times so much alike."""

    purchases: tuple[str, ...] = ("purchase",)
    """Actions that buy."""
    reviews: tuple[str, ...] = ("review", "rate")
    """Actions that rate."""
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
            id="ordered-praise",
            version="1",
            family="rates",
            columns=("actor", "action", "object", "time", "value"),
            paper="ours",
            cost="events, sorted a few times",
            quiet="p-values spread evenly among accounts with as many purchases",
            innocent="a grateful customer who answers every reminder of the shop",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return the bits of each account that bought.

        Figures: ``purchases``, ``praised`` (followed by a highest rating), ``median_wait_s`` (from
        purchase to praise, not a number without any), ``wait_spread`` (range of the waits' places
        among all waits of the log, 0..1).
        """
        bought = events.chosen(events.named(*self.purchases)).first_on_each()
        rated = events.chosen(events.named(*self.reviews)).rated()
        highest = rated.value.max(initial=-np.inf)
        praise = rated.chosen(rated.value == highest)
        when = first_time_of(bought, praise, after=bought.time)
        praised = when != NEVER
        count = bought.per_account()
        hits = bought.per_account(praised.astype(float))
        wait = (when - bought.time)[praised]
        low, high = _range_of_places(bought.account[praised], wait, bought.accounts)
        bits = binomial_bits(hits, count, share_of_others(hits, count)) + range_bits(
            high - low, hits
        )
        figures = {
            "purchases": count,
            "praised": hits,
            "median_wait_s": _medians(bought.account[praised], wait, bought.accounts),
            "wait_spread": np.where(hits > 0, high - low, np.nan),
        }
        score = np.where(count > 0, bits, np.nan)
        chance = np.exp2(-bits)
        return AccountMeasure.ranked(score, count, figures, self.peers, chance=chance)


def _range_of_places(account: np.ndarray, wait: Times, accounts: int) -> tuple[Floats, Floats]:
    """Return the lowest and highest place of each account's waits among all waits, 0..1."""
    # Between its neighbours, so that waits that tie are as far apart as chance would put them.
    ranked = np.sort(wait)
    below = np.searchsorted(ranked, wait, side="left")
    up_to = np.searchsorted(ranked, wait, side="right")
    low, high = np.ones(accounts), np.zeros(accounts)
    np.minimum.at(low, account, below / max(wait.size, 1))
    np.maximum.at(high, account, up_to / max(wait.size, 1))
    none = low > high
    return np.where(none, 0.0, low), np.where(none, 0.0, high)


def _medians(account: np.ndarray, wait: Times, accounts: int) -> Floats:
    """Return the lower median of each account's waits in seconds, not a number without any."""
    order = np.lexsort((wait, account))
    sizes = np.bincount(account, minlength=accounts)
    first = np.cumsum(sizes) - sizes
    some = sizes > 0
    out = np.full(accounts, np.nan)
    out[some] = wait[order][first[some] + (sizes[some] - 1) // 2] / MICROSECONDS
    return out
