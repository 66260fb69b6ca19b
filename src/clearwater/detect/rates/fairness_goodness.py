"""Fairness: whose ratings can be relied on, given what everybody else's say of the same objects.

A crowd of paid accounts that outnumbers an object's honest raters turns its worth around, and then
the honest look unfair there: the measure is to be read beside the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.fairness_recursion import EVEN, Smoothing, on_unit_scale, settle


@dataclass(frozen=True)
class FairnessGoodness:
    """REV2's recursion on the ratings alone, with Laplace smoothing."""

    smoothing: Smoothing = EVEN
    """Priors and weights; all 1 where nothing is known."""
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
            id="fairness-goodness",
            version="1",
            family="rates",
            columns=("actor", "object", "value"),
            paper="Kumar et al., 2018, WSDM (REV2)",
            cost="ratings times rounds; about 20 rounds",
            quiet="p-values spread evenly among accounts with as many ratings",
            innocent="somebody strict, the few who were cheated by what others praise, or a taste "
            "for objects on which opinions are divided: which objects are rated counts too",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return how unfair each account is that rated at least once, 0..1.

        The score is one minus fairness. Figures: ``ratings``, ``fairness`` (0..1),
        ``disagreement`` (mean distance from goodness, 0..1).
        """
        rated = events.rated()
        count = rated.per_account()
        value = on_unit_scale(rated.value)
        shape = (rated.accounts, rated.objects)
        settled = settle(rated.account, rated.object, value, shape, self.smoothing)
        off = np.abs(value - settled.goodness[rated.object]) / 2
        figures = {
            "ratings": count,
            "fairness": settled.fairness,
            "disagreement": rated.per_account(off) / np.maximum(count, 1),
        }
        score = np.where(count > 0, 1.0 - settled.fairness, np.nan)
        return AccountMeasure.ranked(score, count, figures, self.peers)
