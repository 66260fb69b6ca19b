"""Followed to order: members of a group that follows together, and who follow alike apart from it.

Follows that the members did together made the group. Measured again they would say the same thing
twice, so they are left out, draft by draft: what is asked is whom the members follow besides, and
in which order. Only a group that follows together is asked; what fans of one scene follow says
nothing of a group that was drafted for likes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.families.base import QUESTIONS, Answer, Draft
from clearwater.detect.families.standing import (
    LEAST_MEMBERS,
    ReadyStanding,
    events_of_rows,
    without_action,
)
from clearwater.detect.follows.follow_order import FollowOrder
from clearwater.detect.follows.follower_synchrony import FollowerSynchrony
from clearwater.detect.measure import Measure
from clearwater.detect.population import Population
from clearwater.engine.coded_log import CodedLog

FOLLOW = "follow"
PART = 0.2
"""Share of the joint acts from which a group is said to follow together, as for signatures."""


@dataclass(frozen=True)
class FollowsBesides:
    """One measure of follows, asked about groups that follow together."""

    of: Measure[EventArrays]
    fewest: int
    """Follows without which the measure says nothing of an account."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what the measure is."""
        return self.of.spec

    def missing(self, population: Population) -> str | None:
        """Return why it cannot be asked, or None."""
        return without_action(population.log, (FOLLOW,))

    def ready(self, population: Population) -> ReadyFollows:
        """Return the question with all follows found."""
        log = population.log
        follow = np.flatnonzero(_follows(log)[log.key])
        return ReadyFollows(self.of, self.fewest, log, follow, births(log))


@dataclass(frozen=True)
class ReadyFollows:
    """The follows of a log."""

    of: Measure[EventArrays]
    fewest: int
    log: CodedLog
    follow: np.ndarray
    """int64, ascending. Rows that follow."""
    births: np.ndarray
    """int64, ascending. See the function."""

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        """Return who follows as the members do, joint follows left out."""
        joint = np.intersect1d(draft.joint, self.follow, assume_unique=True)
        if joint.size == 0 or joint.size < PART * draft.joint.size:
            return _nothing(
                accounts.size,
                f"not asked: {joint.size:,} of {draft.joint.size:,} joint acts are follows",
            )
        besides = np.setdiff1d(self.follow, joint, assume_unique=True)
        # Most groups follow nothing of their own, and a measure of all follows is dear.
        own = np.bincount(self.log.actor[besides], minlength=self.log.accounts)[draft.members]
        able = int((own >= self.fewest).sum())
        if able < LEAST_MEMBERS:
            return _nothing(
                accounts.size,
                f"{able} members follow {self.fewest} or more besides what they followed together",
            )
        events = events_of_rows(self.log, np.union1d(besides, self.births))
        return ReadyStanding(self.of.spec.id, self.of.measure(events)).ask(draft, accounts)


def births(log: CodedLog) -> np.ndarray:
    """Return the first row of each object, if it is no follow, int64, ascending.

    With the follows these tell in which order objects appeared, which everybody could see.
    """
    first = log.starts[:-1]
    order = np.lexsort((first, log.time[first], log.object_of_key))
    object_ = log.object_of_key[order]
    earliest = order[np.diff(object_, prepend=-1) != 0]
    return np.sort(first[earliest[~_follows(log)[earliest]]])


def _follows(log: CodedLog) -> np.ndarray:
    """Return which keys are follows, bool, shape (keys,)."""
    found: np.ndarray = log.key_action.to_numpy(zero_copy_only=False) == FOLLOW
    return found


def _nothing(accounts: int, figure: str) -> Answer:
    return Answer(np.ones(accounts), 0.0, figure, np.zeros(accounts, bool))


_ORDER, _SYNCHRONY = FollowOrder(), FollowerSynchrony()
QUESTIONS.register(FollowsBesides(_ORDER, _ORDER.fewest_shared))
QUESTIONS.register(FollowsBesides(_SYNCHRONY, _SYNCHRONY.fewest_followees))
