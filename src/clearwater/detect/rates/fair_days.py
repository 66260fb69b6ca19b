"""Fair days: how much fair rating an account has shown, ratings given in one go counting once.

Standing is earned slowly: a hundred good ratings in an hour cost an hour, ten good ratings on ten
days cost ten days. Each day on which an account rated is one vote for or against it, by the mean
reliability of what it gave that day; the measure is what the votes come to.

Among accounts with as many ratings, few fair days mean ratings given in bursts, or against what
fair accounts say, or both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays, Floats
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.fairness_recursion import EVEN, Smoothing, on_unit_scale, settle
from clearwater.units import MICROSECONDS

_DAY_US = 86_400 * MICROSECONDS


@dataclass(frozen=True)
class FairDays:
    """Votes of days: ``sum over days of (2 x mean reliability - 1)``, from REV2's reliability."""

    smoothing: Smoothing = EVEN
    """Priors and weights of the recursion."""
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
            id="fair-days",
            version="1",
            family="rates",
            columns=("actor", "object", "time", "value"),
            paper="ours; on the reliability of Kumar et al., 2018, WSDM (REV2)",
            cost="as fairness-goodness, and one sort of the ratings",
            quiet="p-values spread evenly among accounts with as many ratings",
            innocent="somebody new, who writes all reviews of a journey on one evening, or who "
            "rates what opinions are divided on",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return minus the votes for each account that rated at least once.

        P-values compare votes for each rating given. Days are UTC. Figures: ``ratings``, ``days``
        (on which it rated), ``fair_days`` (what the votes come to).
        """
        rated = events.rated()
        count = rated.per_account()
        shape = (rated.accounts, rated.objects)
        value = on_unit_scale(rated.value)
        settled = settle(rated.account, rated.object, value, shape, self.smoothing)
        account, reliability = _by_day(rated, settled.reliability)
        days = np.bincount(account, minlength=rated.accounts).astype(float)
        fair = np.bincount(account, 2 * reliability - 1, rated.accounts)
        figures = {"ratings": count, "days": days, "fair_days": fair}
        score = np.where(count > 0, -fair, np.nan)
        # Among the most active some are ten times as active as others: by the rating they compare.
        by_rating = score / np.maximum(count, 1)
        return AccountMeasure.ranked(score, count, figures, self.peers, compared=by_rating)


def _by_day(rated: EventArrays, reliability: Floats) -> tuple[np.ndarray, Floats]:
    """Return the account and the mean reliability of each account's day."""
    day = rated.time // _DAY_US
    new = np.ones(day.size, bool)
    new[1:] = (np.diff(rated.account) != 0) | (np.diff(day) != 0)
    number = np.cumsum(new) - 1
    return rated.account[new], np.bincount(number, reliability) / np.bincount(number)
