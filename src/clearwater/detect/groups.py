"""Groups: seeds from significant pairs, members by their own evidence, fragments joined.

A seed is only where to look. Who belongs is asked of every account anew, against the moments of the
others (`membership`), twice: the second pass builds the moments from the members of the first, so
that neither a missing nor a stray seed account decides. A group is never made larger by anything
but an account's own q-value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.background import Background
from clearwater.detect.linkage import LEAST_ACCOUNTS, seed_groups, significant
from clearwater.detect.membership import Membership, membership
from clearwater.detect.moments import Moments, moments_of
from clearwater.detect.pair_evidence import PairEvidence
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.benjamini_hochberg import q_values

PASSES = 2
NEARLY_ALL = 0.8
"""A narrower window that carries this part of the evidence tells a reader more than a wider one."""
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
    q_value: np.ndarray
    """float64, one for each account asked. Over all accounts times all groups."""


def find_groups(
    log: CodedLog, known: Background, windows: list[PairEvidence], level: float, seed: int
) -> list[Group]:
    """Return the groups of a log, largest first; every member's q-value is at most `level`.

    Parameters
    ----------
    windows : list of PairEvidence
        One for each window.
    level : float
        The stated false discovery rate over the number of windows.
    seed : int
        Of the Leiden partition.
    """
    drafts = [
        (members, _best_window(members, windows, level))
        for members in seed_groups(windows, level, seed)
    ]
    groups: list[Group] = []
    for _ in range(PASSES):
        groups = _ask(log, known, drafts, windows, level)
        drafts = [(group.members, group.window) for group in groups]
    return _each_account_once(groups)


def _best_window(members: np.ndarray, windows: list[PairEvidence], level: float) -> int:
    """Return the narrowest window at which the pairs inside carry nearly the most evidence."""
    bits = []
    for evidence in windows:
        inside = (
            significant(evidence, level)
            & np.isin(evidence.left, members)
            & np.isin(evidence.right, members)
        )
        bits.append(-np.log2(evidence.p_value[inside]).sum())
    return int(np.argmax(np.array(bits) >= NEARLY_ALL * max(bits)))


def _ask(
    log: CodedLog,
    known: Background,
    drafts: list[tuple[np.ndarray, int]],
    windows: list[PairEvidence],
    level: float,
) -> list[Group]:
    """Return the drafts with the members whom their own evidence names; fragments joined."""
    asked = []
    for members, window in drafts:
        window_us = windows[window].window_us
        touches = windows[window].touches
        moments = moments_of(log, touches, members, window_us)
        found = membership(log, known, touches, members, moments, window_us)
        asked.append((window, moments, found))
    if not asked:
        return []
    p = np.concatenate([found.p_value for _, _, found in asked])
    q = q_values(p, log.accounts * len(asked))
    groups = []
    at = 0
    for window, moments, found in asked:
        own = q[at : at + found.account.size]
        at += found.account.size
        members = found.account[own <= level]
        if members.size >= LEAST_ACCOUNTS:
            groups.append(Group(members, window, windows[window].window_us, moments, found, own))
    return _joined(groups)


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
        p = dict(zip(group.asked.account.tolist(), group.asked.p_value.tolist(), strict=True))
        for account in group.members.tolist():
            best[account] = min(best.get(account, (2.0, 0)), (p[account], number))
    out = []
    for number, group in enumerate(groups):
        own = [a for a in group.members.tolist() if best[a][1] == number]
        if len(own) >= LEAST_ACCOUNTS:
            out.append(
                Group(
                    np.array(own, np.int32), group.window, group.window_us, group.moments,
                    group.asked, group.q_value,
                )
            )  # fmt: skip
    return out
