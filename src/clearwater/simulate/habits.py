"""The habits of accounts: when they are awake, how often they look in, how fast they react.

An account visits; on a visit it catches up with what appeared since the last one. That one idea
gives bursts of actions, reactions that fall into the next morning, fast followers and catch-up
readers, without drawing any of these directly. Only part of what people do is prompted by a
notification and happens outside their visits.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from clearwater.simulate.world_config import DAY_S, HOUR_S, WorldConfig

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass
class Habits:
    """One entry an account in every array. Crowds may overwrite entries of their members."""

    activity: Floats
    """Expected private events in the whole log."""
    zone_h: Floats
    """Hours ahead of UTC."""
    wake_h: Floats
    """Local hour of getting up, 0 to 24."""
    awake_h: Floats
    """Hours of a day in which the account may act, above 0 to 24."""
    evening: Floats
    """Share of visits late in the waking day, 0 to 1."""
    weekend: Floats
    """Visits on a weekend day against a weekday, ratio above 0."""
    visits_per_day: Floats
    """Mean number of visits a day, whether or not anything is done on them."""
    speed: Floats
    """Own reaction lag against the average person's, ratio above 0; small is fast."""
    notified: Floats
    """Share of actions prompted by a notification and done at once when awake, 0 to 1."""
    first_s: Floats
    """Start of the account's presence, seconds after the start of the log."""
    last_s: Floats
    """End of the account's presence, seconds after the start of the log."""
    topic: Ints
    """The account's interest."""
    round_s: Floats
    """Scheduling applications: actions fall on whole multiples of this many seconds; 0 = none."""

    def __len__(self) -> int:
        return len(self.activity)

    def joined(self, newcomers: Habits) -> Habits:
        """Return these habits followed by those of `newcomers`."""
        return Habits(
            **{
                f.name: np.concatenate([getattr(self, f.name), getattr(newcomers, f.name)])
                for f in fields(self)
            }
        )

    def part(self, first: int, end: int) -> Habits:
        """Return the habits of accounts `first` to `end` - 1, which are then numbered from 0."""
        return Habits(**{f.name: getattr(self, f.name)[first:end] for f in fields(self)})

    def draw_hours(self, accounts: Ints, rng: np.random.Generator) -> Floats:
        """Return one waking hour (UTC, may lie outside 0..24) for each entry of `accounts`."""
        late = rng.random(len(accounts)) < self.evening[accounts]
        part = np.where(late, rng.beta(6.0, 2.0, len(accounts)), rng.beta(2.0, 3.5, len(accounts)))
        local = self.wake_h[accounts] + part * self.awake_h[accounts]
        hours: Floats = local - self.zone_h[accounts]
        return hours

    def hours_since_waking(self, accounts: Ints, times_s: Floats) -> Floats:
        """Return hours since the account last got up, 0 to 24."""
        local = times_s / HOUR_S + self.zone_h[accounts] - self.wake_h[accounts]
        since: Floats = np.mod(local, 24.0)
        return since

    def awake(self, accounts: Ints, times_s: Floats) -> Bools:
        """Return whether each account is awake at the time beside it."""
        up: Bools = self.hours_since_waking(accounts, times_s) < self.awake_h[accounts]
        return up

    def after_sleep(self, accounts: Ints, times_s: Floats, rng: np.random.Generator) -> Floats:
        """Return the times, those in the night moved past the next morning's first look.

        The first look comes a lognormal time (median 25 min) after getting up.
        """
        since = self.hours_since_waking(accounts, times_s)
        first_look = 0.42 * np.exp(0.8 * rng.standard_normal(len(accounts)))
        morning = times_s + (24.0 - since + first_look) * HOUR_S
        return np.where(since < self.awake_h[accounts], times_s, morning)


