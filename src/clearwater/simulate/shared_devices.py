"""Honest crowds that share devices: the computers of a library, an internet cafe, a common room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.simulate.acts import Acts
from clearwater.simulate.crowds import MINUTE_S, Floats
from clearwater.simulate.limits import require_range
from clearwater.simulate.places import PublicDevices
from clearwater.simulate.world_config import DAY_S, HOUR_S
from clearwater.simulate.worlds import World

OPEN_H = 8.0


@dataclass(frozen=True)
class PublicComputers:
    """People who use the computers of one room, whose start page shows what the house posts."""

    people: int = 60
    """Number of people, 2 to 10,000."""
    computers: int = 4
    """Computers of the room, 1 to 1,000; everybody has a favourite."""
    own_share: float = 0.5
    """Share of people who have a device of their own, 0 to 1; nobody else has another device."""
    posts_per_day: float = 1.5
    """Mean number of posts of the house on each day, 0 to 1,000."""
    attendance: float = 0.35
    """Share of days on which somebody is there, above 0 to 1."""
    part: float = 0.5
    """Share of the posts on the start page that a visitor acts on, 0 to 1."""
    opens_h: float = 10.0
    """Local hour at which the room opens, for eight hours, 0 to 16."""
    zone_h: float = 1.0
    """Where the room is, hours ahead of UTC, -12 to 14."""
    population: str = "public computers"
    """The word for its members in the truth."""

    def __post_init__(self) -> None:
        require_range(
            self,
            people=(2, 10_000),
            computers=(1, 1_000),
            own_share=(0, 1),
            posts_per_day=(0, 1_000),
            attendance=(0.001, 1),
            part=(0, 1),
            opens_h=(0, 16),
            zone_h=(-12, 14),
        )

    def join(self, world: World, rng: np.random.Generator) -> Acts:
        """Return what visitors do about the posts of this day and of the one before."""
        members = world.recruit(self.people, self.population, rng, zone_h=self.zone_h)
        own = rng.random(self.people) < self.own_share
        favourite = rng.integers(0, self.computers, self.people)
        world.together.append(PublicDevices(members, self.computers, favourite, own))
        day, created = self._posts(world, rng)
        posts = world.add_objects(created, rng)
        begins, ends = self._turns(favourite, world.config.days, rng)
        takes = rng.random((self.people, len(day))) < self.part
        parts = []
        for later in (0, 1):
            shown = np.minimum(day + later, world.config.days - 1)
            seen = takes & (ends[:, shown] > created)
            person, post = np.nonzero(seen)
            first = np.maximum(begins[person, shown[post]], created[post])
            left = (ends[person, shown[post]] - first) * rng.random(len(person))
            time_s = first + np.minimum(left, rng.exponential(2.0 * MINUTE_S, len(person)))
            parts.append(Acts.of(members[person], posts[post], time_s))
            takes &= ~seen
        return Acts.joined(parts)

    def _posts(self, world: World, rng: np.random.Generator) -> tuple[np.ndarray, Floats]:
        """Return the day of each post, and its moment, in the hours in which the room is open."""
        days = world.config.days
        day = np.repeat(np.arange(days), rng.poisson(self.posts_per_day, days))
        created = self._opening(day) + OPEN_H * HOUR_S * rng.random(len(day))
        inside = (created > 0.0) & (created < world.config.span_s - HOUR_S)
        return day[inside], created[inside]

    def _opening(self, day: np.ndarray) -> Floats:
        opening: Floats = day * DAY_S + (self.opens_h - self.zone_h) * HOUR_S
        return opening

    def _turns(
        self, favourite: np.ndarray, days: int, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Return begin and end of everybody's turn on each day, not a number for who is not there.

        Nobody shares a seat: those who come for one computer get it one after the other.
        """
        there = rng.random((self.people, days)) < self.attendance
        turn, turns = np.zeros(there.shape), np.ones(there.shape)
        for computer in range(self.computers):
            of_it = there & (favourite == computer)[:, None]
            lot = np.where(of_it, rng.random(there.shape), np.inf)
            turn[of_it] = lot.argsort(axis=0).argsort(axis=0)[of_it]
            turns[of_it] = np.broadcast_to(of_it.sum(axis=0), there.shape)[of_it]
        slot = OPEN_H * HOUR_S / turns
        begins = np.where(there, self._opening(np.arange(days)) + turn * slot, np.nan)
        return begins, begins + slot
