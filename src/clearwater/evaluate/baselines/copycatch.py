"""Near-bipartite cores in time, after CopyCatch: users who hit the same objects at the same times.

Beutel, Xu, Guruswami, Palow and Faloutsos, "CopyCatch: Stopping Group Attacks by Spotting Lockstep
Behavior in Social Networks", WWW 2013. A core is a set of accounts and a set of objects with a
moment each, such that every account hits at least a share of the objects within dt of its moment;
wanted are as many accounts as possible for m objects. From a seed, users and objects are chosen in
turn, each best for the other, until nothing changes.
The numbers start from those of its re-implementation for GitHub stars (StarScout, ICSE 2026: half
a month, 50 accounts, 10 objects, half of them), scaled down to an hour and a log of a month.

What is ours: seeds are the fullest stretches of single objects, not random; a core that has settled
takes in every other object that the same share of its accounts hit, and nobody leaves it for that;
a burst that already belongs to a core is passed over; cores of which one lies mostly in the other
are one group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines.asked_log import NOBODY, by_name, coded_log
from clearwater.evaluate.baselines.linked_groups import joined
from clearwater.evaluate.baselines.touch_windows import Ints, TouchWindows, Windows
from clearwater.simulate.limits import require_range
from clearwater.units import MICROSECONDS

_YEAR_S = 366 * 86_400.0


@dataclass(frozen=True)
class CopyCatch:
    """The accounts of near-bipartite cores, grown from bursts.

    An account's score is the number of objects of a core that it hits, at the best core; an account
    that hits none has none. Objects are counted with the action: liking and commenting are two.
    """

    window_s: float = 3_600.0
    """dt: seconds before and after an object's moment, inclusive, 0 to 31,622,400."""
    least_accounts: int = 10
    """n: accounts of a core, 2 to 1,000,000."""
    least_objects: int = 5
    """m: objects of a core, 2 to 10,000."""
    share: float = 0.6
    """rho: part of a core's objects that each of its accounts hits, above 0 to 1."""
    slide: float = 2.0
    """beta: acts within this many dt of an object's moment decide where it moves to, 1 to 1,000."""
    most_seeds: int = 5_000
    """Seeds that are tried, those with the most accounts first, 1 to 10,000,000."""
    most_rounds: int = 20
    """Rounds after which a seed that still changes is given up, 1 to 1,000."""

    def __post_init__(self) -> None:
        require_range(
            self,
            window_s=(0, _YEAR_S),
            least_accounts=(2, 1_000_000),
            least_objects=(2, 10_000),
            share=(0.001, 1),
            slide=(1, 1_000),
            most_seeds=(1, 10_000_000),
            most_rounds=(1, 1_000),
        )

    @property
    def name(self) -> str:
        """Return such as ``CopyCatch-style, 3600 s``."""
        return f"CopyCatch-style, {self.window_s:g} s"

    @property
    def settings(self) -> str:
        """Return the settings in a sentence."""
        return (
            f"dt {self.window_s:g} s, n {self.least_accounts} accounts, m {self.least_objects} "
            f"objects, rho {self.share:g}, beta {self.slide:g} (StarScout's 15 d, 50, 10, 0.5, 2, "
            "which follow Beutel et al. 2013, scaled by us to a month); seeds are the "
            f"{self.most_seeds:,} fullest bursts, at most {self.most_rounds} rounds each."
        )

    @property
    def needs(self) -> tuple[str, ...]:
        """Return nothing: the required columns are enough."""
        return ()

    def judge(self, log: LogToJudge) -> Judgement:
        """Return the accounts of the cores, and the score of everybody who hits some of one.

        Raises
        ------
        SchemaError
            If a column is missing.
        """
        coded = coded_log(log, self)
        if coded is None:
            return NOBODY
        touches = TouchWindows.of(coded, round(2 * self.window_s * MICROSECONDS))
        return _judgement(list(self._cores(touches)), touches, coded.actors)

    def _cores(self, touches: TouchWindows) -> Iterator[_Core]:
        bursts = touches.fullest(np.arange(touches.actor.size))
        begun = touches.time[bursts.first]  # one burst an object, so its place is the object's code
        passed = np.zeros(begun.size, bool)
        for seed in bursts.largest(self.least_accounts, self.most_seeds).key.tolist():
            if passed[seed]:
                continue
            alone = bursts.chosen(np.array([seed]))
            core = self._grown(touches, np.flatnonzero(touches.hits(alone)), alone)
            if core is not None:
                key, first = core.objects.key, core.objects.first
                passed[key] |= np.abs(touches.time[first] - begun[key]) <= touches.length_us
                yield core

    def _grown(self, touches: TouchWindows, accounts: Ints, objects: Windows) -> _Core | None:
        """Return the core that a seed grows into, or None if it is too small or does not settle."""
        for _ in range(self.most_rounds):
            touched = touches.fullest(touches.rows_of(accounts), near=objects, reach=self.slide)
            best = np.sort(np.lexsort((touched.key, -touched.crowd))[: self.least_objects])
            found = touched.chosen(best)
            members = np.flatnonzero(touches.hits(found) >= self._enough_of(found.key.size))
            if found.key.size < self.least_objects or members.size < self.least_accounts:
                return None
            if found.same_as(objects) and np.array_equal(members, accounts):
                hit = touched.crowd >= self._enough_of(members.size)
                hit[best] = True
                return _Core(members, touched.chosen(np.flatnonzero(hit)))
            accounts, objects = members, found
        return None

    def _enough_of(self, count: int) -> int:
        """Return the least whole number that is the share of `count`, 1 or more."""
        return max(1, int(np.ceil(self.share * count - 1e-9)))  # 0.56 x 25 is 14.000000000000002


class _Core(NamedTuple):
    accounts: Ints
    objects: Windows


def _judgement(cores: list[_Core], touches: TouchWindows, names: pa.Array) -> Judgement:
    """Return what cores say; where an account is in several, the one of which it hits most."""
    score = np.zeros(touches.accounts, np.int64)
    most, home = score.copy(), np.full(touches.accounts, -1)
    for number, core in enumerate(cores):
        hits = touches.hits(core.objects)
        score = np.maximum(score, hits)
        moved = core.accounts[hits[core.accounts] > most[core.accounts]]
        most[moved], home[moved] = hits[moved], number
    seen, flagged = np.flatnonzero(score), np.flatnonzero(home >= 0)
    merged = _merged(cores, touches.accounts)
    labels = [f"core {number + 1}" for number in merged[home[flagged]].tolist()]
    return Judgement(
        by_name(names, seen, score[seen].astype(float)),
        dict(zip(names.take(pa.array(flagged)).to_pylist(), labels, strict=True)),
    )


def _merged(cores: list[_Core], accounts: int) -> Ints:
    """Return for each core the first of those it is one group with.

    Two cores are when more than half of the smaller one's accounts are in both.
    """
    size = np.array([core.accounts.size for core in cores], np.int64)
    if not cores:
        return size
    row = np.repeat(np.arange(size.size), size)
    column = np.concatenate([core.accounts for core in cores])
    member = csr_array((np.ones(row.size, np.int32), (row, column)), shape=(size.size, accounts))
    common = (member @ member.T).tocoo()
    left, right = common.coords
    overlapping = 2 * common.data > np.minimum(size[left], size[right])
    return joined(np.arange(size.size), left[overlapping], right[overlapping])
