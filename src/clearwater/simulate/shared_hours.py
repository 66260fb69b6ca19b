"""Honest crowds that share a clock: news moments, night shifts, offices, schedulers, trains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.simulate.acts import Acts
from clearwater.simulate.crowds import MINUTE_S, active_accounts, waking_moments
from clearwater.simulate.limits import require_each, require_range, require_span
from clearwater.simulate.places import Site
from clearwater.simulate.world_config import DAY_S, HOUR_S
from clearwater.simulate.worlds import World


@dataclass(frozen=True)
class NewsSpike:
    """Something happens: several objects appear at the same time and many people act on a few."""

    accounts: int = 3_000
    """Accounts that take part, 2 to 10 million; picked by activity."""
    objects: int = 6
    """Objects about the same news, 1 to 1,000."""
    each: float = 2.0
    """Mean number of these objects that an account acts on, above 0 to 100."""
    lag_median_s: float = 900.0
    """Median seconds until an account hears of it, 1 to 1,000,000."""
    lag_sigma: float = 1.0
    """Spread of that lag, sigma of a lognormal, 0 to 4."""
    population: str = "news spike"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            accounts=(2, 10_000_000),
            objects=(1, 1_000),
            each=(0.001, 100),
            lag_median_s=(1, 1_000_000),
            lag_sigma=(0, 4),
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return what people do about the news, in one sitting each."""
        crowd = active_accounts(world, self.accounts, rng)
        world.mark(crowd, self.population)
        moment = waking_moments(world, int(crowd[0]), 1, rng)[0]
        created = moment + rng.exponential(4 * MINUTE_S, self.objects)
        news = world.add_objects(created, rng)
        lag = self.lag_median_s * np.exp(self.lag_sigma * rng.standard_normal(len(crowd)))
        heard = world.habits.after_sleep(crowd, moment + lag, rng)
        chance = min(1.0, self.each / self.objects)
        person, item = np.nonzero(rng.random((len(crowd), self.objects)) < chance)
        sitting = rng.exponential(90.0, len(person))
        time_s = np.maximum(heard[person], created[item]) + sitting
        return Acts.of(crowd[person], news[item], time_s)


@dataclass(frozen=True)
class NightShift:
    """Accounts that are only ever there in the same few hours, each following own interests."""

    members: int = 200
    """Number of accounts, 2 to 1,000,000."""
    from_hour_utc: float = 18.0
    """Start of the shared hours, UTC, 0 to 24."""
    hours: float = 4.0
    """Length of the shared hours, 0.5 to 24."""
    population: str = "time zone"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(self, members=(2, 1_000_000), from_hour_utc=(0, 24), hours=(0.5, 24))

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return nothing: they do nothing together, they are merely awake together."""
        members = world.recruit(self.members, self.population, rng, zone_h=0.0)
        world.habits.wake_h[members] = self.from_hour_utc
        world.habits.awake_h[members] = self.hours
        nothing = np.zeros(0, dtype=np.int64)
        return Acts.of(nothing, nothing, np.zeros(0))


@dataclass(frozen=True)
class SchedulerUsers:
    """Honest accounts whose posts go out through an application at full minutes and hours."""

    members: int = 200
    """Number of accounts, 2 to 1,000,000."""
    steps_s: tuple[float, ...] = (60.0, 900.0, 1_800.0, 3_600.0)
    """Round steps that members choose from, one each; one or more, each 1 to 86,400 seconds."""
    population: str = "scheduler users"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(self, members=(2, 1_000_000))
        require_each(self, steps_s=(1, 86_400))

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return nothing: each posts for itself, and the application rounds the times."""
        members = world.recruit(self.members, self.population, rng)
        world.habits.round_s[members] = rng.choice(np.array(self.steps_s), self.members)
        nothing = np.zeros(0, dtype=np.int64)
        return Acts.of(nothing, nothing, np.zeros(0))


