"""Hubs: members of one finding who come to the moments of others as well.

An account that is as active as this one, and belongs to none of them, would come to another
finding's moments with the chance that the outsiders of those moments give. Two more findings at
least make a hub. Ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from clearwater.detect.found_groups import FoundGroup
from clearwater.detect.roles.sign import Sign
from clearwater.detect.roles.trials import tail_of_trials
from clearwater.engine.coded_log import CodedLog

HUB = "hub"
LEAST_OTHERS = 2


def hubs(log: CodedLog, groups: Sequence[FoundGroup]) -> Iterator[Sign]:
    """Yield a sign for each member that came to moments of another finding."""
    if len(groups) <= LEAST_OTHERS:
        return
    activity = np.bincount(log.actor, minlength=log.accounts).astype(np.float64)
    anybody = np.zeros(log.accounts, bool)
    for group in groups:
        anybody[group.members] = True
    there = np.array([_there(log, group) for group in groups])
    outside = ~anybody
    # By outsiders' rate an act: what an innocent account that is as active would do.
    rate = (there[:, outside].sum(axis=1) + 0.5) / max(1.0, float(activity[outside].sum()))
    for number, group in enumerate(groups):
        others = np.delete(np.arange(len(groups)), number)
        for account in group.members.tolist():
            hits = int(there[others, account].sum())
            if not hits:
                continue
            chance = -np.expm1(-rate[others] * activity[account])
            figure = (
                f"came to moments of {hits} of {others.size} other findings, "
                f"{chance.sum():.1g} expected of an account this active"
            )
            p = tail_of_trials(chance, hits)
            yield Sign(group.name, account, HUB, figure, p, hits >= LEAST_OTHERS)


def _there(log: CodedLog, group: FoundGroup) -> np.ndarray:
    """Return which accounts acted on a key of the group between first and last act of a moment."""
    out = np.zeros(log.accounts, bool)
    edges = np.searchsorted(group.moment, np.arange(group.moments + 1))
    for m in range(group.moments):
        row = group.row[edges[m] : edges[m + 1]]
        low, high = int(log.time[row].min()), int(log.time[row].max())
        for key in np.unique(log.key[row]).tolist():
            first, end = int(log.starts[key]), int(log.starts[key + 1])
            a, b = np.searchsorted(log.time[first:end], [low, high + 1])
            out[log.actor[first + a : first + b]] = True
    return out
