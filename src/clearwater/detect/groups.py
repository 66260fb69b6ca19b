"""Groups: seeds from pairs and blocks, members by their own evidence, fragments joined.

A seed is only where to look. Who belongs is asked of every account anew, against the moments of the
others (`membership`), twice: the second pass builds the moments from the members of the first, so
that neither a missing nor a stray seed account decides. A group is never made larger by anything
but an account's own q-value.

Two things must be said of a member. It was there more often than its activity explains (choice);
and there is a sign that this was no shared interest: it came when its own habits would not have
brought it (timing), or it shares with the others what people who share an interest do not share
(`families`: a place, a text, a birthday). Several weak signs count together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from clearwater.detect.asking import Asking
from clearwater.detect.background import Background
from clearwater.detect.blocks.seekers import block_groups
from clearwater.detect.families import Draft
from clearwater.detect.linkage import LEAST_ACCOUNTS, seed_groups
from clearwater.detect.membership import Membership, membership
from clearwater.detect.moments import NOTHING, Moments, moments_of
from clearwater.detect.pair_evidence import PairEvidence
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.kernels.evidence_bits import combined

PASSES = 2
NEARLY_ALL = 0.95
"""A narrower window that names this part of the members tells a reader more than a wider one."""
MOST = 0.8
"""And this part of their evidence."""
JOINED = 0.5
"""Two groups are one when they share this part of the smaller one's members."""


@dataclass(frozen=True)
class Group:
    """Accounts that moved together, and everything that was asked about them."""

    members: np.ndarray
    """int32, sorted. Account codes."""
    window: int
    """Which of the windows the group is described at."""
    window_us: int
    moments: Moments
    asked: Membership
    p_value: np.ndarray
    """float64, one for each account asked. Of all that is said of the account."""
    q_value: np.ndarray
    """float64, one for each account asked. Over all accounts times all groups."""

    @property
    def draft(self) -> Draft:
        """Return the members and the acts at which they met."""
        return Draft(self.members, np.unique(self.moments.row), self.window_us)


@dataclass(frozen=True)
class Seed:
    """Accounts to look at, and what led to them."""

    members: np.ndarray
    """int32, sorted. Account codes."""
    without: np.ndarray = field(default_factory=lambda: NOTHING)
    """int32. Codes of objects that led to them and prove nothing: everybody was there who was
    picked for it."""


def seeds_of_pairs(
    log: CodedLog, windows: list[PairEvidence], level: float, seed: int
) -> list[Seed]:
    """Return where pairs and blocks say to look.

    Parameters
    ----------
    windows : list of PairEvidence
        One for each window.
    level : float
        The stated false discovery rate over the number of windows.
    seed : int
        Of the Leiden partition.
    """
    return [Seed(members) for members in block_groups(log, seed_groups(windows, level, seed))]


def find_groups(
    log: CodedLog,
    known: Background,
    asking: Asking,
    windows: list[PairEvidence],
    level: float,
    seeds: Sequence[Seed],
    *,
    asked_before: int = 0,
) -> list[Group]:
    """Return at most one group of each seed; every member's q-value is at most `level`.

    Parameters
    ----------
    asking : Asking
        What is asked besides when and where they act.
    windows : list of PairEvidence
        One for each window.
    level : float
        The stated false discovery rate over the number of windows.
    asked_before : int
        Seeds that were asked before these: what they cost is paid again.
    """
    found: list[dict[int, Group]] = [{} for _ in seeds]
    for window in range(len(windows)):
        drafts = dict(enumerate(seeds))
        asked: dict[int, Group] = {}
        for _ in range(PASSES):
            asked = _ask(log, known, asking, drafts, windows[window], window, level, asked_before)
            drafts = {n: replace(seeds[n], members=group.members) for n, group in asked.items()}
        for number, group in asked.items():
            found[number][window] = group
    return [_narrowest(of_seed) for of_seed in found if of_seed]


def told_apart(groups: list[Group]) -> list[Group]:
    """Return the groups, largest first, fragments joined and each account in one of them."""
    return _each_account_once(_joined(groups))


