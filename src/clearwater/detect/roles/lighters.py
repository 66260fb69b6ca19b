"""Lighters: accounts that come first at the moments of their group far more often than by chance.

If the order within moments were random, an account's place among k would be uniform over 1..k, and
minus the logarithm of place / k no larger than an exponential number. The sum over its moments is
held against a gamma tail, which is never too small. Accounts that come at the same instant all get
the last of their places. Ours; the sum of logarithms is Fisher's, 1932.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import gammaincc

from clearwater.detect.found_groups import FoundGroup
from clearwater.detect.roles.sign import Sign
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.tails import FLOOR

LIGHTER = "lighter"
LEAST_PRESENT = 3
"""Members at a moment for its order to mean anything."""
EARLY = 0.2
"""Geometric mean of place / k from which an account is early; 1/e = 0.37 by chance."""


def lighters(log: CodedLog, group: FoundGroup) -> Iterator[Sign]:
    """Yield a sign for each member that came to a moment with two others."""
    early = np.zeros(log.accounts)
    moments = np.zeros(log.accounts, np.int64)
    firsts = np.zeros(log.accounts, np.int64)
    expected = np.zeros(log.accounts)
    for present, place in places(log, group):
        early[present] -= np.log(place / present.size)
        moments[present] += 1
        firsts[present[place == 1]] += 1
        expected[present] += 1.0 / present.size
    for account in np.flatnonzero(moments > 0).tolist():
        n = int(moments[account])
        p = max(FLOOR, float(gammaincc(n, early[account])))
        figure = (
            f"came first at {firsts[account]} of its {n} moments, {expected[account]:.1f} by "
            f"chance; typically in the first {np.exp(-early[account] / n):.0%} of those present"
        )
        strong = bool(np.exp(-early[account] / n) <= EARLY)
        yield Sign(group.name, account, LIGHTER, figure, p, strong)


def places(log: CodedLog, group: FoundGroup) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield (accounts, place of each from 1) of every moment with enough members present."""
    edges = np.searchsorted(group.moment, np.arange(group.moments + 1))
    for m in range(group.moments):
        row = group.row[edges[m] : edges[m + 1]]
        account, first = np.unique(log.actor[row], return_index=True)
        if account.size < LEAST_PRESENT:
            continue
        time = log.time[row][first]
        # The last of the places that are shared: who ties for the first was not the first.
        yield account, np.searchsorted(np.sort(time), time, side="right")
