"""How strong the evidence of a group is as a whole, in bits, and what each step adds or takes away.

At each moment somebody has to come first, so a moment with k members is k - 1 joint acts. Two
questions are asked of their sum, as of pairs:

* choice: the Poisson tail at the mean that the members' rates and the crowds of the moments give;
* timing: the tail of the sum of unequal trials, each with the chance that the member's own habits
  give (Chernoff's bound, which is never smaller than the tail).

The smaller amount of bits counts, less log2 of the number of hypotheses that were looked at. The
p-value of moves is not taken from these: it comes from replicas, in which every member's trials are
drawn anew from its own habits and the same sum is taken. What the members share besides is added
elsewhere (`evidence`). Ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from clearwater.detect.groups import Group
from clearwater.kernels.evidence_bits import poisson_bits

REPLICAS = 999
_LN2 = math.log(2.0)


@dataclass(frozen=True)
class GroupEvidence:
    """The evidence of one group. All amounts in bits."""

    joint_acts: int
    """Acts of members at moments, less one for each moment."""
    expected_choice: float
    """Mean of the same by the members' rates and the crowds of the moments."""
    expected_timing: float
    """Mean of the same by the members' own habits, given what they came near."""
    tried: int
    """Trials: times a member came near a moment at all."""
    choice_bits: float
    timing_bits: float
    search_bits: float
    """Price of having looked at so many pairs and windows."""
    p_value: float
    """From replicas; at least 1 / (REPLICAS + 1)."""
    share_of_member: np.ndarray
    """float64, shape (members,). Bits that would be lost without this member."""

    @property
    def bits(self) -> float:
        """Return the bits that count, never below 0."""
        return max(0.0, min(self.choice_bits, self.timing_bits) - self.search_bits)


def group_evidence(group: Group, hypotheses: int, seed: int) -> GroupEvidence:
    """Return the evidence of `group`.

    Parameters
    ----------
    hypotheses : int
        Number of pairs that could have met, times the number of windows.
    seed : int
        Of the replicas.
    """
    asked = group.asked
    mine = np.isin(asked.account[asked.trial_account], group.members)
    moment, chance = asked.trial_moment[mine], np.minimum(asked.trial_chance[mine], 1.0 - 1e-12)
    hit = asked.trial_hit[mine]
    member = np.searchsorted(group.members, asked.account[asked.trial_account[mine]])
    most = np.maximum(group.moments.members - 1, 0)
    joint = _joint_acts(moment, hit, most)
    rows = np.searchsorted(asked.account, group.members)
    expected = float(asked.expected[rows].sum())
    bound, tilt = _chernoff_bits(chance, joint)
    own = _tilted_bits(chance, hit, tilt)
    share = np.bincount(member, weights=own, minlength=group.members.size)
    return GroupEvidence(
        joint_acts=joint,
        expected_choice=expected,
        expected_timing=float(chance.sum()),
        tried=int(mine.sum()),
        choice_bits=poisson_bits(expected, joint),
        timing_bits=bound,
        search_bits=math.log2(max(2, hypotheses)),
        p_value=_replica_p(moment, chance, joint, most, seed),
        share_of_member=np.maximum(0.0, share),
    )


def _joint_acts(moment: np.ndarray, hit: np.ndarray, most: np.ndarray) -> int:
    """Return the hits; who came first made none, and of several who did, one did not, either."""
    present = np.bincount(moment[hit], minlength=most.size)
    return int(np.minimum(present, most).sum())


def _chernoff_bits(chance: np.ndarray, x: int) -> tuple[float, float]:
    """Return bits of Chernoff's bound on P(sum of trials >= x), and the tilt that reaches it."""
    if x <= chance.sum() or x == 0:
        return 0.0, 0.0

    def negative(tilt: float) -> float:
        return float(np.log1p(chance * np.expm1(tilt)).sum() - tilt * x)

    found = minimize_scalar(negative, bounds=(0.0, 30.0), method="bounded")
    return max(0.0, -float(found.fun)) / _LN2, float(found.x)


def _tilted_bits(chance: np.ndarray, hit: np.ndarray, tilt: float) -> np.ndarray:
    """Return what each trial adds to the bound at a fixed tilt; their sum is the bound."""
    bits: np.ndarray = (tilt * hit - np.log1p(chance * np.expm1(tilt))) / _LN2
    return bits


def _replica_p(
    moment: np.ndarray, chance: np.ndarray, joint: int, most: np.ndarray, seed: int
) -> float:
    """Return the share of replicas, the log itself included, with as many joint acts."""
    generator = np.random.default_rng([seed, most.size, joint])
    reached = 1
    for _ in range(REPLICAS):
        drawn = generator.random(chance.size) < chance
        reached += _joint_acts(moment, drawn, most) >= joint
    return reached / (REPLICAS + 1)
