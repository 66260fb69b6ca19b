"""What the nulls need to know of a log as a whole: its rates, and when its objects appeared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.account_view import Rates, rates
from clearwater.kernels.appearance import UNKNOWN, Appearance, appearance
from clearwater.kernels.clock_steps import clock_step, creation_steps, read_alike
from clearwater.kernels.ordering import strict_order
from clearwater.kernels.touches import touches_of


@dataclass(frozen=True)
class _ByObject:
    """The log in (object, time) order, whatever was done; the log itself where one thing is."""

    starts: np.ndarray
    actor: np.ndarray
    time: np.ndarray

    @classmethod
    def of(cls, log: CodedLog) -> _ByObject:
        if log.keys == log.objects:
            return cls(log.starts, log.actor, log.time)
        object_ = log.object_of_key[log.key]
        columns = (object_, log.time.copy(), log.actor.copy(), log.objects, log.accounts)
        ordered = strict_order(*columns, with_order=False)
        return cls(ordered.starts, ordered.actor, ordered.time)


@dataclass(frozen=True)
class Background:
    """What the nulls need to know of a log."""

    rates: Rates
    appearances: tuple[tuple[int, Appearance], ...]
    """(shortest window it is for, when objects appeared), ascending; the first is for any."""
    activity: np.ndarray
    """int64, shape (accounts,). Events of each account."""
    by_object: _ByObject
    coarse: int
    """Objects whose creation time is too coarse for some window, and is guessed there instead."""

    def appearance(self, window_us: int) -> Appearance:
        """Return when the objects appeared, as finely as is needed at this window."""
        return [one for shortest, one in self.appearances if shortest <= window_us][-1]

    def touches(self, window_us: int) -> np.ndarray:
        """Return float64, shape (accounts,): touches of each account at this window."""
        log = self.by_object
        found: np.ndarray = touches_of(
            log.starts, log.actor, log.time, window_us, self.activity.size
        )
        return found


def background(log: CodedLog) -> Background:
    """Return the rates and appearances of `log`."""
    created = read_alike(log.created, log.time)
    steps = creation_steps(created)
    steps[steps <= clock_step(log.time)] = 1  # the acts are no finer, so nothing is lost
    merged = _ByObject.of(log)
    appearances = [
        (
            shortest,
            appearance(
                merged.actor,
                merged.time,
                merged.starts,
                np.where(steps <= shortest, created, UNKNOWN),
            ),
        )
        for shortest in np.unique(np.append(steps, 1)).tolist()
    ]
    return Background(
        rates(log.time),
        tuple(appearances),
        np.bincount(log.actor, minlength=log.accounts),
        merged,
        coarse=int((steps > 1).sum()),
    )
