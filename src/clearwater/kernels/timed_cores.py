"""Near-bipartite cores in time: accounts that hit the same objects at the same times.

A core is a set of accounts and a set of objects with a moment each, such that every account hits at
least a share of the objects within half a stretch of its moment; wanted are as many accounts as
possible for at least so many objects. From a seed, accounts and objects are chosen in turn, each
best for the other, until nothing changes: Beutel, Xu, Guruswami, Palow and Faloutsos, "CopyCatch:
Stopping Group Attacks by Spotting Lockstep Behavior in Social Networks", WWW 2013.

What is ours: seeds are groups that were handed in and the fullest stretches of single objects, not
random; a core that has settled takes in every other object that the same share of its accounts hit,
and nobody leaves it for that; a burst that already belongs to a core is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from clearwater.kernels.touch_windows import Ints, TouchWindows, Windows


class CoreRules(NamedTuple):
    """What a core is; the letters are those of the paper."""

    least_accounts: int
    """n, 2 and more."""
    least_objects: int
    """m, 2 and more."""
    share: float
    """rho: part of a core's objects that each of its accounts hits, above 0 to 1."""
    slide: float
    """beta: touches within this many half stretches of a moment decide where it moves to."""
    most_seeds: int
    """Bursts that are tried, those with the most accounts first."""
    most_rounds: int
    """Rounds after which a seed that still changes is given up."""

    def enough_of(self, count: int) -> int:
        """Return the least whole number that is the share of `count`, 1 or more."""
        return max(1, int(np.ceil(self.share * count - 1e-9)))  # 0.56 x 25 is 14.000000000000002


class Core(NamedTuple):
    """A core that settled."""

    accounts: Ints
    """Ascending."""
    objects: Windows
    """A stretch each, keys ascending."""


def timed_cores(
    touches: TouchWindows, rules: CoreRules, groups: Sequence[Ints] = ()
) -> Iterator[Core]:
    """Yield the cores that grow from each of `groups` (account codes), then from bursts."""
    for group in groups:
        bursts = touches.fullest(touches.rows_of(np.unique(group)))
        core = _grown(touches, rules, np.unique(group), _best(bursts, rules.least_objects))
        if core is not None:
            yield core
    bursts = touches.fullest(np.arange(touches.actor.size))
    begun = touches.time[bursts.first]
    passed = np.zeros(begun.size, bool)
    largest = bursts.largest(rules.least_accounts, rules.most_seeds)
    for seed in np.searchsorted(bursts.key, largest.key).tolist():
        if passed[seed]:
            continue
        alone = bursts.chosen(np.array([seed]))
        core = _grown(touches, rules, np.flatnonzero(touches.hits(alone)), alone)
        if core is not None:
            at = np.searchsorted(bursts.key, core.objects.key)
            near = np.abs(touches.time[core.objects.first] - begun[at]) <= touches.length_us
            passed[at] |= near
            yield core


def _best(windows: Windows, most: int) -> Windows:
    """Return those with the largest crowds, keys ascending."""
    return windows.chosen(np.sort(np.lexsort((windows.key, -windows.crowd))[:most]))


def _grown(
    touches: TouchWindows, rules: CoreRules, accounts: Ints, objects: Windows
) -> Core | None:
    """Return the core that a seed grows into, or None if it is too small or does not settle."""
    for _ in range(rules.most_rounds):
        touched = touches.fullest(touches.rows_of(accounts), near=objects, reach=rules.slide)
        found = _best(touched, rules.least_objects)
        members = np.flatnonzero(touches.hits(found) >= rules.enough_of(found.key.size))
        if found.key.size < rules.least_objects or members.size < rules.least_accounts:
            return None
        if found.same_as(objects) and np.array_equal(members, accounts):
            hit = touched.crowd >= rules.enough_of(members.size)
            hit |= np.isin(touched.key, found.key)
            return Core(members, touched.chosen(np.flatnonzero(hit)))
        accounts, objects = members, found
    return None
