"""Logs in which nobody coordinates, and blocks to plant into them, as code arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US


@dataclass(frozen=True)
class Codes:
    """Accounts, objects and times (microseconds) of events."""

    accounts: np.ndarray
    objects: np.ndarray
    times: np.ndarray

    def with_others(self, accounts: np.ndarray, objects: np.ndarray, times: np.ndarray) -> Codes:
        """Return these events and some more."""
        return Codes(
            np.concatenate([self.accounts, accounts]),
            np.concatenate([self.objects, objects]),
            np.concatenate([self.times, times]),
        )


def chung_lu(
    rng: np.random.Generator, accounts: int, objects: int, events: int, days: float
) -> Codes:
    """Return a heavy-tailed graph: both ends of an event by their weights, at any time."""
    who, what = (_by_weight(rng, n, events, exponent=1.3) for n in (accounts, objects))
    return Codes(who, what, rng.integers(0, int(days * DAY_US), events))


def lively(
    rng: np.random.Generator, accounts: int, objects: int, events: int, days: float
) -> Codes:
    """Return people who come for a while and at their hours, and objects that fade.

    Lives last 3 days to a year, hours spread by 3 h around each account's own, the attention that
    an object gets fades within 1 to 60 days. Nobody knows anybody.
    """
    who = _by_weight(rng, accounts, events, exponent=1.3)
    begin, hour = rng.uniform(0, days, accounts), rng.uniform(0, 24, accounts)
    life = np.exp(rng.uniform(np.log(3), np.log(365), accounts))
    day = np.floor(begin[who] + rng.random(events) * life[who]) % max(1.0, days)
    time = day + (hour[who] + rng.normal(0, 3, events)) % 24 / 24
    weight = 1 + rng.pareto(1.3, objects)
    born, fade = rng.uniform(-30, days, objects), np.exp(rng.uniform(0, np.log(60), objects))
    what = np.empty(events, np.int64)
    for k in range(events):
        age = time[k] - born
        chance = np.where(age > 0, weight / fade * np.exp(-np.maximum(age, 0) / fade), 0.0) + 1e-9
        what[k] = np.searchsorted(np.cumsum(chance), rng.random() * chance.sum())
    return Codes(who, what, (time * DAY_US).astype(np.int64))


def planted(
    rng: np.random.Generator, base: Codes, accounts: int, objects: int, share: float, window_us: int
) -> tuple[Codes, np.ndarray]:
    """Return the log with a block of fresh accounts, and their codes.

    Each fresh account acts on each of `objects` targets with chance `share`, at a moment within
    `window_us` of the target's start.
    """
    fresh = base.accounts.max() + 1 + np.arange(accounts)
    targets = rng.choice(base.objects.max() + 1, objects, replace=False)
    start = rng.integers(base.times.min(), base.times.max(), objects)
    who, which = np.nonzero(rng.random((accounts, objects)) < share)
    times = start[which] + rng.integers(0, window_us, which.size)
    return base.with_others(fresh[who], targets[which], times), fresh


def _by_weight(rng: np.random.Generator, nodes: int, events: int, *, exponent: float) -> np.ndarray:
    weight = 1 + rng.pareto(exponent, nodes)
    drawn: np.ndarray = rng.choice(nodes, events, p=weight / weight.sum())
    return drawn