@dataclass(frozen=True)
class Office:
    """Colleagues behind one address: office hours, and now and then a link in the office chat."""

    members: int = 60
    """Number of colleagues, 2 to 100,000."""
    links_per_week: float = 3.0
    """Mean number of links sent round in a week, 0 to 1,000."""
    part: float = 0.3
    """Share of colleagues that act on such a link, 0 to 1."""
    lag_median_s: float = 600.0
    """Median seconds until a colleague looks, 1 to 100,000."""
    zone_h: float = 1.0
    """Where the office is, hours ahead of UTC, -12 to 14."""
    population: str = "office"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            members=(2, 100_000),
            links_per_week=(0, 1_000),
            part=(0, 1),
            lag_median_s=(1, 100_000),
            zone_h=(-12, 14),
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return what colleagues do about links from the chat; the links are of any age."""
        members = world.recruit(self.members, self.population, rng, zone_h=self.zone_h)
        world.together.append(Site(members, 8.5, 17.5))
        habits = world.habits
        habits.wake_h[members] = 8.5 + 0.5 * rng.standard_normal(self.members)
        habits.awake_h[members] = 9.0
        habits.weekend[members] = 0.05
        days = np.arange(world.config.days)
        work_days = days[(days + world.config.start.weekday()) % 7 < 5]
        links = int(rng.poisson(self.links_per_week * len(work_days) / 5.0))
        day = rng.choice(work_days, links) if len(work_days) else np.zeros(0)
        sent = day * DAY_S + (rng.uniform(9.5, 16.5, len(day)) - self.zone_h) * HOUR_S
        shared = world.add_objects(sent - rng.exponential(12.0, len(day)) * HOUR_S, rng)
        person, link = np.nonzero(rng.random((self.members, len(day))) < self.part)
        lag = self.lag_median_s * np.exp(1.2 * rng.standard_normal(len(person)))
        looked = habits.after_sleep(members[person], sent[link] + lag, rng)
        return Acts.of(members[person], shared[link], looked)


@dataclass(frozen=True)
class Commuters:
    """People of one town who look at their phones on the same trains, twice each working day."""

    members: int = 200
    """Number of commuters, 2 to 100,000."""
    posts_per_day: int = 3
    """Posts of the town's paper on each working day, at any hour, 0 to 1,000."""
    share: float = 0.4
    """Share of the posts since the last ride that a commuter acts on, 0 to 1."""
    ride_min: float = 25.0
    """Length of a ride, minutes, 1 to 240."""
    leaves_h: tuple[float, float] = (7.6, 17.3)
    """Local hours at which the trains leave, morning and evening, 0 to 24."""
    zone_h: float = 1.0
    """Where the town is, hours ahead of UTC, -12 to 14."""
    population: str = "commuters"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            members=(2, 100_000),
            posts_per_day=(0, 1_000),
            share=(0, 1),
            ride_min=(1, 240),
            zone_h=(-12, 14),
        )
        require_span(self, leaves_h=(0, 24))

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return what commuters do about the paper's posts: each at any moment of the next ride."""
        members = world.recruit(self.members, self.population, rng, zone_h=self.zone_h)
        days = np.arange(world.config.days)
        work_days = days[(days + world.config.start.weekday()) % 7 < 5]
        rides = (work_days[:, None] * 24.0 + np.array(self.leaves_h) - self.zone_h).ravel() * HOUR_S
        day = np.repeat(work_days, self.posts_per_day)
        created = np.sort((day * 24.0 + rng.uniform(0.0, 17.0, len(day)) - self.zone_h) * HOUR_S)
        posts = world.add_objects(created, rng)
        next_ride = np.searchsorted(rides, created)
        seen = next_ride < len(rides)
        person, post = np.nonzero(rng.random((self.members, int(seen.sum()))) < self.share)
        moment = rng.uniform(0.0, self.ride_min * MINUTE_S, len(person))
        time_s = rides[next_ride[seen]][post] + moment
        return Acts.of(members[person], posts[seen][post], time_s)
