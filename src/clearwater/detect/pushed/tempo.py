"""The tempo of a kind of act: how its objects age, and the clock of the platform.

An object's acts are expected at its own rate times its age's share times the hour's. The age curve
is pooled over all objects of a log, each counting alike; the clock is the log's own hours of the
day and its days. Both are rough on purpose: they say what kind of thing this is, and how an object
differs from its kind is left to its own history. Ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.kernels.surge_windows import acts_by_age

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
EDGES_US = np.array(
    [
        *(0, 10 * MINUTE_US, HOUR_US, 3 * HOUR_US, 6 * HOUR_US, 12 * HOUR_US),
        *(DAY_US, 2 * DAY_US, 4 * DAY_US, 8 * DAY_US, 16 * DAY_US, 32 * DAY_US, 64 * DAY_US),
        *(128 * DAY_US, 1 << 62),
    ],
    np.int64,
)
"""Ages between which the rate of acts is taken as even, microseconds."""
PRIOR_ACTS = 3.0
"""Acts at the mean rate that are added at each age, so that a short log has no ages without any."""


@dataclass(frozen=True)
class Clock:
    """When the platform is busy; its mean over the log is 1."""

    until: np.ndarray
    """float64, shape (hours + 1,). Integral from `origin`, in microseconds of a mean hour."""
    origin: int
    """Microseconds since 1970-01-01 UTC, a whole hour."""

    @classmethod
    def of(cls, time: np.ndarray) -> Clock:
        """Return the clock of a log with events at these times, int64 microseconds, at least one.

        Hours of the day times days: the hour in which something happened is not its own reason.
        """
        origin = int(time.min()) // HOUR_US * HOUR_US
        hours = int(time.max() - origin) // HOUR_US + 1
        count = np.bincount((time - origin) // HOUR_US, minlength=hours).astype(np.float64)
        hour = (origin // HOUR_US + np.arange(hours)) % 24
        day = (np.arange(hours) + origin // HOUR_US % 24) // 24
        of_hour, of_day = _rates(hour, count), _rates(day, count)
        rate = of_hour[hour] * of_day[day]
        rate *= hours / rate.sum()
        return cls(np.concatenate([[0.0], np.cumsum(rate)]) * HOUR_US, origin)


def _rates(group: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Return events an hour of each group of hours, relative to all, one event added for each."""
    total = np.bincount(group, weights=count)
    hours = np.bincount(group)
    mean = count.mean()
    rates: np.ndarray = (total + mean) / (hours + 1.0) / mean
    return rates


@dataclass(frozen=True)
class Tempo:
    """Age curve of one kind of act, on a clock."""

    clock: Clock
    curve: np.ndarray
    """float64, shape (ages,). Rate at each age, relative to the mean."""

    @classmethod
    def of(
        cls, clock: Clock, starts: np.ndarray, time: np.ndarray, born: np.ndarray, until: int
    ) -> Tempo:
        """Return the tempo of objects; arrays as in `clearwater.kernels.surge_windows`."""
        ages = EDGES_US.size - 1
        acts, passed = np.zeros(ages), np.zeros(ages)
        acts_by_age(
            starts, time, born, until, EDGES_US, clock.until, clock.origin, HOUR_US, acts, passed
        )
        mean = acts.sum() / max(passed.sum(), 1.0)
        if mean == 0.0:
            return cls(clock, np.ones(ages))
        return cls(clock, (acts + PRIOR_ACTS) / (passed + PRIOR_ACTS / mean) / mean)