def _narrowest(groups: dict[int, Group]) -> Group:
    """Return the group of the narrowest window that says nearly as much as any window does.

    As much: it names nearly all whom any window names, with most of the evidence of any.
    """
    most = max(group.members.size for group in groups.values())
    named = {w: g for w, g in groups.items() if g.members.size >= NEARLY_ALL * most}
    bits = {w: _member_bits(group) for w, group in named.items()}
    return named[min(w for w, own in bits.items() if own >= MOST * max(bits.values()))]


def _member_bits(group: Group) -> float:
    place = np.searchsorted(group.asked.account, group.members)
    return float(-np.log2(group.p_value[place]).sum())


def _ask(
    log: CodedLog,
    known: Background,
    asking: Asking,
    drafts: Mapping[int, Seed],
    evidence: PairEvidence,
    window: int,
    level: float,
    asked_before: int,
) -> dict[int, Group]:
    """Return the drafts, by number, with the members whom their own evidence names."""
    asked = []
    for number, seed in drafts.items():
        members = seed.members
        moments = moments_of(
            log, evidence.touches, members, evidence.window_us, without=seed.without
        )
        if moments.size:
            found = membership(log, known, evidence.touches, members, moments, evidence.window_us)
            draft = Draft(members, np.unique(moments.row), evidence.window_us)
            answers = asking.ask(draft, found.account)
            bits = np.array([answers.bits(family) for family in answers.families])
            asked.append((number, moments, found, combined(found.p_timing, answers.p_value, bits)))
    if not asked:
        return {}
    q = _q_of_members(
        np.concatenate([found.p_choice for _, _, found, _ in asked]),
        np.concatenate([signs for _, _, _, signs in asked]),
        log.accounts * (len(drafts) + asked_before),
        level,
    )
    groups = {}
    at = 0
    for number, moments, found, signs in asked:
        own = q[at : at + signs.size]
        at += signs.size
        members = found.account[own <= level]
        if members.size >= LEAST_ACCOUNTS:
            p = np.maximum(found.p_choice, signs)
            groups[number] = Group(members, window, evidence.window_us, moments, found, p, own)
    return groups


def _q_of_members(
    choice: np.ndarray, signs: np.ndarray, hypotheses: int, level: float
) -> np.ndarray:
    """Return the q-value of each account asked: both of its claims, half of the level for each.

    That an account was there too often is claimed over all accounts and groups. That this was no
    shared interest is claimed of those who were, and of them alone: they are the fans and pupils
    whom the claim would wrong, and it is over them that it must hold.
    """
    there = np.minimum(1.0, 2.0 * q_values(choice, hypotheses))
    asked = there <= level
    q = np.ones(choice.size)
    q[asked] = np.minimum(1.0, 2.0 * q_values(signs[asked], max(1, int(asked.sum()))))
    larger: np.ndarray = np.maximum(there, q)
    return larger


def _joined(groups: list[Group]) -> list[Group]:
    """Return the groups without those that are a fragment of a larger one."""
    kept: list[Group] = []
    for group in sorted(groups, key=lambda g: (-g.members.size, int(g.members[0]))):
        if not any(_same(group, other) for other in kept):
            kept.append(group)
    return kept


def _same(small: Group, large: Group) -> bool:
    shared = np.intersect1d(small.members, large.members).size
    return shared >= JOINED * small.members.size


def _each_account_once(groups: list[Group]) -> list[Group]:
    """Return the groups with each account only where its evidence is strongest."""
    best: dict[int, tuple[float, int]] = {}
    for number, group in enumerate(groups):
        p = dict(zip(group.asked.account.tolist(), group.p_value.tolist(), strict=True))
        for account in group.members.tolist():
            best[account] = min(best.get(account, (2.0, 0)), (p[account], number))
    out = []
    for number, group in enumerate(groups):
        own = [a for a in group.members.tolist() if best[a][1] == number]
        if len(own) >= LEAST_ACCOUNTS:
            out.append(replace(group, members=np.array(own, np.int32)))
    return out
