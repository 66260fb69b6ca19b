"""What innocent explanations are tested on, and what a test says."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from clearwater.detect.asking import Answers
from clearwater.detect.families import Draft
from clearwater.detect.families.shared_place import ReadyPlace
from clearwater.detect.group_evidence import GroupEvidence
from clearwater.detect.groups import Group
from clearwater.detect.population import Population

RULED_OUT = "ruled out"
NOT_RULED_OUT = "not ruled out"
NOT_TESTED = "not tested"
EXPLAINS = "explains it"


@dataclass(frozen=True)
class Case:
    """One group with everything that was found out about it."""

    group: Group
    moves: GroupEvidence
    answers: Answers
    population: Population
    places: dict[str, ReadyPlace] = field(repr=False)
    """The questions about places that could be asked, by name."""

    @property
    def draft(self) -> Draft:
        """Return the members and their joint acts."""
        return self.group.draft


@dataclass(frozen=True)
class Explanation:
    """One innocent explanation of one group."""

    name: str
    outcome: str
    """RULED_OUT, NOT_RULED_OUT, NOT_TESTED, or EXPLAINS where it takes evidence away."""
    reason: str
    """The figure it rests on, in words."""
    takes: frozenset[str] = frozenset()
    """Families whose evidence it takes away."""


def occasions_of(group: Group, gap_us: int) -> int:
    """Return how many times the group met, moments closer than `gap_us` counted as one."""
    count, last = 0, None
    for at in np.sort(group.moments.first).tolist():
        if last is None or at - last >= gap_us:
            count, last = count + 1, at
    return count
