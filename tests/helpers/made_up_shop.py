"""A small shop as plain arrays: honest customers of several habits, and whoever a test adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from clearwater.detect.event_arrays import EventArrays

ACTIONS = ("view", "purchase", "review", "follow")
DAY = 86_400.0
Event = tuple[int, str, int, float, float | None]
"""Account, action, object, seconds, rating."""


@dataclass
class Shop:
    """Events to which a test adds its own."""

    objects: int
    quality: np.ndarray
    events: list[Event] = field(default_factory=list)
    accounts: int = 0

    def newcomers(self, count: int) -> list[int]:
        """Return `count` accounts that have done nothing yet."""
        first = self.accounts
        self.accounts += count
        return list(range(first, self.accounts))

    def add(self, events: Iterable[Event]) -> None:
        self.events.extend(events)

    def opinion(self, object_: int, rng: np.random.Generator) -> float:
        """Return the rating of an honest customer: the object's quality, and a mood."""
        return float(np.clip(np.round(self.quality[object_] + rng.normal(0.0, 0.8)), 1, 5))

    def arrays(self) -> EventArrays:
        return as_arrays(self.events, self.accounts)


def as_arrays(events: list[Event], accounts: int) -> EventArrays:
    who, what, on, when, stars = zip(*events, strict=True) if events else ((),) * 5
    return EventArrays.of(
        np.array(who, np.int32),
        np.array(on, np.int32),
        (np.array(when, float) * 1e6).astype(np.int64),
        np.array([np.nan if s is None else s for s in stars], float),
        action=np.array([ACTIONS.index(name) for name in what], np.int32),
        actions=ACTIONS,
        accounts=accounts,
    )


def shop(seed: int = 1, accounts: int = 500, objects: int = 60, days: int = 60) -> Shop:
    """Return a shop in which nobody is paid.

    Three in four customers look before they buy, one purchase in three is reviewed, one to ten days
    later, as good as the object is; one in five rates more harshly than the others.
    """
    rng = np.random.default_rng(seed)
    made = Shop(objects, rng.uniform(2.0, 4.8, objects))
    for who in made.newcomers(accounts):
        harsh = 1.0 if rng.random() < 0.2 else 0.0
        bought = rng.choice(objects, size=int(rng.integers(2, 16)), replace=False)
        for thing in bought.tolist():
            when = float(rng.uniform(0, days * DAY))
            if rng.random() < 0.75:
                made.add([(who, "view", thing, when - float(rng.uniform(60, DAY)), None)])
            made.add([(who, "purchase", thing, when, None)])
            if rng.random() < 0.33:
                stars = max(1.0, made.opinion(thing, rng) - harsh)
                later = when + float(rng.uniform(1, 10)) * DAY
                made.add([(who, "review", thing, later, stars)])
            if rng.random() < 0.5:
                made.add([(who, "follow", thing, when + float(rng.uniform(0, DAY)), None)])
    return made
