"""Rating deviation: who rates away from what the others say of the same objects.

For each rating: its distance from the median of the object's other ratings, against the distances
that the others have themselves. So an object on which opinions are divided accuses nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays, Floats
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits


@dataclass(frozen=True)
class RatingDeviation:
    """Distance from each object's leave-one-out median, in deviations under shuffled ratings."""

    fewest_others: int = 2
    """Other ratings that an object needs for its median to be asked, 1 or more."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "fewest_others": (1, 1_000_000),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="rating-deviation",
            version="1",
            family="rates",
            columns=("actor", "object", "value"),
            paper="ours; the statistic of many, such as Lim et al., 2010, CIKM",
            cost="ratings, sorted once",
            quiet="scores about 0 with a deviation of 1, p-values spread evenly",
            innocent="a very strict rater, a rare taste, a faulty item; it grows with every rating",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return how far each account's ratings lie from the others', in standard deviations.

        Of an account whose objects nobody else rated nothing can be asked. Figures: ``ratings``
        (that could be asked), ``mean_distance``, ``mean_signed`` (below 0: rates lower than the
        others), both in the unit of the ratings.
        """
        rated = events.rated()
        signed, others = leave_one_out_distance(rated)
        asked = others >= self.fewest_others
        distance = np.where(asked, np.abs(signed), 0.0)
        mean, variance = _of_the_others(rated, distance, asked)
        count = rated.per_account(asked.astype(float))
        excess = rated.per_account(np.where(asked, distance - mean, 0.0))
        spread = np.sqrt(rated.per_account(np.where(asked, variance, 0.0)))
        # Where the others agree to the last one there is no spread to count in: one step of the
        # smallest size between two ratings of the log is the unit then.
        unit = _smallest_step(rated.value)
        spread = np.maximum(spread, unit / 2 * np.sqrt(np.maximum(count, 1)))
        score = np.where(count > 0, excess / spread, np.nan)
        figures = {
            "ratings": count,
            "mean_distance": rated.per_account(distance) / np.maximum(count, 1),
            "mean_signed": rated.per_account(np.where(asked, signed, 0.0)) / np.maximum(count, 1),
        }
        return AccountMeasure.ranked(score, count, figures, self.peers)


def leave_one_out_distance(rated: EventArrays) -> tuple[Floats, Floats]:
    """Return each rating minus the median of the object's others, and how many others there are.

    0 where there are none. One sort: without the rating at place i, the others' middle lies where
    it lay, or one place on.
    """
    order = np.lexsort((rated.value, rated.object))
    sizes = np.bincount(rated.object, minlength=rated.objects)
    first = (np.cumsum(sizes) - sizes)[rated.object[order]]
    place = np.arange(order.size) - first
    others = sizes[rated.object[order]] - 1
    value = rated.value[order]
    low, high = (others - 1) // 2, others // 2
    some = others > 0
    lower = value[np.where(some, first + low + (place <= low), 0)]
    upper = value[np.where(some, first + high + (place <= high), 0)]
    signed = np.empty(order.size)
    signed[order] = np.where(some, value - (lower + upper) / 2, 0.0)
    counts = np.empty(order.size)
    counts[order] = others
    return signed, counts


def _of_the_others(
    rated: EventArrays, distance: Floats, asked: np.ndarray
) -> tuple[Floats, Floats]:
    """Return mean and variance of the distances of the object's other ratings."""
    others = np.maximum(rated.per_object(asked.astype(float))[rated.object] - 1, 1)
    mean = (rated.per_object(distance)[rated.object] - distance) / others
    square = (rated.per_object(distance**2)[rated.object] - distance**2) / others
    return mean, np.maximum(square - mean**2, 0.0)


def _smallest_step(value: Floats) -> float:
    steps = np.diff(np.unique(value))
    return float(steps.min()) if steps.size else 1.0
