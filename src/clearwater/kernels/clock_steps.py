"""How finely clocks were read: whole seconds, minutes, hours or days.

A creation time that was cut to the day is not when the object appeared: every lag that is counted
from it is off by up to a day, by another amount for each object, and a crowd that reacts promptly
looks like a rare coincidence. (Fan clubs of 80 with reactions of seconds to minutes: all 80 accused
where creation was given by the day, nobody where it was given by the second or withheld.) So a
coarse creation time is trusted only for windows at least as long as its step.

Acts cut to the minute bring the same fault from the other side, unless creation is cut alike. Ours.
"""

from __future__ import annotations

import numpy as np

from clearwater.kernels.appearance import UNKNOWN

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ENOUGH = 20
"""Times that must agree before a step is believed; fewer agree by chance."""
LEAST_SHARE = ((MINUTE, 0.05), (HOUR, 0.05), (DAY, 0.25))
"""Share of creation times that must agree, at each step of those that agreed at the step before:
three times what chance puts on one second or minute of sixty; of the hours the busy ones have more.
"""


def clock_step(time: np.ndarray) -> int:
    """Return the step, microseconds, of the clock that all these times were read from.

    One of day, hour, minute and second, or 1 where they are finer, or too few to tell.
    """
    if time.size < ENOUGH:
        return 1
    for step in (DAY, HOUR, MINUTE, SECOND):
        if int(np.ptp(time % step)) == 0:
            return step
    return 1


def creation_steps(created: np.ndarray) -> np.ndarray:
    """Return the step, microseconds, of each creation time: day, hour, minute, or 1 where finer.

    Creation times of one log may come from several clocks. Those that share one time of the day
    (or minute of the hour, or second of the minute) more often than chance are taken to be cut;
    the time need not be midnight, for days begin elsewhere at other hours.

    Parameters
    ----------
    created : int64 array, shape (keys,)
        Microseconds, or UNKNOWN.
    """
    steps = np.ones(created.size, np.int64)
    alike = np.flatnonzero(created != UNKNOWN)
    for step, share in LEAST_SHARE:
        if alike.size < 2:
            break
        rest = created[alike] % step
        _, number, count = np.unique(rest, return_inverse=True, return_counts=True)
        cut = count >= max(min(ENOUGH, alike.size), share * alike.size)
        alike = alike[cut[number]]
        steps[alike] = step
    return steps


def read_alike(created: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Return the creation times as the clock of the acts would have recorded them."""
    step = clock_step(time)
    since = (created - int(time[0]) % step) % step
    return np.where(created != UNKNOWN, created - since, created)
