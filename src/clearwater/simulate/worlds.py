"""A made-up platform with honest people on it: who they are, what there is to act upon.

A world is built in two steps. ``WorldConfig`` says how large and how lively it is; ``World`` is one
drawing of it, to which crowds and campaigns then join (they recruit or add accounts, and add
objects) before anybody acts. All times inside are float seconds since ``WorldConfig.start``.

Nothing in this folder knows how Clearwater detects anything. The generator follows what is commonly
observed of platforms: heavy tails of activity and popularity, sleep, time zones, visits, reaction
lags that are lognormal and differ between people.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from clearwater.errors import ParameterError
from clearwater.simulate.habits import Habits, draw_habits
from clearwater.simulate.places import Together
from clearwater.simulate.shadows import Shadow
from clearwater.simulate.world_config import DAY_S, HOUR_S, WorldConfig

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

HONEST = "honest"


@dataclass
class Objects:
    """What can be acted upon; one entry an object in every array."""

    created_s: Floats
    """Seconds after the start of the log; negative for objects older than the log."""
    weight: Floats
    """Popularity, any scale."""
    life_s: Floats
    """Median lag of an average person, seconds."""
    topic: Ints
    """Interest, 0 to topics - 1."""

    def __len__(self) -> int:
        return len(self.created_s)


@dataclass
class World:
    """One drawing of a platform, still open to crowds and campaigns."""

    config: WorldConfig
    habits: Habits
    objects: Objects
    population: list[str] = field(repr=False)
    """Truth, one word an account: ``honest``, or what it was recruited to."""
    together: list[Together] = field(default_factory=list, repr=False)
    """Who shares a line, a device or an address."""
    shadows: list[Shadow] = field(default_factory=list, repr=False)
    """Who follows whom."""
    sign_ups: list[tuple[Ints, float]] = field(default_factory=list, repr=False)
    """Accounts that were made in one batch, and within how many days."""

    def recruit(
        self, count: int, population: str, rng: np.random.Generator, *, zone_h: float | None = None
    ) -> Ints:
        """Return `count` honest accounts and mark them as members of `population`.

        They keep their private lives. With `zone_h` they live where the clock shows that many
        hours ahead of UTC; those who do not yet are moved there (a class has one time zone).

        Raises
        ------
        ParameterError
            If fewer than `count` accounts are still free.
        """
        free = np.flatnonzero(np.array([word == HONEST for word in self.population]))
        if len(free) < count:
            raise ParameterError(
                f"the world is too small for its {population}",
                expected=f"at least {count} accounts that belong to nothing yet",
                found=f"{len(free)}",
                next_step="Raise accounts of WorldConfig.",
            )
        members: Ints = np.sort(rng.choice(free, size=count, replace=False))
        self.mark(members, population)
        if zone_h is not None:
            self.habits.zone_h[members] = zone_h
        return members

    def part(self, first: int, end: int) -> World:
        """Return the same platform with accounts `first` to `end` - 1 only, numbered from 0."""
        return World(
            self.config, self.habits.part(first, end), self.objects, self.population[first:end]
        )

    def mark(self, members: Ints, population: str) -> None:
        """Write `population` as the truth of those `members` who are plainly honest so far."""
        for member in members.tolist():
            if self.population[member] == HONEST:
                self.population[member] = population

    def add_accounts(self, count: int, activity: Floats, population: str, seed: list[int]) -> Ints:
        """Return `count` new accounts whose habits are drawn like everybody's.

        `activity` is the expected number of private actions of each, so that an account with a
        cover of 15 actions visits as often as an honest account with 15 actions.
        """
        first = len(self.population)
        newcomers = draw_habits(count, activity, self.config, np.random.default_rng(seed))
        self.habits = self.habits.joined(newcomers)
        self.population.extend([population] * count)
        return np.arange(first, first + count, dtype=np.int64)

    def add_objects(
        self,
        created_s: Floats,
        rng: np.random.Generator,
        *,
        topic: int | None = None,
        weight: float | None = None,
    ) -> Ints:
        """Return new objects with the given creation times.

        They are as popular with the general public as any object, unless `weight` (a multiple of
        the mean) is given.
        """
        first, count = len(self.objects), len(created_s)
        new = draw_objects(np.asarray(created_s, dtype=np.float64), self.config, rng)
        if topic is not None:
            new.topic[:] = topic
        if weight is not None:
            new.weight[:] = weight * float(np.mean(self.objects.weight))
        old = self.objects
        self.objects = Objects(
            created_s=np.concatenate([old.created_s, new.created_s]),
            weight=np.concatenate([old.weight, new.weight]),
            life_s=np.concatenate([old.life_s, new.life_s]),
            topic=np.concatenate([old.topic, new.topic]),
        )
        return np.arange(first, first + count, dtype=np.int64)


def draw_objects(created_s: Floats, config: WorldConfig, rng: np.random.Generator) -> Objects:
    """Return objects with the given creation times and everything else drawn."""
    count = len(created_s)
    return Objects(
        created_s=created_s,
        weight=np.exp(config.popularity_sigma * rng.standard_normal(count)),
        life_s=config.life_h * HOUR_S * np.exp(0.7 * rng.standard_normal(count)),
        topic=rng.integers(0, config.topics, count),
    )


def build_world(config: WorldConfig, seed: int) -> World:
    """Return a world with its honest accounts and objects, before any crowd or campaign.

    Objects appear over the whole log, mostly in the waking hours of the zones where people live.
    Evergreens may be up to 60 days older than the log and keep drawing people for weeks.
    """
    rng = np.random.default_rng([seed, 0])
    heavy = np.exp(config.activity_sigma * rng.standard_normal(config.accounts))
    activity = heavy * (config.events / heavy.sum())
    habits = draw_habits(config.accounts, activity, config, rng)

    authors = rng.integers(0, config.accounts, config.objects)
    day = rng.integers(-2, config.days, config.objects)
    hour = habits.draw_hours(authors, rng)
    objects = draw_objects(day * DAY_S + hour * HOUR_S, config, rng)
    evergreen = rng.random(config.objects) < config.evergreen_share
    objects.life_s[evergreen] *= 60.0
    objects.created_s[evergreen] -= rng.uniform(0.0, 60.0 * DAY_S, int(evergreen.sum()))
    return World(config, habits, objects, [HONEST] * config.accounts)
