"""Campaigns: accounts driven from one desk. Planted truth for tests; only rows of a log come out.

A campaign is a list of orders, each an object and a moment. The members who take part act within
the jitter after the order. Between jobs every account leads a cover life, drawn exactly as an
honest account of that activity would: objects by popularity and interest, after their creation, on
visits in waking hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from clearwater.errors import ParameterError
from clearwater.simulate.acts import Acts
from clearwater.simulate.limits import require_range
from clearwater.simulate.world_config import DAY_S, HOUR_S
from clearwater.simulate.worlds import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CAMPAIGN = "campaign"
_YOUNGEST_S = HOUR_S
_OLDEST_S = 21 * DAY_S


@dataclass(frozen=True)
class Campaign:
    """One desk, its accounts and its orders."""

    accounts: int = 50
    """Accounts on the desk, 2 to 1,000,000."""
    jobs: int = 15
    """Jobs that each account does in the log, 1 to 10,000."""
    jitter_s: float = 60.0
    """Each member acts at a uniform moment of this many seconds after the order, 0 to 1,000,000."""
    camouflage: float = 1.0
    """Cover actions an account for each job, mean of a Poisson number, 0 to 100."""
    object_kind: Literal["small", "popular"] = "small"
    """Objects ordered: of below-median popularity, or of the most popular twentieth."""
    at_birth: bool = False
    """Orders are given when the object is created; otherwise hours to weeks later."""
    share: float = 1.0
    """Part of the desk that takes part in each order, above 0 to 1; orders = jobs / share."""
    desk_zone_h: float = 8.0
    """Where the desk works, hours ahead of UTC, -12 to 14."""
    desk_hours: tuple[float, float] = (9.0, 22.0)
    """Local working hours of the desk, start and end, 0 to 24."""
    action: str | None = None
    """What is done; the world's first action if not named."""
    then: tuple[str, ...] = ()
    """What each member does to the object besides, 1 to 4 seconds after the act before."""
    name: str = ""
    """Name in the truth; empty for a number."""

    def __post_init__(self) -> None:
        require_range(
            self,
            accounts=(2, 1_000_000),
            jobs=(1, 10_000),
            jitter_s=(0, 1_000_000),
            camouflage=(0, 100),
            share=(0.001, 1),
            desk_zone_h=(-12, 14),
        )
        if self.object_kind not in ("small", "popular"):
            raise ParameterError(
                "unknown object_kind of Campaign",
                expected="small or popular",
                found=repr(self.object_kind),
            )

    def join(
        self,
        world: World,
        number: int,
        actions: Sequence[int],
        rng: np.random.Generator,
        seed: list[int],
    ) -> Acts:
        """Return the jobs. The cover life comes with everybody's private acts.

        `actions` are the numbers of what is done, then of what is done besides.
        """
        activity = np.full(self.accounts, self.camouflage * self.jobs)
        members = world.add_accounts(self.accounts, activity, CAMPAIGN, seed)
        # On the desk's payroll for the whole log; the visits of a cover follow from its activity.
        world.habits.first_s[members] = -DAY_S
        world.habits.last_s[members] = world.config.span_s + DAY_S
        object_, order_s = self._orders(world, rng)
        taking_part = max(2, round(self.share * self.accounts))
        lot = rng.random((len(object_), self.accounts)).argsort(axis=1)[:, :taking_part]
        order = np.repeat(np.arange(len(object_)), taking_part)
        time_s = order_s[order] + rng.uniform(0.0, self.jitter_s, len(order))
        parts = []
        for action in actions:
            part = Acts.of(
                members[lot.ravel()], object_[order], time_s, campaign=number, action=action
            )
            parts.append(part)
            time_s = time_s + rng.uniform(1.0, 4.0, len(order))
        return Acts.joined(parts).inside(world.config.span_s)

    def _orders(self, world: World, rng: np.random.Generator) -> tuple[Ints, Floats]:
        """Return the object and the moment of each order; no object is ordered twice."""
        count = round(self.jobs / self.share)
        eligible = self._eligible(world)
        if self.at_birth:
            created = world.objects.created_s[eligible]
            fresh = eligible[(created >= 0) & (created < world.config.span_s - self.jitter_s)]
            chosen = rng.choice(fresh, size=_enough(count, fresh), replace=False)
            return chosen, world.objects.created_s[chosen]
        moments = self._desk_moments(world, count, rng)
        age = np.exp(rng.uniform(np.log(_YOUNGEST_S), np.log(_OLDEST_S), count))
        chosen = _of_age(world.objects.created_s, eligible, moments, age)
        return chosen, moments

    def _eligible(self, world: World) -> Ints:
        weight = world.objects.weight
        if self.object_kind == "popular":
            return np.flatnonzero(weight >= np.quantile(weight, 0.95))
        return np.flatnonzero(weight <= np.quantile(weight, 0.5))

    def _desk_moments(self, world: World, count: int, rng: np.random.Generator) -> Floats:
        """Return sorted moments of orders: over all days, in the desk's hours."""
        day = rng.integers(0, world.config.days, count)
        hour = rng.uniform(*self.desk_hours, count) - self.desk_zone_h
        last = max(world.config.span_s - self.jitter_s, 1.0)
        moments: Floats = np.sort(np.mod(day * DAY_S + hour * HOUR_S, last))
        return moments


def _of_age(created_s: Floats, eligible: Ints, moments: Floats, age_s: Floats) -> Ints:
    """Return for each moment the unused object whose age comes nearest to the wanted age."""
    _enough(len(moments), eligible)
    free = np.ones(len(eligible), dtype=np.bool_)
    chosen = np.empty(len(moments), dtype=np.int64)
    for order, (moment, wanted) in enumerate(zip(moments, age_s, strict=True)):
        age = moment - created_s[eligible]
        distance = np.abs(np.log(np.maximum(age, 1e-9) / wanted))
        # An object that does not exist yet cannot be ordered; a minute old is the least.
        distance[(age < 60.0) | ~free] = np.inf
        best = int(np.argmin(distance))
        if not np.isfinite(distance[best]):
            raise ParameterError(
                "the world has no object left for an order",
                expected="an unused object that exists at the moment of the order",
                found=f"{order} of {len(moments)} orders placed",
                next_step="Raise objects of WorldConfig, or plant fewer jobs.",
            )
        free[best] = False
        chosen[order] = eligible[best]
    return chosen


def _enough(count: int, eligible: Ints) -> int:
    if len(eligible) < count:
        raise ParameterError(
            "the world has too few objects for a campaign",
            expected=f"at least {count} of its kind",
            found=str(len(eligible)),
            next_step="Raise objects of WorldConfig, or plant fewer jobs.",
        )
    return count
