"""Lighters: accounts that come first at the moments of their group far more often than by chance.

If the order within moments were random, an account's place among k would be uniform over 1..k, and
minus the logarithm of place / k no larger than an exponential number. The sum over its moments is
held against a gamma tail, which is never too small. Accounts that come at the same instant all get
the last of their places. Who lights an object may do so before the others, and before the moment:
acts of members up to ten minutes before it count. Ours; the sum of logarithms is Fisher's, 1932.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import gammaincc

from clearwater.detect.found_groups import FoundGroup
from clearwater.detect.roles.sign import Sign
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.tails import FLOOR
from clearwater.units import MICROSECONDS

LIGHTER = "lighter"
LEAST_PRESENT = 3
"""Members at a moment for its order to mean anything."""
LEAD_US = 600 * MICROSECONDS
EARLY = 0.2
"""Geometric mean of place / k from which an account is early; 1/e = 0.37 by chance."""


def lighters(log: CodedLog, group: FoundGroup) -> Iterator[Sign]:
    """Yield a sign for each member that came to an occasion with two others."""
    early = np.zeros(log.accounts)
    occasions = np.zeros(log.accounts, np.int64)
    firsts = np.zeros(log.accounts, np.int64)
    expected = np.zeros(log.accounts)
    for present, place in places(log, group):
        early[present] -= np.log(place / present.size)
        occasions[present] += 1
        firsts[present[place == 1]] += 1
        expected[present] += 1.0 / present.size
    for account in np.flatnonzero(occasions > 0).tolist():
        n = int(occasions[account])
        p = max(FLOOR, float(gammaincc(n, early[account])))
        figure = (
            f"came first at {firsts[account]} of its {n} occasions, {expected[account]:.1f} by "
            f"chance; typically in the first {np.exp(-early[account] / n):.0%} of those present"
        )
        strong = bool(np.exp(-early[account] / n) <= EARLY)
        yield Sign(group.name, account, LIGHTER, figure, p, strong)


def places(log: CodedLog, group: FoundGroup) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield (accounts, place of each from 1) of every occasion with enough members present."""
    member = np.zeros(log.accounts, bool)
    member[group.members] = True
    for occasion in _occasions(log, group):
        row = _with_the_lead(log, occasion, member)
        account, first = np.unique(log.actor[row], return_index=True)
        if account.size < LEAST_PRESENT:
            continue
        time = log.time[row][first]
        # The last of the places that are shared: who ties for the first was not the first.
        yield account, np.searchsorted(np.sort(time), time, side="right")


def _occasions(log: CodedLog, group: FoundGroup) -> Iterator[np.ndarray]:
    """Yield the rows of each occasion; moments of one object soon after each other are one.

    Else the order of one job would be counted again with each of its moments.
    """
    object_ = group.object[group.moment]
    order = np.lexsort((log.time[group.row], object_))
    row = group.row[order]
    apart = (np.diff(object_[order]) != 0) | (np.diff(log.time[row]) > LEAD_US)
    if row.size:
        yield from np.split(row, np.flatnonzero(apart) + 1)


def _with_the_lead(log: CodedLog, row: np.ndarray, member: np.ndarray) -> np.ndarray:
    """Return the rows of an occasion and those of members shortly before it, by time."""
    start = int(log.time[row].min())
    found = [row]
    for key in np.unique(log.key[row]).tolist():
        first, end = int(log.starts[key]), int(log.starts[key + 1])
        a, b = first + np.searchsorted(log.time[first:end], [start - LEAD_US, start])
        before = np.arange(a, b)
        found.append(before[member[log.actor[before]]])
    rows = np.concatenate(found)
    by_time: np.ndarray = rows[np.argsort(log.time[rows], kind="stable")]
    return by_time
