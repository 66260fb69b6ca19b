"""Adding up: what a group's families of evidence say together, and what that allows to be claimed.

Bits of families are added: a text, a place and a reaction lag have no common cause by design. Some
have all the same. A class registers in one lesson and sits in one room, so place and life together
are one sign and no claim. Moves or words alone make a group *coordinated*; *likely inauthentic*
needs two families that do not share a cause.

Members come to the same moments more often than choice explains, whatever their habits say. Where
more of them than a household share a device, and nothing explains that they came, that is enough:
a desk whose every order is done when the object appears has no other tell-tale, as quick followers
do the same, but followers do not hold one telephone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.asking import Answers
from clearwater.detect.families.shared_place import DEVICE
from clearwater.detect.group_evidence import GroupEvidence
from clearwater.detect.innocent import EXPLAINS, Explanation
from clearwater.kernels.timing_null import LEAST_EFFECT

COORDINATED = "coordinated"
LIKELY_INAUTHENTIC = "likely inauthentic"
MOVES, PLACE = "moves", "place"
SPEAK_ALONE = frozenset({MOVES, "says"})
"""Families that make a finding without another: who moves or speaks as one was told to."""
SHARED_CAUSE = (frozenset({"place", "life"}),)
"""Families that one innocent cause explains together."""


@dataclass(frozen=True)
class Evidence:
    """Everything that is said of one group."""

    moves: GroupEvidence
    answers: Answers
    """Of the members."""
    tested: tuple[Explanation, ...]
    """Innocent explanations."""

    @property
    def families(self) -> tuple[str, ...]:
        """Return the families that were asked, moves first."""
        return (MOVES, *self.answers.families)

    @property
    def explaining(self) -> tuple[Explanation, ...]:
        """Return the explanations that take evidence away, the one that takes most first."""
        found = [one for one in self.tested if one.outcome == EXPLAINS]
        return tuple(sorted(found, key=lambda one: -sum(map(self.raw_bits, one.takes))))

    @property
    def taken(self) -> frozenset[str]:
        """Return the families whose evidence is explained."""
        return self.explaining[0].takes if self.explaining else frozenset()

    def raw_bits(self, family: str) -> float:
        """Return the bits of one family before explanations, 0 or more."""
        return self.moves.bits if family == MOVES else self.answers.bits(family)

    def bits_of(self, family: str) -> float:
        """Return the bits of one family, 0 or more."""
        return 0.0 if family in self.taken else self.raw_bits(family)

    @property
    def bits(self) -> float:
        """Return the bits of all families together."""
        return sum(self.bits_of(family) for family in self.families)

    @property
    def p_on_devices(self) -> float:
        """Return the p-value of members sharing devices; 1 where something explains their moves."""
        of_place = {s.id: a.bits for s, a in self.answers.by_question if s.family == PLACE}
        if DEVICE.spec.id not in of_place or MOVES in self.taken:
            return 1.0
        return float(min(1.0, len(of_place) * 2.0 ** -of_place[DEVICE.spec.id]))

    def p_of(self, family: str) -> float:
        """Return the p-value of one family; moves need an effect, too, and not only a tail."""
        if family in self.taken:
            return 1.0
        if family != MOVES:
            return min(1.0, float(2.0 ** -self.answers.bits(family)))
        if self.moves.joint_acts < LEAST_EFFECT * self.moves.expected_timing:
            return 1.0
        return float(self.moves.p_value)

    @property
    def share_of_member(self) -> np.ndarray:
        """Return the bits that would be lost without each member, float64, shape (members,)."""
        share = self.moves.share_of_member * (MOVES not in self.taken)
        for family in self.answers.families:
            alike = self._alike(family)
            share += self.bits_of(family) * alike / max(1, int(alike.sum()))
        return share

    def _alike(self, family: str) -> np.ndarray:
        of_family = [a for spec, a in self.answers.by_question if spec.family == family]
        return max(of_family, key=lambda answer: answer.bits).alike


def level_of(strong: tuple[str, ...], *, on_devices: bool = False) -> str | None:
    """Return what strong families allow to be claimed; None where they allow nothing.

    `on_devices` says that members share devices, and that nothing explains their moves: a place
    that is a device is somebody's hand.
    """
    apart = [
        {a, b}
        for n, a in enumerate(strong)
        for b in strong[:n]
        if frozenset({a, b}) not in SHARED_CAUSE
    ]
    if apart:
        return LIKELY_INAUTHENTIC
    alone = SPEAK_ALONE | {PLACE} if on_devices else SPEAK_ALONE
    return COORDINATED if alone & set(strong) else None
