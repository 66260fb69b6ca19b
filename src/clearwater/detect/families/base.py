"""What every family question has in common: a drafted group goes in, an answer comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from clearwater.detect.base import DetectorSpec, Registry
from clearwater.detect.population import Population


@dataclass(frozen=True)
class Draft:
    """Accounts that may be a group, and what they were drafted for."""

    members: np.ndarray
    """int32, sorted. Account codes."""
    joint: np.ndarray
    """int64, sorted. Rows of the log at which they met: the acts that the draft rests on."""
    window_us: int
    """Microseconds within which they met."""


@dataclass(frozen=True)
class Answer:
    """What a question says of one draft."""

    p_value: np.ndarray
    """float64, one for each account asked. Chance that an account that has nothing to do with the
    group shares with it what this one shares; 1 where it shares nothing."""
    bits: float
    """Of the group as a whole, the price of the search paid; 0 where nothing is shared."""
    figure: str
    """What was seen and what was expected, in words."""
    alike: np.ndarray = field(repr=False)
    """bool, one for each account asked. Whether it shares what the group shares."""


class Ready(Protocol):
    """A question that has seen the log and can be asked about drafts."""

    def ask(self, draft: Draft, accounts: np.ndarray) -> Answer:
        """Return what `accounts` (int32, sorted) share with the members of `draft`."""
        ...


class Question(Protocol):
    """One thing that the members of a group may share. A frozen dataclass of its parameters."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what this question is."""
        ...

    def missing(self, population: Population) -> str | None:
        """Return why it cannot be asked of this log, or None where it can."""
        ...

    def ready(self, population: Population) -> Ready:
        """Return the question, its background counted."""
        ...


QUESTIONS: Registry[Question] = Registry("question")
