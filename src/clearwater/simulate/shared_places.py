"""Honest crowds that share a place or a call: families, flash sales, petitions, one carrier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.simulate.acts import Acts
from clearwater.simulate.crowds import MINUTE_S, active_accounts, waking_moments
from clearwater.simulate.limits import require_range
from clearwater.simulate.places import Household
from clearwater.simulate.world_config import HOUR_S
from clearwater.simulate.worlds import World


@dataclass(frozen=True)
class Families:
    """Families at home: one line, one shared device, and now and then the same video together."""

    families: int = 60
    """Number of families, 1 to 100,000."""
    size: int = 4
    """Accounts of a family, 2 to 20."""
    shared_per_week: float = 2.0
    """Mean number of objects a week that somebody shows to the others, 0 to 100."""
    part: float = 0.5
    """Share of the others who then act on it too, 0 to 1."""
    population: str = "family"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self, families=(1, 100_000), size=(2, 20), shared_per_week=(0, 100), part=(0, 1)
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return what families do about what they show each other, within minutes."""
        members = world.recruit(self.families * self.size, self.population, rng)
        homes = members.reshape(self.families, self.size)
        world.habits.zone_h[homes] = world.habits.zone_h[homes[:, :1]]
        world.together += [Household(home) for home in homes]
        weeks = world.config.days / 7.0
        shown = rng.poisson(self.shared_per_week * weeks, self.families)
        home = np.repeat(np.arange(self.families), shown)
        day = rng.integers(0, world.config.days, len(home))
        moment = (day * 24.0 + world.habits.draw_hours(homes[home, 0], rng)) * HOUR_S
        object_ = _existing(world, moment, rng)
        taking_part = rng.random((len(home), self.size)) < self.part
        taking_part[:, 0] = True
        time, person = np.nonzero(taking_part)
        delay = np.where(person == 0, 0.0, rng.exponential(4 * MINUTE_S, len(time)))
        acts = Acts.of(homes[home[time], person], object_[time], moment[time] + delay)
        return acts.chosen(object_[time] >= 0)


@dataclass(frozen=True)
class FlashSale:
    """A sale that opens on the second: thousands who want the same few things at the same time."""

    accounts: int = 2_000
    """Buyers, 2 to 10 million; picked by activity."""
    sales: int = 3
    """Sales in the log, 1 to 1,000, each with other things."""
    things: int = 4
    """Objects of a sale, 1 to 100."""
    part: float = 0.3
    """Share of the buyers at each sale, above 0 to 1."""
    lag_median_s: float = 25.0
    """Median seconds after the opening, 0.1 to 100,000."""
    lag_sigma: float = 1.2
    """Spread of that lag, sigma of a lognormal, 0 to 4."""
    population: str = "flash sale"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            accounts=(2, 10_000_000),
            sales=(1, 1_000),
            things=(1, 100),
            part=(0.001, 1),
            lag_median_s=(0.1, 100_000),
            lag_sigma=(0, 4),
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return the rush: each buyer goes for one thing, some for a second."""
        crowd = active_accounts(world, self.accounts, rng)
        world.mark(crowd, self.population)
        opening = waking_moments(world, int(crowd[0]), self.sales, rng)
        # The things were announced days before; the rush begins with the opening all the same.
        announced = np.repeat(opening - rng.uniform(12.0, 72.0, self.sales) * HOUR_S, self.things)
        things = world.add_objects(announced, rng).reshape(self.sales, self.things)
        sale, person = np.nonzero(rng.random((self.sales, len(crowd))) < self.part)
        own = self.lag_median_s * np.exp(0.6 * rng.standard_normal(len(crowd)))
        lag = own[person] * np.exp(self.lag_sigma * rng.standard_normal(len(person)))
        first = Acts.of(
            crowd[person],
            things[sale, rng.integers(0, self.things, len(person))],
            opening[sale] + lag,
        )
        again = rng.random(len(person)) < 0.25
        second = Acts.of(
            crowd[person[again]],
            things[sale[again], rng.integers(0, self.things, int(again.sum()))],
            opening[sale[again]] + lag[again] + rng.exponential(40.0, int(again.sum())),
        )
        return Acts.joined([first, second])


@dataclass(frozen=True)
class Petition:
    """A call that goes round: many sign the same few objects over days, friends after friends."""

    accounts: int = 1_500
    """Signers, 2 to 10 million; picked by activity."""
    objects: int = 2
    """Petitions of one cause, 1 to 100."""
    doubling_h: float = 10.0
    """Hours in which the number of those who heard of it doubles, 0.1 to 1,000."""
    population: str = "petition"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(self, accounts=(2, 10_000_000), objects=(1, 100), doubling_h=(0.1, 1_000))

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return the signatures: a logistic wave, everybody when awake, all of a cause in a row."""
        crowd = active_accounts(world, self.accounts, rng)
        world.mark(crowd, self.population)
        start = waking_moments(world, int(crowd[0]), 1, rng)[0] * 0.5
        petitions = world.add_objects(np.full(self.objects, start), rng)
        # Logistic growth: the quantile of a uniform number is its logit, in doubling times.
        scale_s = self.doubling_h * HOUR_S / np.log(2.0)
        spread = rng.logistic(0.0, 1.0, len(crowd)) + np.log(self.accounts)
        heard = world.habits.after_sleep(crowd, start + np.maximum(spread, 0.05) * scale_s, rng)
        person, item = np.nonzero(rng.random((len(crowd), self.objects)) < 0.8)
        return Acts.of(
            crowd[person], petitions[item], heard[person] + item * rng.exponential(30, len(item))
        )


def _existing(world: World, moments: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return for each moment an object that exists then, by popularity; -1 where there is none."""
    weight = world.objects.weight / world.objects.weight.sum()
    pick = rng.choice(len(weight), (8, len(moments)), p=weight)
    there = world.objects.created_s[pick] < moments - MINUTE_S
    first = there.argmax(axis=0)
    chosen = pick[first, np.arange(len(moments))]
    return np.where(there.any(axis=0), chosen, -1)
