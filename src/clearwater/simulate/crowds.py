"""Honest look-alikes: crowds that share interests, hours or a moment, and no desk.

Each crowd is a frozen dataclass of parameters. ``join`` recruits its members from the world's
honest accounts (they keep their private lives), adds the objects it gathers around, may change its
members' habits, and returns what the crowd does together. ``population`` is the word that marks its
members in the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from clearwater.errors import ParameterError
from clearwater.simulate.acts import Acts
from clearwater.simulate.limits import require_range
from clearwater.simulate.places import Site
from clearwater.simulate.world_config import DAY_S, HOUR_S, WorldConfig
from clearwater.simulate.worlds import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MINUTE_S = 60.0


class Crowd(Protocol):
    """What every crowd can do."""

    @property
    def population(self) -> str:
        """The word for its members in the truth."""
        ...

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Change the world as the crowd needs and return what it does together."""
        ...


@dataclass(frozen=True)
class FanClub:
    """Accounts that share an interest and act on most posts of one star, each at its own pace."""

    members: int = 100
    """Number of fans, 2 to 100,000."""
    posts: int = 45
    """Posts of the star in the log, 1 to 10,000."""
    lag_median_s: float = 180.0
    """Median reaction of the median fan, seconds, 1 to 1,000,000. Fast: 180; slow: 7,200 up."""
    lag_sigma: float = 1.5
    """Spread of one fan's reactions, sigma of a lognormal, 0 to 4."""
    member_sigma: float = 0.6
    """Spread of the fans' own medians, sigma of a lognormal, 0 to 4."""
    faithful: float = 0.7
    """Mean share of posts that a fan acts on, above 0 to 1; fans differ (beta, 5 in all)."""
    home_share: float = 0.8
    """Share of fans who live in the star's time zone, 0 to 1; the others live anywhere."""
    population: str = "fan club"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            members=(2, 100_000),
            posts=(1, 10_000),
            lag_median_s=(1, 1_000_000),
            lag_sigma=(0, 4),
            member_sigma=(0, 4),
            faithful=(0.001, 1),
            home_share=(0, 1),
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return the fans' reactions to the star's posts; those due in the night come after it."""
        members = world.recruit(self.members, self.population, rng)
        topic = int(rng.integers(world.config.topics))
        world.habits.topic[members] = topic
        at_home = members[rng.random(self.members) < self.home_share]
        world.habits.zone_h[at_home] = world.habits.zone_h[members[0]]
        created = waking_moments(world, int(members[0]), self.posts, rng)
        posts = world.add_objects(created, rng, topic=topic)
        keen = rng.beta(5 * self.faithful, 5 * (1 - self.faithful) + 1e-9, self.members)
        account, post = np.nonzero(rng.random((self.members, self.posts)) < keen[:, None])
        own = self.lag_median_s * np.exp(self.member_sigma * rng.standard_normal(self.members))
        lag = own[account] * np.exp(self.lag_sigma * rng.standard_normal(len(account)))
        fans = members[account]
        return Acts.of(fans, posts[post], world.habits.after_sleep(fans, created[post] + lag, rng))


@dataclass(frozen=True)
class Classroom:
    """Students who sit in the same lesson each week and work on what the teacher sets."""

    students: int = 30
    """Number of students, 2 to 1,000."""
    lessons_per_week: int = 3
    """Lessons at fixed hours each week, 1 to 15."""
    tasks: int = 2
    """Objects set in each lesson, 1 to 50."""
    lesson_min: float = 45.0
    """Length of a lesson, minutes, 1 to 600."""
    attendance: float = 0.92
    """Share of students present, above 0 to 1."""
    zone_h: float = 8.0
    """Where the school is, hours ahead of UTC, -12 to 14."""
    population: str = "classroom"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            students=(2, 1_000),
            lessons_per_week=(1, 15),
            tasks=(1, 50),
            lesson_min=(1, 600),
            attendance=(0.001, 1),
            zone_h=(-12, 14),
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return the work done in class, each student at an own pace."""
        members = world.recruit(self.students, self.population, rng, zone_h=self.zone_h)
        world.together.append(Site(members, 8.0, 16.0))
        lessons = self._lesson_starts(world.config, rng)
        starts = np.repeat(lessons, self.tasks)
        tasks = world.add_objects(starts - rng.uniform(1.0, 20.0, len(starts)) * HOUR_S, rng)
        present = rng.random((self.students, len(lessons))) < self.attendance
        account, task = np.nonzero(np.repeat(present, self.tasks, axis=1))
        # Tasks are done one after the other: task k of n in the k-th part of the lesson, earlier
        # by quick students. 3 is how firmly a student keeps to the own pace.
        pace = rng.beta(2.0, 2.0, self.students)[account]
        within = (task % self.tasks + rng.beta(3 * pace + 0.2, 3 * (1 - pace) + 0.2)) / self.tasks
        time_s = starts[task] + within * self.lesson_min * MINUTE_S
        return Acts.of(members[account], tasks[task], time_s)

    def _lesson_starts(self, config: WorldConfig, rng: np.random.Generator) -> Floats:
        """Return the start of every lesson: the same weekdays and hours in each week."""
        slots = rng.choice(5 * 8, size=self.lessons_per_week, replace=False)
        first_monday = -config.start.weekday()
        weeks = np.arange(-1, config.days // 7 + 2) * 7 + first_monday
        day = (weeks[:, None] + slots[None, :] // 8).ravel()
        hour = np.tile(8 + slots % 8 - self.zone_h, len(weeks))
        starts = np.sort(day * DAY_S + hour * HOUR_S)
        kept: Floats = starts[(starts >= 0) & (starts < config.span_s - HOUR_S)]
        return kept


@dataclass(frozen=True)
class Raid:
    """One streamer who sends the viewers of the moment to another object, all within a minute."""

    community: int = 1_500
    """Accounts that watch this streamer now and then, 2 to 1,000,000."""
    viewers: int = 300
    """Viewers sent at each raid, 1 to `community`; another random part each time."""
    raids: int = 6
    """Number of raids in the log, 1 to 1,000."""
    within_s: float = 60.0
    """Seconds within which nearly all of them arrive, 1 to 86,400."""
    population: str = "raid"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            community=(2, 1_000_000),
            viewers=(1, self.community),
            raids=(1, 1_000),
            within_s=(1, 86_400),
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return the arrivals of all raids."""
        members = world.recruit(self.community, self.population, rng)
        moments = waking_moments(world, int(members[0]), self.raids, rng)
        targets = world.add_objects(moments - rng.uniform(0.2, 3.0, self.raids) * HOUR_S, rng)
        lot = rng.random((self.raids, self.community)).argsort(axis=1)[:, : self.viewers]
        raid = np.repeat(np.arange(self.raids), self.viewers)
        delay = self.within_s * rng.beta(1.5, 3.0, len(raid))
        return Acts.of(members[lot.ravel()], targets[raid], moments[raid] + delay)


@dataclass(frozen=True)
class ViralObject:
    """One object that a large part of the platform acts on within hours, most of it at once."""

    accounts: int = 10_000
    """Accounts that act on it, 2 to 10 million; picked by activity."""
    lag_median_s: float = 2_400.0
    """Median seconds after its creation, 1 to 1,000,000."""
    lag_sigma: float = 1.0
    """Spread of the lags, sigma of a lognormal, 0 to 4."""
    population: str = "viral object"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            accounts=(2, 10_000_000),
            lag_median_s=(1, 1_000_000),
            lag_sigma=(0, 4),
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return the burst. Its accounts may belong to other crowds as well."""
        crowd = active_accounts(world, self.accounts, rng)
        world.mark(crowd, self.population)
        created = waking_moments(world, int(crowd[0]), 1, rng)
        viral = world.add_objects(created, rng)
        lag = self.lag_median_s * np.exp(self.lag_sigma * rng.standard_normal(len(crowd)))
        time_s = world.habits.after_sleep(crowd, created[0] + lag, rng)
        return Acts.of(crowd, np.repeat(viral, len(crowd)), time_s)


def waking_moments(world: World, account: int, count: int, rng: np.random.Generator) -> Floats:
    """Return `count` sorted moments of the log at which `account` is awake.

    None falls into the last half day, so that there is time left to react.
    """
    author = np.full(count, account, dtype=np.int64)
    room = max(world.config.span_s - 0.5 * DAY_S, 0.5 * DAY_S)
    day = np.floor(rng.uniform(0.0, room / DAY_S, count)) * DAY_S
    moments = day + world.habits.draw_hours(author, rng) * HOUR_S
    sorted_moments: Floats = np.sort(np.mod(moments, room))
    return sorted_moments


def active_accounts(world: World, count: int, rng: np.random.Generator) -> Ints:
    """Return `count` different accounts, the more active the likelier.

    Raises
    ------
    ParameterError
        If the world has fewer honest accounts.
    """
    total = world.config.accounts
    if count > total:
        raise ParameterError(
            "a crowd is larger than its world",
            expected=f"at most {total} accounts",
            found=str(count),
            next_step="Raise accounts of WorldConfig.",
        )
    # The smallest exponential waiting times with these rates: weighted drawing without repeats.
    waiting = rng.exponential(1.0, total) / world.habits.activity[:total]
    chosen: Ints = np.sort(np.argpartition(waiting, count - 1)[:count]).astype(np.int64)
    return rng.permutation(chosen)
