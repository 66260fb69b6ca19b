"""From pairs that choice cannot explain to seeds of groups: a Leiden partition, no chain.

A seed is where to look, so it asks for less than a finding does: its pairs met more often than
accounts this active would, whatever the reason. Fan clubs and classrooms are among the seeds, and
are told apart afterwards, by every account's own habits and by what else the members share. Pairs
that fail both nulls are fewer, and a group whose members share five jobs two by two had none.

The constant Potts model is used, not modularity: its resolution is a density. A community is kept
together only where its pairs are denser than the resolution, so two desks joined by a few chance
pairs fall apart, and a group of 430 with a quarter of its pairs significant stays whole, whatever
the size of the rest. Traag, Waltman and van Eck, 2019, Scientific Reports 9, 5233.
"""

from __future__ import annotations

import graspologic_native
import numpy as np

from clearwater.detect.pair_evidence import PairEvidence

DENSITY = 0.05
"""Share of its possible pairs above which a community holds together."""
LEAST_ACCOUNTS = 3
"""Smaller groups are pairs, and pairs are listed as such."""


def significant(evidence: PairEvidence, level: float) -> np.ndarray:
    """Return which pairs of one window survive both nulls at `level`."""
    return evidence.q_value <= level


def beyond_choice(evidence: PairEvidence, level: float) -> np.ndarray:
    """Return which pairs of one window survive the choice null at `level`."""
    return evidence.q_choice <= level


def seed_groups(windows: list[PairEvidence], level: float, seed: int) -> list[np.ndarray]:
    """Return the seed groups: sorted arrays of account codes, largest first.

    Parameters
    ----------
    windows : list of PairEvidence
        One for each window; a pair is linked when choice cannot explain it in any of them.
    level : float
        False discovery rate of each window: the stated rate over the number of windows.
    seed : int
        Of the Leiden partition.
    """
    linked = [
        np.stack([e.left[keep], e.right[keep]], axis=1)
        for e in windows
        for keep in [beyond_choice(e, level)]
    ]
    pairs = np.unique(np.concatenate(linked), axis=0)
    if pairs.shape[0] == 0:
        return []
    edges = [(f"{a:010d}", f"{b:010d}", 1.0) for a, b in pairs.tolist()]
    _, community = graspologic_native.leiden(
        edges,
        resolution=DENSITY,
        use_modularity=False,
        iterations=4,
        seed=seed & 0xFFFFFFFF,
    )
    members: dict[int, list[int]] = {}
    for name in sorted(community):
        members.setdefault(community[name], []).append(int(name))
    groups = [
        np.array(group, np.int32) for group in members.values() if len(group) >= LEAST_ACCOUNTS
    ]
    return sorted(groups, key=lambda group: (-group.size, int(group[0])))
