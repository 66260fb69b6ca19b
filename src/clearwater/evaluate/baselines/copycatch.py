"""Near-bipartite cores in time, after CopyCatch: users who hit the same objects at the same times.

Beutel, Xu, Guruswami, Palow and Faloutsos, "CopyCatch: Stopping Group Attacks by Spotting Lockstep
Behavior in Social Networks", WWW 2013. How a core grows, and what of that is ours, stands in
`clearwater.kernels.timed_cores`. The numbers start from those of its re-implementation for GitHub
stars (StarScout, ICSE 2026: half a month, 50 accounts, 10 objects, half of them), scaled down to an
hour and a log of a month. Cores of which one lies mostly in the other are one group, which is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines.asked_log import NOBODY, by_name, coded_log
from clearwater.evaluate.baselines.linked_groups import joined
from clearwater.kernels.timed_cores import Core, CoreRules, timed_cores
from clearwater.kernels.touch_windows import Ints, TouchWindows
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
        length_us = round(2 * self.window_s * MICROSECONDS)
        touches = TouchWindows.of(
            coded.actor, coded.key, coded.time, coded.accounts, coded.keys, length_us
        )
        return _judgement(list(timed_cores(touches, self._rules)), touches, coded.actors)

    @property
    def _rules(self) -> CoreRules:
        return CoreRules(
            self.least_accounts,
            self.least_objects,
            self.share,
            self.slide,
            self.most_seeds,
            self.most_rounds,
        )


def _judgement(cores: list[Core], touches: TouchWindows, names: pa.Array) -> Judgement:
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


def _merged(cores: list[Core], accounts: int) -> Ints:
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