def draw_habits(
    count: int, activity: Floats, config: WorldConfig, rng: np.random.Generator
) -> Habits:
    """Return the habits of `count` accounts with the given expected activity."""
    zones = np.array([zone for zone, _ in config.zones])
    weights = np.array([weight for _, weight in config.zones])
    partly = rng.random(count) < 0.25
    middle = rng.uniform(0.0, config.span_s, count)
    half = config.span_s * rng.uniform(0.1, 0.5, count)
    per_day = activity / config.days
    return Habits(
        activity=np.asarray(activity, dtype=np.float64).copy(),
        zone_h=rng.choice(zones, count, p=weights / weights.sum()),
        wake_h=np.mod(7.5 + 1.7 * rng.standard_normal(count), 24.0),
        awake_h=np.clip(15.5 + 1.2 * rng.standard_normal(count), 8.0, 20.0),
        evening=rng.beta(4.0, 3.0, count),
        weekend=np.exp(0.4 * rng.standard_normal(count)),
        visits_per_day=np.clip(
            (1.5 + 2.5 * np.sqrt(per_day)) * np.exp(0.4 * rng.standard_normal(count)), 0.15, 30.0
        ),
        speed=np.exp(0.8 * rng.standard_normal(count)),
        notified=rng.beta(1.0, 5.0, count),
        first_s=np.where(partly, middle - half, -DAY_S),
        last_s=np.where(partly, middle + half, config.span_s + DAY_S),
        topic=rng.integers(0, config.topics, count),
        round_s=np.zeros(count),
    )


@dataclass(frozen=True)
class Visits:
    """All visits of all accounts, sorted by account and time."""

    account: Ints
    start_s: Floats
    key: Floats
    """Account times `step_s`, plus start: one ascending key for all accounts."""
    step_s: float
    """Longer than the log."""

    def next_after(self, accounts: Ints, times_s: Floats) -> Ints:
        """Return the index of each account's first visit at or after the time, or -1."""
        found = np.searchsorted(self.key, accounts * self.step_s + np.maximum(times_s, 0.0))
        inside = found < len(self.account)
        inside[inside] = self.account[found[inside]] == accounts[inside]
        return np.where(inside, found, -1)


def draw_visits(habits: Habits, config: WorldConfig, rng: np.random.Generator) -> Visits:
    """Return the visits of every account over the whole log."""
    counts = rng.poisson(habits.visits_per_day * config.days)
    account = np.repeat(np.arange(len(habits), dtype=np.int64), counts)
    day = _draw_days(habits.weekend, account, config, rng)
    start = day * DAY_S + habits.draw_hours(account, rng) * HOUR_S
    present = (start >= np.maximum(habits.first_s[account], 0.0)) & (
        start < np.minimum(habits.last_s[account], config.span_s)
    )
    account, start = account[present], start[present]
    # One key and a plain argsort: numpy sorts that with vector instructions, several times faster
    # than lexsort, which was half of the generator's time. A key holds account and time exactly
    # enough: 7 microseconds at 20,000 accounts a block and a month.
    step_s = config.span_s + 2.0 * DAY_S
    key = account * step_s + start
    order = np.argsort(key)
    return Visits(account[order], start[order], key[order], step_s)


def _draw_days(
    weekend: Floats, account: Ints, config: WorldConfig, rng: np.random.Generator
) -> Ints:
    """Return a day for each visit of `account`.

    `weekend` is how much a weekend day counts against a weekday, one entry an account.
    """
    days = np.arange(-1, config.days + 1)  # local days reach over both ends of the UTC span
    is_weekend = np.isin((days + config.start.weekday()) % 7, (5, 6))
    free, work = days[is_weekend], days[~is_weekend]
    share = weekend * len(free) / (weekend * len(free) + len(work))
    at_weekend = rng.random(len(account)) < share[account]
    if len(work) == 0:
        at_weekend[:] = True
    pick = rng.random(len(account))
    # Free days first, then work days: one look-up for both.
    place = np.where(at_weekend, pick * len(free), len(free) + pick * len(work))
    chosen: Ints = np.concatenate([free, work])[place.astype(np.int64)]
    return chosen
