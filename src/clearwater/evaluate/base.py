"""What every method that is measured has in common: a log goes in, a judgement comes out.

Clearwater, the peers' toolkits, published baselines and simple rules are all asked through this
door, so that one protocol measures them and none can see more than the others: no method is ever
handed the truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LogToJudge:
    """What a method may look at: the tables of a log, and nothing about who was planted."""

    events: pa.Table = field(repr=False)
    """Canonical events (actor, action, object, time, and what else the log has)."""
    objects: pa.Table | None = field(default=None, repr=False)
    """object, created, where the log has creation times."""
    accounts: pa.Table | None = field(default=None, repr=False)
    """actor, created, where the log has them."""


@dataclass(frozen=True)
class Judgement:
    """What one method says about one log."""

    scores: Mapping[str, float] = field(repr=False)
    """Score of each account that has any evidence, higher = more suspicious; others have none and
    rank below all of these."""
    groups: Mapping[str, str] = field(repr=False)
    """Group of each account that the method flags at its own stated settings. A method without
    groups puts everybody whom it flags into groups by its own rule (such as: one device)."""

    @property
    def flagged(self) -> frozenset[str]:
        """The accounts that somebody who follows the method would act upon."""
        return frozenset(self.groups)

    def score_of(self, accounts: list[str]) -> Floats:
        """Return the score of each of `accounts`; one step below the lowest where there is none."""
        lowest = min(self.scores.values(), default=0.0) - 1.0
        return np.array([self.scores.get(account, lowest) for account in accounts], dtype=float)


class Method(Protocol):
    """One way of telling who moves together."""

    @property
    def name(self) -> str:
        """As it stands in tables, such as ``same second, 3 or more``."""
        ...

    @property
    def settings(self) -> str:
        """The settings it is asked with and where they come from, one sentence."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns of events without which it cannot be asked, besides the required four."""
        ...

    def judge(self, log: LogToJudge) -> Judgement:
        """Return what it says; the same log in any order of rows gives the same judgement."""
        ...
