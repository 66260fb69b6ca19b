"""The course of an object: who came first, and when the crowd took over.

A topic that a gang lights is carried by people who know nothing of it. So the first accounts are
counted apart, and the crowd that took over is said to be the crowd: nobody in it is suspected for
having come.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FIRST = 10
"""Accounts that light an object."""


@dataclass(frozen=True)
class Course:
    """How an object went from a group to a crowd."""

    lit_by: float
    """Share of members among the first accounts, 0..1."""
    crowd_from: int | None
    """Microseconds. When the crowd was as large as the group, to stay so; None if it never was."""
    crowd: int
    """Accounts outside the group, all in all."""


def course_of(time: np.ndarray, member: np.ndarray) -> Course:
    """Return the course of an object.

    Parameters
    ----------
    time
        int64, ascending, shape (accounts,). First act of each account on the object.
    member
        bool, shape (accounts,). Whether the account is of a group.
    """
    if time.size == 0:
        return Course(0.0, None, 0)
    lead = np.cumsum(np.where(member, 1, -1))
    behind = np.flatnonzero(lead > 0)
    after = int(behind[-1]) + 1 if behind.size else 0
    return Course(
        lit_by=float(member[:FIRST].mean()),
        crowd_from=int(time[after]) if after < time.size else None,
        crowd=int(np.count_nonzero(~member)),
    )
