"""What a seller of likes may decide, as a point in the unit cube that a search can move about in.

Every decision is one number from 0 to 1, on a scale on which equal steps matter about equally. The
cheap farm, with which sellers begin, sits where nothing is spent on hiding.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import Literal

import numpy as np
import numpy.typing as npt

from clearwater.simulate import Campaign

Floats = npt.NDArray[np.float64]

ACTION = "like"


@dataclass(frozen=True)
class OrderBook:
    """What customers have ordered within the log; the same whatever the seller decides."""

    objects: int = 20
    """Objects, one order each, 1 to 1,000."""
    likes: int = 60
    """Likes of an order, 2 to 10,000."""


@dataclass(frozen=True)
class Plan:
    """How the seller works; the fields are those of `Campaign` where not told otherwise."""

    jobs: int
    """Jobs, decoys among them, that one account does, as far as there are orders: few jobs need
    many accounts."""
    jitter_s: float
    cover: float
    """Cover acts an account for each job."""
    rotation: float
    accounts_per_device: float
    lines: int
    warm_up_days: float
    decoys: float
    part_timers: bool
    """People instead of a desk."""
    booked_ahead: bool
    """Orders are known before the object is there and done at its birth."""

    def orders(self, book: OrderBook) -> int:
        """Return the number of orders with decoys among them."""
        return round(book.objects / (1.0 - self.decoys))

    def accounts(self, book: OrderBook) -> int:
        """Return how many accounts it takes for each to do its jobs and no more."""
        return round(book.likes * self.orders(book) / self._jobs(book))

    def _jobs(self, book: OrderBook) -> int:
        """Return the jobs of one account; it can do no more than one for each order."""
        return min(self.jobs, self.orders(book))

    def devices(self, book: OrderBook) -> int:
        """Return how many devices a desk has; none with part-timers."""
        if self.part_timers:
            return 0
        return max(1, round(self.accounts(book) / self.accounts_per_device))

    def campaign(self, book: OrderBook) -> Campaign:
        """Return the campaign to plant."""
        accounts = self.accounts(book)
        return Campaign(
            accounts,
            jobs=self._jobs(book),
            jitter_s=self.jitter_s,
            camouflage=self.cover,
            at_birth=self.booked_ahead,
            share=book.likes / accounts,
            action=ACTION,
            driven_by="part-timers" if self.part_timers else "desk",
            accounts_per_device=self.accounts_per_device,
            lines=self.lines,
            rotation=self.rotation,
            warm_up_days=self.warm_up_days,
            decoys=self.decoys,
        )


@dataclass(frozen=True)
class Decision:
    """The range of one decision, its scale, and what the cheap farm does."""

    low: float
    high: float
    cheap: float
    """0 to 1, on the scale."""
    scale: Literal["log", "linear", "yes or no"] = "linear"

    def value(self, place: float) -> float:
        """Return the value at `place`, 0 to 1 on the scale."""
        if self.scale == "yes or no":
            return float(place >= 0.5)
        if self.scale == "log":
            return exp(log(self.low) + place * (log(self.high) - log(self.low)))
        return self.low + place * (self.high - self.low)


def _place_on_log(low: float, high: float, value: float) -> float:
    return log(value / low) / log(high / low)


DECISIONS: dict[str, Decision] = {
    "jobs": Decision(1.0, 20.0, 1.0, "log"),
    "jitter_s": Decision(5.0, 259_200.0, _place_on_log(5.0, 259_200.0, 15.0), "log"),
    "cover": Decision(0.0, 5.0, 0.0),
    "rotation": Decision(0.0, 1.0, 0.0),
    "accounts_per_device": Decision(1.0, 20.0, 1.0, "log"),
    "lines": Decision(1.0, 60.0, 0.0, "log"),
    "warm_up_days": Decision(0.0, 14.0, 0.0),
    "decoys": Decision(0.0, 0.5, 0.0),
    # A quarter, not nought: one step of the search must be able to turn it.
    "part_timers": Decision(0.0, 1.0, 0.25, "yes or no"),
    "booked_ahead": Decision(0.0, 1.0, 0.25, "yes or no"),
}
"""By field of `Plan`, in its order."""

CHEAP: Floats = np.array([one.cheap for one in DECISIONS.values()])
"""The farm without any precaution: everybody takes part within seconds, all on a few devices."""


def plan_at(place: Floats) -> Plan:
    """Return the plan at a point of the unit cube, one number 0 to 1 for each of `DECISIONS`."""
    value = {
        name: one.value(float(at)) for (name, one), at in zip(DECISIONS.items(), place, strict=True)
    }
    return Plan(
        jobs=round(value["jobs"]),
        jitter_s=value["jitter_s"],
        cover=value["cover"],
        rotation=value["rotation"],
        accounts_per_device=value["accounts_per_device"],
        lines=round(value["lines"]),
        warm_up_days=value["warm_up_days"],
        decoys=value["decoys"],
        part_timers=bool(value["part_timers"]),
        booked_ahead=bool(value["booked_ahead"]),
    )
