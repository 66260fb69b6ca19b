"""Lessons, shifts, meetings: a group that meets in the same few hours of every week.

The timing null knows the clock of each account; this asks the group. Pupils whose accounts are for
school only have no other life in the log to be told apart by, but they meet in three or five hours
of the week, again and again. Orders come when customers give them.
"""

from __future__ import annotations

import numpy as np

from clearwater.detect.innocent.base import EXPLAINS, NOT_RULED_OUT, RULED_OUT, Case, Explanation
from clearwater.detect.pair_evidence import LEAST_GAP_US

NAME = "lessons or meetings at fixed hours"
LEAST_OCCASIONS = 6
MOST_HOURS = 20
"""Hours of the week that a timetable of one group fills, at most."""
AGAIN = 2.0
"""Occasions for each of these hours, at least."""
HOUR_US = 3_600_000_000
WEEK_H = 168


def timetable(case: Case) -> Explanation:
    """Return whether the group met by a timetable."""
    occasions = _occasions(np.sort(case.group.moments.first))
    # To the nearest hour: a lesson that begins at ten to ten is the same as one at five past.
    hours = np.unique((occasions + HOUR_US // 2) // HOUR_US % WEEK_H).size
    reason = f"{occasions.size} occasions in {hours} hours of the week"
    if occasions.size < LEAST_OCCASIONS:
        return Explanation(NAME, NOT_RULED_OUT, f"{reason}: too few to tell")
    if hours <= MOST_HOURS and occasions.size >= AGAIN * hours:
        return Explanation(NAME, EXPLAINS, reason, frozenset({"moves"}))
    return Explanation(NAME, RULED_OUT, reason)


def _occasions(first_us: np.ndarray) -> np.ndarray:
    """Return when each occasion began; moments less than an hour apart are one."""
    if first_us.size == 0:
        return first_us
    new = np.concatenate([[True], np.diff(first_us) >= LEAST_GAP_US])
    begun: np.ndarray = first_us[new]
    return begun
