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
from clearwater.simulate.acts import FRAMING, JOB, WARM_UP, Acts
from clearwater.simulate.limits import require_range, require_span, require_word
from clearwater.simulate.places import Desk
from clearwater.simulate.shadows import Shadow
from clearwater.simulate.texts import TEXT_KINDS, TextKind
from clearwater.simulate.world_config import DAY_S, HOUR_S
from clearwater.simulate.worlds import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CAMPAIGN = "campaign"
FRAMED = "framed"
_BROWSED_A_DAY = 3
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
    then_after_s: tuple[float, float] = (1.0, 4.0)
    """Seconds from one act of a job to the next, uniform between the two, 0 to a year."""
    driven_by: Literal["desk", "part-timers"] = "desk"
    """Machines at a desk, or people who do jobs beside their own lives: awake, from home."""
    accounts_per_device: float = 1.0
    """Accounts on one device of the desk, 1 to 1,000."""
    lines: int = 1
    """Access lines of the desk, 1 to 10,000."""
    rotation: float = 0.0
    """Share of acts through an address nobody used before, 0 to 1."""
    warm_up_days: float = 0.0
    """Days of mechanical browsing before the first job, 0 to the length of the log."""
    sign_up_days: float | None = None
    """Accounts are made in one batch within so many days, 0.01 to 365; nothing = one by one."""
    texts: TextKind = "own"
    """Where words are written: the members' own, copied, spun, or the same claim again."""
    rating: float | None = None
    """What is given where stars are given, 1 to 5; nothing = what members think themselves."""
    popularity: float | None = None
    """Objects are made for the campaign, so many times as popular as the mean, 0 to 1,000; nothing
    = orders are for objects that exist."""
    decoys: float = 0.0
    """Share of orders for objects whose owners ordered nothing, to hide among them, 0 to 1."""
    framed: int = 0
    """Innocent accounts that members follow wherever they act, 0 to 10,000."""
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
            accounts_per_device=(1, 1_000),
            lines=(1, 10_000),
            rotation=(0, 1),
            warm_up_days=(0, 3_660),
            decoys=(0, 1),
            framed=(0, 10_000),
            sign_up_days=(0.01, 365),
            rating=(1, 5),
            popularity=(0, 1_000),
        )
        require_span(self, desk_hours=(0, 24), then_after_s=(0, 31_622_400))
        require_word(self, object_kind=("small", "popular"))
        require_word(self, driven_by=("desk", "part-timers"))
        require_word(self, texts=TEXT_KINDS)

    def join(
        self,
        world: World,
        number: int,
        names: Sequence[str],
        rng: np.random.Generator,
        seed: list[int],
    ) -> Acts:
        """Return the jobs. The cover life comes with everybody's private acts.

        `names` are all actions of the log; an act carries a position among them.
        """
        activity = np.full(self.accounts, self.camouflage * self.jobs)
        members = world.add_accounts(self.accounts, activity, CAMPAIGN, seed)
        # On the desk's payroll for the whole log; the visits of a cover follow from its activity.
        world.habits.first_s[members] = -DAY_S
        world.habits.last_s[members] = world.config.span_s + DAY_S
        # What was added later draws from a stream of its own, so that older campaigns stay as
        # they were.
        extra = np.random.default_rng([*seed, 1])
        object_, order_s = self._orders(world, rng, extra)
        taking_part = max(2, round(self.share * self.accounts))
        lot = rng.random((len(object_), self.accounts)).argsort(axis=1)[:, :taking_part]
        order = np.repeat(np.arange(len(object_)), taking_part)
        time_s = order_s[order] + rng.uniform(0.0, self.jitter_s, len(order))
        parts = []
        for done in (self.action or names[0], *self.then):
            if self.driven_by == "part-timers":
                time_s = world.habits.after_sleep(members[lot.ravel()], time_s, extra)
            part = Acts.of(
                members[lot.ravel()],
                object_[order],
                time_s,
                campaign=number,
                action=names.index(done),
                role=JOB,
            )
            parts.append(part)
            time_s = time_s + rng.uniform(*self.then_after_s, len(order))
        decoy = extra.random(len(object_)) < self.decoys
        jobs = Acts.joined(parts)
        jobs.role[decoy[np.tile(order, len(parts))]] = FRAMING
        warm_up = self._warm_up(world, members, number, extra)
        self._settle(world, members, number, extra)
        return Acts.joined([jobs, warm_up]).inside(world.config.span_s)

    def _settle(self, world: World, members: Ints, number: int, extra: np.random.Generator) -> None:
        """Say where the members are, when they were made, and whom they follow."""
        if self.driven_by == "desk":
            world.together.append(
                Desk(members, self.accounts_per_device, self.lines, self.rotation)
            )
        if self.sign_up_days is not None:
            world.sign_ups.append((members, self.sign_up_days))
        if self.framed:
            framed = world.recruit(self.framed, FRAMED, extra)
            world.shadows.append(Shadow(number, framed, members, self.jitter_s))

    def _warm_up(
        self, world: World, members: Ints, number: int, extra: np.random.Generator
    ) -> Acts:
        """Return mechanical browsing: every account in turn, at a regular gap, on popular objects.

        It is the world's first action, three times a day an account.
        """
        each = int(self.warm_up_days * _BROWSED_A_DAY)
        if not each:
            nothing = np.zeros(0, dtype=np.int64)
            return Acts.of(nothing, nothing, np.zeros(0))
        account = np.repeat(members, each)
        gap_s = DAY_S / _BROWSED_A_DAY
        start = extra.uniform(0.0, gap_s, len(members))
        time_s = np.repeat(start, each) + np.tile(np.arange(each), len(members)) * gap_s
        time_s += extra.uniform(0.0, 30.0, len(time_s))
        there = np.flatnonzero(world.objects.created_s < 0)
        weight = world.objects.weight[there]
        object_ = extra.choice(there, len(account), p=weight / weight.sum())
        return Acts.of(account, object_, time_s, campaign=number, action=0, role=WARM_UP)

    def _orders(
        self, world: World, rng: np.random.Generator, extra: np.random.Generator
    ) -> tuple[Ints, Floats]:
        """Return the object and the moment of each order; no object is ordered twice."""
        count = round(self.jobs / self.share)
        if self.popularity is not None:
            return self._own_objects(world, count, self.popularity, rng, extra)
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

    def _own_objects(
        self,
        world: World,
        count: int,
        popularity: float,
        rng: np.random.Generator,
        extra: np.random.Generator,
    ) -> tuple[Ints, Floats]:
        """Return objects made for the campaign: minutes before the order, or with it."""
        moments = self._desk_moments(world, count, rng)
        before = np.zeros(count) if self.at_birth else extra.uniform(60.0, 6 * HOUR_S, count)
        return world.add_objects(moments - before, extra, weight=popularity), moments

    def _eligible(self, world: World) -> Ints:
        weight = world.objects.weight
        if self.object_kind == "popular":
            return np.flatnonzero(weight >= np.quantile(weight, 0.95))
        return np.flatnonzero(weight <= np.quantile(weight, 0.5))

    def _desk_moments(self, world: World, count: int, rng: np.random.Generator) -> Floats:
        """Return sorted moments of orders: over all days, in the desk's hours."""
        first = min(int(np.ceil(self.warm_up_days)), world.config.days - 1)
        day = rng.integers(first, world.config.days, count)
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
