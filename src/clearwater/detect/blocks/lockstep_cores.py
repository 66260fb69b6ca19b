"""Lockstep cores: groups that hit the same objects at the same times, as candidates for blocks.

The miner is CopyCatch's (`clearwater.kernels.timed_cores`). It has thresholds (so many accounts, so
many objects, such a share) and no idea of chance, so its groups are handed to `dense_blocks`, which
looks into them and says what they are worth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clearwater.kernels.ordering import strict_order
from clearwater.kernels.timed_cores import CoreRules, timed_cores
from clearwater.kernels.touch_windows import TouchWindows

RULES = CoreRules(
    least_accounts=5, least_objects=3, share=0.5, slide=2.0, most_seeds=1_000, most_rounds=20
)
"""Half of StarScout's share of accounts and objects and less: candidates may be wrong, not lost."""


def lockstep_cores(
    accounts: np.ndarray,
    objects: np.ndarray,
    times: np.ndarray,
    window_us: int,
    *,
    rules: CoreRules = RULES,
    groups: Sequence[np.ndarray] = (),
) -> list[np.ndarray]:
    """Return the accounts of each core, ascending codes; a core may come more than once.

    Parameters
    ----------
    accounts, objects, times
        Codes from 0 and microseconds, shape (events,); repeats and any order are fine.
    window_us
        Longest stretch in which a core hits an object, microseconds, both ends included.
    groups
        Groups of account codes to grow cores from, before the fullest bursts of the log.

    Examples
    --------
    >>> who, what = np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6)
    >>> [core.tolist() for core in lockstep_cores(who, what, 9 * what + who, 5)]
    [[0, 1, 2, 3, 4, 5]]
    """
    if accounts.size == 0:
        return []
    sizes = int(objects.max()) + 1, int(accounts.max()) + 1
    log = strict_order(
        objects.astype(np.int32), times.astype(np.int64), accounts.astype(np.int32), *sizes,
        with_order=False,
    )  # fmt: skip
    touches = TouchWindows.of(log.actor, log.key, log.time, sizes[1], sizes[0], window_us)
    asked = [group[group < sizes[1]].astype(np.int64) for group in groups]
    cores = timed_cores(touches, rules, [group for group in asked if group.size])
    return [core.accounts for core in cores]
