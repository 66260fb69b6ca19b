"""Pushed objects: what a surge, its crowd and the groups say together of one object.

An object is said to be pushed for one of two reasons. A group whose finding stands acted on it
together. Or it had a surge, *and* the surge's crowd shares what an honest crowd does not: more
accounts on a device than a household has, changed faster than people change seats, or two kinds of
likeness without a common cause. One kind alone is not enough: a class sits at one address, a
petition has one text. So the weaker of surge and crowd counts, and a surge alone is never a
finding.

It is said of an object and never of its owner or of whoever is in the crowd: those who want to
frame a rival, or to hide among others, push what is not theirs. Ours; tell-tales as in Chinese
platforms' notices (surge in a short time, samples alike, addresses concentrated).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from clearwater.detect.asking import Answers
from clearwater.detect.evidence import SHARED_CAUSE
from clearwater.detect.families.shared_place import DEVICE
from clearwater.detect.pushed.crowds import AskedSurges, Crowd
from clearwater.detect.pushed.surges import Surges
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.kernels.evidence_bits import poisson_bits
from clearwater.kernels.tails import FLOOR

PUSHED, SURGE = "pushed", "surge only"
LEAST_MEMBERS = 3
"""Members of one group at a surge; fewer are chance."""
WAYS = 2.0
"""Ways in which a crowd can be alike: on devices, or in two kinds at once."""


@dataclass(frozen=True)
class GroupMoment:
    """What one finding did to one key of the log, all its moments there together."""

    finding: str
    bits: float
    q_value: float
    """Of the finding."""
    members: int
    start: int
    """Microseconds."""
    end: int


@dataclass(frozen=True)
class KnownGroup:
    """A finding that stands."""

    finding: str
    members: np.ndarray
    """int32. Account codes."""
    q_value: float


@dataclass(frozen=True)
class PushedObject:
    """One key with a surge, or with moments of groups, and everything that is said of it."""

    key: int
    surge: int | None
    """Which of the surges is its strongest, or None."""
    crowd_p: float
    """Of the likeness of that surge's crowd; 1 where nothing speaks or nobody asked."""
    groups: tuple[GroupMoment, ...]
    bits: float
    q_value: float

    def level(self, q: float) -> str:
        """Return what may be said at a false discovery rate."""
        return PUSHED if self.q_value <= q else SURGE


@dataclass(frozen=True)
class Pushes:
    """Everything about the objects of a log."""

    asked: AskedSurges
    objects: list[PushedObject]
    """Strongest first."""


def pushes(
    log: CodedLog,
    asked: AskedSurges,
    groups: Sequence[KnownGroup],
    moments: Mapping[int, list[GroupMoment]],
) -> Pushes:
    """Return the objects with surges or group moments, strongest first.

    Parameters
    ----------
    asked
        The surges of `log`, and what their crowds share.
    groups
        Findings that stand.
    moments
        Moments at which their members met, by key of the log.
    """
    crowd_p = np.array(
        [
            _likeness(asked.answers.get(n), one_hand=n in asked.one_hand)
            for n in range(asked.surges.size)
        ]
    )
    there = members_there(log, asked.surges, asked.crowds, groups, moments)
    return Pushes(asked, _objects(asked.surges, crowd_p, there, log.keys))


def _likeness(answers: Answers | None, *, one_hand: bool) -> float:
    """Return the p-value of a crowd's likeness: on devices, or of two kinds at once."""
    if answers is None:
        return 1.0
    devices = [a.bits for spec, a in answers.by_question if spec.id == DEVICE.spec.id and one_hand]
    bits = {family: answers.bits(family) for family in answers.families}
    pairs = [
        min(bits[a], bits[b])
        for a, b in combinations(sorted(bits), 2)
        if frozenset({a, b}) not in SHARED_CAUSE
    ]
    return float(min(1.0, WAYS * 2.0 ** -max([0.0, *devices, *pairs])))


def members_there(
    log: CodedLog,
    found: Surges,
    crowds: list[Crowd],
    groups: Sequence[KnownGroup],
    moments: Mapping[int, list[GroupMoment]],
) -> dict[int, list[GroupMoment]]:
    """Return the moments, and the surges to which more members came than their activity explains.

    Whom a group's own moments left out is not asked again: a member too many at a surge says
    something about the object and nothing about accounts.
    """
    there = {key: list(own) for key, own in moments.items()}
    group_of = np.full(log.accounts, -1, np.int64)
    for number, group in enumerate(groups):
        group_of[group.members] = number
    acts = np.bincount(group_of[log.actor] + 1, minlength=len(groups) + 1)
    share = acts[1:] / max(1, log.events)
    price = np.log2(max(1, found.size * len(groups)))
    for number, crowd in enumerate(crowds):
        key = int(found.key[number])
        count = np.bincount(group_of[crowd.members] + 1, minlength=len(groups) + 1)[1:]
        known = {one.finding for one in there.get(key, [])}
        for g in np.flatnonzero(count >= LEAST_MEMBERS).tolist():
            bits = poisson_bits(float(crowd.members.size * share[g]), int(count[g])) - price
            bits = min(bits, -float(np.log2(max(found.p_value[number], FLOOR))))
            if bits > 0.0 and groups[g].finding not in known:
                q = max(groups[g].q_value, float(2.0**-bits))
                times = int(found.start[number]), int(found.end[number])
                there.setdefault(key, []).append(
                    GroupMoment(groups[g].finding, bits, q, int(count[g]), *times)
                )
    return there


def _objects(
    found: Surges, crowd_p: np.ndarray, groups: Mapping[int, list[GroupMoment]], keys: int
) -> list[PushedObject]:
    best = _strongest(found, np.maximum(found.p_value, crowd_p))
    named = sorted({*best, *groups})
    p = np.array([_both(found, crowd_p, best.get(key)) for key in named])
    q = q_values(p, max(1, keys)) if p.size else p
    objects = []
    for key, own_p, own_q in zip(named, p.tolist(), q.tolist(), strict=True):
        moments = tuple(sorted(groups.get(key, []), key=lambda one: (-one.bits, one.finding)))
        surge = best.get(key)
        bits = -np.log2(max(own_p, FLOOR)) + sum(one.bits for one in moments)
        objects.append(
            PushedObject(
                key,
                surge,
                1.0 if surge is None else float(crowd_p[surge]),
                moments,
                float(bits),
                float(min([own_q, *(one.q_value for one in moments)])),
            )
        )
    return sorted(objects, key=lambda one: (-one.bits, one.key))


def _strongest(found: Surges, p: np.ndarray) -> dict[int, int]:
    """Return the surge of each key that says most, by what both halves say, then by itself."""
    order = np.lexsort((found.start, found.p_value, p, found.key))
    best: dict[int, int] = {}
    for number in order.tolist():
        best.setdefault(int(found.key[number]), number)
    return best


def _both(found: Surges, crowd_p: np.ndarray, surge: int | None) -> float:
    """Return the larger p of surge and crowd, the choice among the surges of a key paid for."""
    if surge is None:
        return 1.0
    moments = int((found.key == found.key[surge]).sum())
    return float(min(1.0, max(found.p_value[surge], moments * crowd_p[surge])))
