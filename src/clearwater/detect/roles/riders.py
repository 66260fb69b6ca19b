"""Riders: members who join the group's objects when the crowd has taken over.

An act of a member comes after the crowd where, since the group's moment began, at least as many
outsiders as members had come. Were members alike, everybody's acts on an object would be late with
the same chance. Ours.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from clearwater.detect.found_groups import FoundGroup
from clearwater.detect.roles.sign import Sign
from clearwater.detect.roles.trials import tail_of_trials
from clearwater.engine.coded_log import CodedLog

RIDER = "rider"
LEAST_JOINED = 3
"""Objects of the group that an account joined, to be asked."""
LATE = 0.5
"""Part of its acts that come after the crowd, at least."""
AT_LEAST = 3
"""Outsiders that make a crowd."""


def riders(log: CodedLog, group: FoundGroup) -> Iterator[Sign]:
    """Yield a sign for each member that joined enough of the group's objects."""
    begins = _begins(log, group)
    joined: dict[int, list[tuple[bool, float]]] = {}
    for object_, begin in begins.items():
        members, late = _late(log, group, object_, begin)
        if members.size:
            share = float(late.mean())
            for who, is_late in zip(members.tolist(), late.tolist(), strict=True):
                joined.setdefault(who, []).append((is_late, share))
    for account, acts in sorted(joined.items()):
        if len(acts) < LEAST_JOINED:
            continue
        hits = sum(1 for is_late, _ in acts if is_late)
        chance = np.array([share for _, share in acts])
        figure = (
            f"joined {hits} of {len(acts)} objects when the crowd had taken over, "
            f"{chance.sum():.1f} expected of a member"
        )
        strong = hits >= LATE * len(acts)
        p = tail_of_trials(chance, hits)
        yield Sign(group.name, account, RIDER, figure, p, bool(strong))


def _begins(log: CodedLog, group: FoundGroup) -> dict[int, int]:
    """Return when the group's first moment on each object began."""
    begins: dict[int, int] = {}
    for object_, time in zip(
        group.object[group.moment].tolist(), log.time[group.row].tolist(), strict=True
    ):
        begins[object_] = min(begins.get(object_, time), time)
    return begins


def _late(
    log: CodedLog, group: FoundGroup, object_: int, begin: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the members who came from `begin` on, and whether the crowd was there before them."""
    edges = log.object_starts
    row = np.arange(int(edges[object_]), int(edges[object_ + 1]))
    row = row[log.time[row] >= begin]
    row = row[np.lexsort((log.actor[row], log.time[row]))]
    account, first = np.unique(log.actor[row], return_index=True)
    order = np.argsort(first)
    account = account[order]
    inside = np.isin(account, group.members)
    before = np.arange(account.size)
    members = np.concatenate([[0], np.cumsum(inside)])[before]
    late: np.ndarray = np.logical_and(before - members >= members, before - members >= AT_LEAST)
    return account[inside], late[inside]
