"""Who stands beside a group in the raster: accounts like its members that belong to no finding.

Each member is matched with an account of nearly the same number of events whose hours of the day
are the most alike and whose objects are about as popular. Nobody is used twice.
"""

from __future__ import annotations

import numpy as np

from clearwater.engine.coded_log import CodedLog

NEAREST = 48
"""Accounts of nearest activity among which the best match is looked for."""
_HOUR = 3_600_000_000


def matched_controls(log: CodedLog, members: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Return for each member the code of its match, or -1 where nobody is left.

    Parameters
    ----------
    members : int32 array
        Account codes.
    taken : bool array, shape (accounts,)
        Accounts that belong to a finding.
    """
    activity = np.bincount(log.actor, minlength=log.accounts)
    free = np.flatnonzero(~taken)
    order = free[np.argsort(activity[free], kind="stable")]
    shape = _shapes(log, np.concatenate([members, order]))
    mine, theirs = shape[: members.size], shape[members.size :]
    used = np.zeros(order.size, bool)
    out = np.full(members.size, -1, np.int64)
    for k in np.argsort(-activity[members], kind="stable").tolist():
        centre = int(np.searchsorted(activity[order], activity[members[k]]))
        low = max(0, centre - NEAREST)
        near = np.arange(low, min(order.size, centre + NEAREST))
        near = near[~used[near]]
        if near.size == 0:
            continue
        best = near[np.argmin(np.abs(theirs[near] - mine[k]).sum(axis=1))]
        used[best] = True
        out[k] = order[best]
    return out


def _shapes(log: CodedLog, accounts: np.ndarray) -> np.ndarray:
    """Return the shares of 24 hours, and how popular the objects are, one row an account."""
    place = np.full(log.accounts, -1, np.int64)
    place[accounts] = np.arange(accounts.size)
    who = place[log.actor]
    keep = who >= 0
    shape = np.zeros((accounts.size, 25))
    np.add.at(shape, (who[keep], (log.time[keep] // _HOUR) % 24), 1.0)
    total = np.maximum(shape.sum(axis=1), 1.0)
    popular = np.log2(np.diff(log.starts))[log.key[keep]]
    shape[:, 24] = np.bincount(who[keep], weights=popular, minlength=accounts.size) / 10.0
    return np.asarray(shape / total[:, None])
