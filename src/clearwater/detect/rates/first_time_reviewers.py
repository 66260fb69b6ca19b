"""First-time reviewers: accounts that appear with a review, many of them on one object at once.

A new account that reviews is nothing. Many at one time on one object, while reviewers elsewhere are
seldom new, were made or bought for it. Elsewhere at that time: everybody is new in the first days
of a log, and many are when a platform grows.

An account that did anything else first, such as looking round for a day, is not seen here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays, Floats
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.binomial_bits import binomial_bits
from clearwater.kernels.near_counts import others_near
from clearwater.kernels.share_of_others import share_of_others
from clearwater.units import MICROSECONDS


@dataclass(frozen=True)
class FirstTimeReviewers:
    """Bits of so many first-timers among the reviewers around an account's own first review."""

    window_s: float = 86_400.0
    """To each side of the review, above 0 to 31,622,400 s. A day: an order is done within one."""
    prior_reviews: float = 20.0
    """Reviews that the log's own share of first-timers is worth beside those elsewhere at the time,
    0.001 to 1,000,000."""
    reviews: tuple[str, ...] = ("review", "rate")
    """Actions that rate."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "window_s": (1, 31_622_400),
        "prior_reviews": (0.001, 1_000_000),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="first-time-reviewers",
            version="1",
            family="rates",
            columns=("actor", "action", "object", "time"),
            paper="ours; the signal of Xie et al., 2012, KDD (singleton review spam)",
            cost="reviews, sorted twice",
            quiet="a score of 0 bits for nearly everybody",
            innocent="a seller who asks all customers of a launch for a review, a new market",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return the bits of each account that has an event; 0 if it did not begin with a review.

        All are one stratum: whom it concerns has one first review, however active it is later.
        Figures: ``began_with_review`` (0 or 1), ``reviewers_near`` (others within the window),
        ``first_timers_near`` (of these).
        """
        reviewed = events.chosen(events.named(*self.reviews)).first_on_each()
        first = reviewed.time == _first_times(events)[reviewed.account]
        window = round(self.window_s * MICROSECONDS)
        near, new_near = others_near(reviewed.object, reviewed.time, first, window)
        everywhere = np.zeros(reviewed.object.size, np.int32)
        all_near, all_new = others_near(everywhere, reviewed.time, first, window)
        begun = reviewed.per_account(first.astype(float))
        usual = share_of_others(begun, reviewed.per_account())[reviewed.account]
        prior = self.prior_reviews
        share = (all_new - new_near + prior * usual) / (all_near - near + prior)
        bits = binomial_bits(new_near, near, share)
        bits = _highest(reviewed, np.where(first, bits, 0.0))
        figures = {
            "began_with_review": np.minimum(begun, 1.0),
            "reviewers_near": _highest(reviewed, np.where(first, near, 0.0)),
            "first_timers_near": _highest(reviewed, np.where(first, new_near, 0.0)),
        }
        score = np.where(events.per_account() > 0, bits, np.nan)
        alike = np.zeros(events.accounts)
        return AccountMeasure.ranked(score, alike, figures, self.peers, chance=np.exp2(-bits))


def _first_times(events: EventArrays) -> np.ndarray:
    out = np.full(events.accounts, np.iinfo(np.int64).max)
    np.minimum.at(out, events.account, events.time)
    return out


def _highest(events: EventArrays, value: Floats) -> Floats:
    out = np.zeros(events.accounts)
    np.maximum.at(out, events.account, value)
    return out
