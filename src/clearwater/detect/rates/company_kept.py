"""Company kept: how much an account has done where others did it too; needs no ratings, no times.

An account that was made for one order leaves little: few objects, and such as hardly anybody else
touched. Everybody else's life leads over places that many know. Each object counts with the
logarithm of how many others touched it, so that no single famous object is a cover: a hundred
thousand others count little more than ten thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits


@dataclass(frozen=True)
class CompanyKept:
    """Minus the sum over an account's objects of ``log2(1 + other accounts on the object)``."""

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
            id="company-kept",
            version="1",
            family="rates",
            columns=("actor", "object"),
            paper="ours; the logarithmic weight of Hooi et al., 2016, KDD (FRAUDAR), turned round",
            cost="events, sorted once",
            quiet="p-values spread evenly among accounts with as many objects",
            innocent="a regular of small places, or somebody who came yesterday",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return minus the bits of company of each account that has an event.

        Activity is the number of distinct objects. Figures: ``objects``, ``mean_others`` (accounts
        that touched the same object, on average over the account's objects).
        """
        touched = np.unique(events.account.astype(np.int64) * events.objects + events.object)
        account, object_ = np.divmod(touched, max(events.objects, 1))
        others = np.bincount(object_, minlength=events.objects)[object_] - 1
        count = np.bincount(account, minlength=events.accounts).astype(float)
        company = np.bincount(account, np.log2(1.0 + others), events.accounts)
        score = np.where(count > 0, -company, np.nan)
        mean = np.bincount(account, others, events.accounts) / np.maximum(count, 1)
        figures = {"objects": count, "mean_others": mean}
        return AccountMeasure.ranked(score, count, figures, self.peers)
