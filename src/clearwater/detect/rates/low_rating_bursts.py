"""Low-rating bursts: lowest ratings that come together on an object which had few of them.

A gang that extorts sellers gives one star within an hour or a day, and takes it back when it was
paid. What is much is said by the object's own history outside the window: an object that has always
been rated badly accuses nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import NEVER, Bools, EventArrays, Floats, first_time_of
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.binomial_bits import binomial_bits, poisson_bits
from clearwater.kernels.near_counts import others_near
from clearwater.kernels.share_of_others import share_of_others
from clearwater.units import MICROSECONDS


@dataclass(frozen=True)
class LowRatingBursts:
    """Bits of so many lowest ratings around an account's own, over all its objects."""

    window_s: float = 86_400.0
    """To each side of the rating, above 0 to 31,622,400 s."""
    prior_ratings: float = 20.0
    """Ratings that the log's own share of lowest ratings is worth beside an object's, above 0."""
    reviews: tuple[str, ...] = ("review", "rate")
    """Actions that rate."""
    withdrawals: tuple[str, ...] = ("withdraw", "delete")
    """Actions that take a rating back; a log need not have any."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "window_s": (1, 31_622_400),
        "prior_ratings": (0.001, 1_000_000),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="low-rating-bursts",
            version="1",
            family="rates",
            columns=("actor", "action", "object", "time", "value"),
            paper="ours; the burst of Xie et al., 2012, KDD",
            cost="ratings, sorted a few times",
            quiet="a few bits for accounts that rate low, p-values spread evenly",
            innocent="a broken batch, a press report, a price that was raised overnight",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return the bits of each account that rated.

        Activity is the number of ratings. Figures: ``ratings``, ``lowest`` (how many of them),
        ``in_company`` (of these, with at least one other lowest within the window), ``taken_back``
        (raised or withdrawn later).
        """
        acts = events.chosen(events.named(*self.reviews)).rated()
        rated = acts.first_on_each()
        low = rated.value == acts.value.min(initial=np.inf)
        near, low_near = self._near(rated, low)
        bits = self._burst_bits(rated, low, near, low_near)
        back = low & self._taken_back(events, acts, rated)
        count = rated.per_account()
        taken, lows = rated.per_account(back.astype(float)), rated.per_account(low.astype(float))
        score = rated.per_account(bits) + binomial_bits(taken, lows, share_of_others(taken, lows))
        figures = {
            "ratings": count,
            "lowest": lows,
            "in_company": rated.per_account((low & (low_near > 0)).astype(float)),
            "taken_back": taken,
        }
        chance = np.exp2(-score)
        score = np.where(count > 0, score, np.nan)
        return AccountMeasure.ranked(score, count, figures, self.peers, chance=chance)

    def _near(self, rated: EventArrays, low: Bools) -> tuple[Floats, Floats]:
        return others_near(rated.object, rated.time, low, round(self.window_s * MICROSECONDS))

    def _burst_bits(self, rated: EventArrays, low: Bools, near: Floats, low_near: Floats) -> Floats:
        """Return the bits of each lowest rating: too many lows for the object's share of lows.

        The smaller of two surprises, so that neither a busy hour nor a bad object alone counts: of
        the share of lows among ratings near, and of the number of lows for the time.
        """
        log_share = share_of_others(rated.per_account(low.astype(float)), rated.per_account())
        share = log_share[rated.account]
        far = rated.per_object()[rated.object] - 1 - near
        low_far = rated.per_object(low.astype(float))[rated.object] - low - low_near
        own = (low_far + self.prior_ratings * share) / (far + self.prior_ratings)
        by_share = binomial_bits(low_near, near, own)
        span_s = max(np.ptp(rated.time) / MICROSECONDS if rated.time.size else 0.0, self.window_s)
        expected = (low_far + self.prior_ratings * share) * min(1.0, 2 * self.window_s / span_s)
        by_number = poisson_bits(low_near, expected)
        return np.where(low, np.minimum(by_share, by_number), 0.0)

    def _taken_back(self, events: EventArrays, acts: EventArrays, rated: EventArrays) -> Bools:
        """Return which of `rated` were raised or withdrawn by their account later."""
        lowest = acts.value.min(initial=np.inf)
        raised = first_time_of(rated, acts.chosen(acts.value > lowest), after=rated.time)
        withdrawn = events.chosen(events.named(*self.withdrawals))
        gone = first_time_of(rated, withdrawn, after=rated.time)
        back: Bools = np.minimum(raised, gone) != NEVER
        return back
