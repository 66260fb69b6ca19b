"""Groups and objects strengthen each other, round by round.

A finding's moments say which objects were pushed. An object whose surge has a crowd alike, and
which no finding explains, says where else to look: at the accounts of that crowd that are alike.
They are a seed and no more. Whether they are a group is asked of each by its own acts on *other*
objects, so that no group is found, or made larger, because its object is suspicious. A new finding
explains its objects, and the next round looks at what is left.

It stops when a round brings no finding that names an account which none named before, and after
three rounds in any case: what was asked must be paid for, so that every round costs the others.
Ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.finding_moments import known_groups, moments_by_key
from clearwater.detect.groups import Seed
from clearwater.detect.layer_scan import LayerScan, Step, with_seeds
from clearwater.detect.linkage import LEAST_ACCOUNTS
from clearwater.detect.pushed.crowds import AskedSurges
from clearwater.detect.pushed.objects import PUSHED, Pushes, pushes

STAGE = "look at crowds of pushed objects"
MOST_ROUNDS = 3
MOST_SEEDS = 50
"""Crowds that are asked in a round, the strongest first."""
EXPLAINED = 0.5
"""A crowd of which this part is in findings is explained by them."""


@dataclass(frozen=True)
class JointPass:
    """Groups and objects as they stand in the end."""

    scan: LayerScan
    pushed: Pushes
    rounds: int
    """Rounds in which crowds of objects were asked; 0 where every one was explained."""


def joint_pass(
    scan: LayerScan, surges: AskedSurges, *, q: float, seed: int, step: Step
) -> JointPass:
    """Return the groups that are left when crowds of pushed objects were looked at, too.

    Parameters
    ----------
    surges
        Of the log of `scan`, their crowds asked.
    q
        Stated false discovery rate, above 0, at most 0.5.
    seed
        Of the replicas.
    """
    found = _rounds(scan, surges, q, seed, step)
    step(STAGE, MOST_ROUNDS, MOST_ROUNDS)
    return found


def _rounds(scan: LayerScan, surges: AskedSurges, q: float, seed: int, step: Step) -> JointPass:
    scan, asked = scan.named(1), set[int]()
    pushed = _pushes(scan, surges)
    for number in range(MOST_ROUNDS):
        step(STAGE, number, MOST_ROUNDS)
        crowds = [n for n in _unexplained(scan, pushed, q) if n not in asked][:MOST_SEEDS]
        if not crowds:
            return JointPass(scan, pushed, number)
        asked.update(crowds)
        known = _accounts(scan)
        seeds = [_seed(scan, surges, surge) for surge in crowds]
        scan = with_seeds(scan, seeds, q=q, seed=seed).named(1)
        pushed = _pushes(scan, surges)
        if not _accounts(scan) - known:
            return JointPass(scan, pushed, number + 1)
    return JointPass(scan, pushed, MOST_ROUNDS)


def _pushes(scan: LayerScan, surges: AskedSurges) -> Pushes:
    findings = scan.findings
    return pushes(scan.log, surges, known_groups(findings), moments_by_key(findings))


def _accounts(scan: LayerScan) -> set[int]:
    return {account for one in scan.findings for account in one.group.members.tolist()}


def _unexplained(scan: LayerScan, pushed: Pushes, q: float) -> list[int]:
    """Return the surges of pushed objects whose crowd no finding explains, strongest first."""
    named = np.array(sorted(_accounts(scan)), np.int32)
    found = []
    for one in pushed.objects:
        surge = one.surge
        if surge is None or surge not in pushed.asked.answers or one.level(q) != PUSHED:
            continue
        alike = _alike(pushed.asked, surge)
        if alike.size >= LEAST_ACCOUNTS and np.isin(alike, named).mean() < EXPLAINED:
            found.append(surge)
    return found


def _seed(scan: LayerScan, surges: AskedSurges, surge: int) -> Seed:
    """Return the accounts of a crowd that are alike; their own object will prove nothing."""
    object_ = scan.log.object_of_key[surges.surges.key[[surge]]]
    return Seed(_alike(surges, surge), object_)


def _alike(asked: AskedSurges, surge: int) -> np.ndarray:
    """Return the accounts of a crowd that share what speaks of it."""
    answers, members = asked.answers[surge], asked.crowds[surge].members
    alike = np.zeros(members.size, bool)
    for _, answer in answers.by_question:
        if answer.bits > 0.0:
            alike |= answer.alike
    return members[alike]
