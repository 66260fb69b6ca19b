"""Where the share of marked events of a sequence rises most: one change, by likelihood ratio."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ChangePoints:
    """The best change of each owner; every array of shape (owners,)."""

    bits: Floats
    """Log2 of the likelihood ratio of two shares against one; 0 where nothing rises."""
    place: Places
    """Row of the first event after the change; 0 where there is none."""
    before: Floats
    """Events before it."""
    share_before: Floats
    """Share of them that are marked, 0..1; 0 without any."""
    share_after: Floats
    """Share marked from there on, 0..1."""


def change_points(owner: Codes, marked: Bools, owners: int) -> ChangePoints:
    """Return the change of each owner after which marked events are a larger share than before.

    Parameters
    ----------
    owner
        Ascending, each owner's events in their order; shape (events,).
    marked
        Shape (events,).
    owners
        Number of owners.

    Examples
    --------
    >>> owner = np.zeros(4, np.int32)
    >>> marked = np.array([False, False, True, True])
    >>> found = change_points(owner, marked, 1)
    >>> found.place.tolist(), found.bits.tolist()
    ([2], [4.0])
    """
    starts = np.searchsorted(owner, np.arange(owners + 1))
    sums = np.concatenate([[0.0], np.cumsum(marked)])
    total, hits = np.diff(starts).astype(float), np.diff(sums[starts])
    first = starts[:-1][owner]
    before = np.arange(owner.size) - first
    hits_before = sums[:-1] - sums[first]
    after, hits_after = total[owner] - before, hits[owner] - hits_before
    rises = (before > 0) & (hits_before * after < hits_after * before)
    ratio = _log_likelihood(hits_before, before) + _log_likelihood(hits_after, after)
    ratio = np.where(rises, ratio - _log_likelihood(hits, total)[owner], 0.0)
    # Sums of logarithms differ in their last bits; places that tie must tie.
    ratio = np.round(ratio, 9)
    order = np.lexsort((np.arange(owner.size), -ratio, owner))
    some = total > 0
    best = np.zeros(owners, np.int64)
    best[some] = order[starts[:-1][some]]
    bits = np.zeros(owners)
    bits[some] = np.maximum(ratio[best[some]], 0.0)
    changed = bits > 0
    at = best[changed]
    found = ChangePoints(bits, np.where(changed, best, 0), *np.zeros((3, owners)))
    found.before[changed] = before[at]
    found.share_before[changed] = hits_before[at] / np.maximum(before[at], 1)
    found.share_after[changed] = hits_after[at] / after[at]
    return found


def _log_likelihood(hits: Floats, trials: Floats | Places) -> Floats:
    """Return the log2 likelihood of so many hits at the share that fits best."""
    misses = trials - hits
    whole = np.maximum(trials, 1)

    def part(count: Floats) -> Floats:
        return count * np.log2(np.where(count > 0, count / whole, 1.0))

    found: Floats = part(hits) + part(misses)
    return found
