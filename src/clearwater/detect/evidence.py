"""Adding up: what a group's families of evidence say together, and what that allows to be claimed.

Bits of families are added: a text, a place and a reaction lag have no common cause by design. Some
have all the same. A class registers in one lesson and sits in one room, so place and life together
are one sign and no claim. Moves or words alone make a group *coordinated*; *likely inauthentic*
needs two families that do not share a cause. Where the members may be an office, whose people click
on what one of them sends round, their room is why they come as well as where they are.

Members come to the same moments more often than choice explains, whatever their habits say. Where
more of them than a household share a device, closer in time than people can change seats, and
nothing explains that they came, that is enough: a desk whose every order is done when the object
appears has no other tell-tale, as quick followers do the same, but followers do not hold one
telephone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.asking import Answers
from clearwater.detect.base import DetectorSpec
from clearwater.detect.families import Answer
from clearwater.detect.families.shared_place import DEVICE
from clearwater.detect.group_evidence import GroupEvidence
from clearwater.detect.innocent import EXPLAINS, NOT_RULED_OUT, RULED_OUT, Explanation
from clearwater.detect.innocent.public_device import NAME as PUBLIC_DEVICE
from clearwater.detect.innocent.shared_site import NAME as OFFICE
from clearwater.kernels.timing_null import LEAST_EFFECT

COORDINATED = "coordinated"
LIKELY_INAUTHENTIC = "likely inauthentic"
MOVES, PLACE = "moves", "place"
SPEAK_ALONE = frozenset({MOVES, "says"})
"""Families that make a finding without another: who moves or speaks as one was told to."""
SHARED_CAUSE = (frozenset({"place", "life"}),)
"""Families that one innocent cause explains together."""
ONE_ROOM = frozenset({MOVES, PLACE})
"""These as well where the members may be an office: to be in a room is why they come, and where."""

Asked = tuple[DetectorSpec, Answer]


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
        """Return the p-value of members sharing devices as one hand does.

        1 where something explains their moves, or where people may have taken turns.
        """
        of_place = {spec.id: answer.bits for spec, answer in self.asked_of(PLACE)}
        if DEVICE.spec.id not in of_place or MOVES in self.taken or not self._one_hand:
            return 1.0
        return float(min(1.0, len(of_place) * 2.0 ** -of_place[DEVICE.spec.id]))

    @property
    def _one_hand(self) -> bool:
        return any(one.name == PUBLIC_DEVICE and one.outcome == RULED_OUT for one in self.tested)

    @property
    def may_be_an_office(self) -> bool:
        """Say whether a common room may be why the members come."""
        return any(one.name == OFFICE and one.outcome == NOT_RULED_OUT for one in self.tested)

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

    def asked_of(self, family: str) -> list[Asked]:
        """Return the questions of one family and what they say of the members."""
        return [asked for asked in self.answers.by_question if asked[0].family == family]

    def _alike(self, family: str) -> np.ndarray:
        return max((answer for _, answer in self.asked_of(family)), key=lambda a: a.bits).alike


def level_of(
    strong: tuple[str, ...], *, on_devices: bool = False, office: bool = False
) -> str | None:
    """Return what strong families allow to be claimed; None where they allow nothing.

    `on_devices` says that members share devices as one hand does, and that nothing explains their
    moves: a place that is such a device is somebody's hand. `office` says that a common room may be
    why the members come.
    """
    shared = (*SHARED_CAUSE, ONE_ROOM) if office and not on_devices else SHARED_CAUSE
    apart = [
        {a, b} for n, a in enumerate(strong) for b in strong[:n] if frozenset({a, b}) not in shared
    ]
    if apart:
        return LIKELY_INAUTHENTIC
    return COORDINATED if _speaking(strong, on_devices=on_devices) else None


def bearing(strong: tuple[str, ...], *, on_devices: bool, office: bool = False) -> tuple[str, ...]:
    """Return the families that the claim of `level_of` rests on, in their order."""
    if level_of(strong, on_devices=on_devices, office=office) == COORDINATED:
        return _speaking(strong, on_devices=on_devices)
    return strong


def _speaking(strong: tuple[str, ...], *, on_devices: bool) -> tuple[str, ...]:
    alone = SPEAK_ALONE | {PLACE} if on_devices else SPEAK_ALONE
    return tuple(family for family in strong if family in alone)
