"""Ordered acts: which events were probably done to order, and how many nobody was named for.

Of what a group's members did to an object on which they met, all is set aside but what they would
have done there anyway, by their share of everything else that is done. And a group is never whole:
at its moments there are more other accounts than the object's history, age and kind explain, by a
part of the members that is the same for all its moments. Both parts are uncertain, so they are
drawn: from a Poisson number of own acts, and from the numbers of missed ones that the counts leave
possible. What members do elsewhere is their own and stays. Ours; the second part is the
contamination model of Huber in the form of a mixture of counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import nbinom, poisson

from clearwater.detect.pushed.history import History
from clearwater.detect.pushed.objects import GroupMoment, KnownGroup
from clearwater.detect.pushed.tempo import DAY_US
from clearwater.detect.recount.metrics import REPLICAS, Draws
from clearwater.engine.coded_log import CodedLog

MISSED = np.concatenate([[0.0], np.geomspace(0.005, 2.0, 40)])
"""Accounts of a group that nobody named, for each member at a moment; what is looked at."""
MEAN_MISSED = 0.2
"""Of the exponential prior of that ratio: of a group that is found, most is found."""
LATEST_US = 7 * DAY_US
"""Members who come within this of a moment may have come for it."""
EARLIER = 10
"""Part of that time in which a missed account may have come before the first member."""
IN_TIME = 0.98
"""Part of these that is waited for."""
MOST_OTHERS = 3_000
"""Other accounts at one object's moments among which missed ones are looked for."""


@dataclass(frozen=True)
class Block:
    """What one group did to one key."""

    group: int
    key: int
    members: np.ndarray
    """int64. Rows of the members' acts on the key."""
    own: float
    """Mean number of these that they would have done anyway."""
    others: np.ndarray
    """int64. Rows of other accounts' acts at the group's moments."""
    innocent: np.ndarray
    """float64, shape (others + 1,). Chance of each number of innocent acts among the others."""


@dataclass(frozen=True)
class OrderedActs:
    """What was done to order, block by block."""

    blocks: list[Block]
    missed: list[np.ndarray]
    """For each group, float64, shape (ratios,): how likely each of `MISSED` is."""

    def chances(self, events: int) -> np.ndarray:
        """Return float64, shape (events,): how likely each event was done to order."""
        chance = np.zeros(events)
        for block in self.blocks:
            size = max(1, block.members.size)
            chance[block.members] = 1.0 - min(1.0, block.own / size)
            if block.others.size:
                count = np.arange(block.others.size + 1)
                mean = float(self._missed(block) @ count)
                chance[block.others] = np.maximum(chance[block.others], mean / block.others.size)
        return chance

    def draws(self, events: int, seed: int) -> Draws:
        """Return draws of what was ordered; the same seed gives the same."""
        rng = np.random.default_rng([seed, len(self.missed)])
        rows = [self.draw(rng) for _ in range(REPLICAS if self.blocks else 0)]
        return Draws(rows, self.chances(events))

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Return rows of events, each once: one guess at what was done to order."""
        ratio = [rng.choice(MISSED.size, p=known) for known in self.missed]
        parts = [np.zeros(0, np.int64)]
        for block in self.blocks:
            own = min(block.members.size, int(rng.poisson(block.own)))
            parts.append(rng.permutation(block.members)[own:])
            if block.others.size:
                chance = _given(block, MISSED[ratio[block.group]])
                missed = rng.choice(chance.size, p=chance)
                parts.append(rng.choice(block.others, missed, replace=False))
        return np.unique(np.concatenate(parts))

    def _missed(self, block: Block) -> np.ndarray:
        """Return how likely each number of missed accounts is, whatever the ratio."""
        known = self.missed[block.group]
        likely = np.flatnonzero(known > 1e-4)
        weight = known[likely] / known[likely].sum()
        found: np.ndarray = np.sum(
            [w * _given(block, r) for w, r in zip(weight, MISSED[likely], strict=True)], axis=0
        )
        return found


def ordered_acts(
    log: CodedLog,
    known: Iterable[History],
    groups: Sequence[KnownGroup],
    moments: Mapping[int, list[GroupMoment]],
    window_us: Sequence[int],
) -> OrderedActs:
    """Return what the groups of a log did to order.

    Parameters
    ----------
    moments
        Moments at which members met, by key of the log.
    window_us
        Of each group: acts within it of a moment may belong to it.
    """
    group_of = np.full(log.accounts, -1, np.int64)
    for place, group in enumerate(groups):
        group_of[group.members] = place
    where = _Where(log, group_of, _by_key(known))
    blocks: list[Block] = []
    missed = []
    for place, (group, window) in enumerate(zip(groups, window_us, strict=True)):
        there = [
            (key, one)
            for key, own in sorted(moments.items())
            for one in own
            if one.finding == group.finding
        ]
        share = _share(log, group_of == place, [key for key, _ in there])
        reach_us = _reach(log, group.members, there, window)
        own = [_block(where, place, key, share, one, reach_us) for key, one in there]
        blocks += own
        missed.append(_ratios(own))
    return OrderedActs(blocks, missed)


@dataclass(frozen=True)
class _Where:
    """What every block is cut from."""

    log: CodedLog
    group_of: np.ndarray
    """int64, shape (accounts,). Number of the group, or -1."""
    history: Mapping[int, tuple[History, int]]
    """By key of the log: its action's history, and its place in it."""


def _by_key(known: Iterable[History]) -> dict[int, tuple[History, int]]:
    return {int(k): (one, p) for one in known for p, k in enumerate(one.acts.keys.tolist())}


def _share(log: CodedLog, member: np.ndarray, keys: Sequence[int]) -> float:
    """Return the part of all acts that a group does, where it does not meet."""
    elsewhere = np.ones(log.keys, bool)
    elsewhere[keys] = False
    rows = elsewhere[log.key]
    return float(np.count_nonzero(rows & member[log.actor])) / max(1, int(np.count_nonzero(rows)))


def _block(
    where: _Where, group: int, key: int, share: float, moment: GroupMoment, reach_us: int
) -> Block:
    log, (history, place) = where.log, where.history[key]
    rows = np.arange(int(log.starts[key]), int(log.starts[key + 1]), dtype=np.int64)
    of = where.group_of[log.actor[rows]]
    members, outside = rows[of == group], int(np.count_nonzero(of < 0))
    first_member = _first(log.time[members], moment, reach_us)
    # Whoever was missed may have come before the first whom nobody missed.
    start, end = first_member - reach_us // EARLIER, max(first_member + reach_us, moment.end)
    acts = history.acts
    here = acts.rows[acts.starts[place] : acts.starts[place + 1]]
    here = here[where.group_of[log.actor[here]] < 0]
    others = here[(log.time[here] >= start) & (log.time[here] <= end)]
    if others.size > MOST_OTHERS:
        others = others[:0]
    mean, spread = history.expected(place, start, end, outside - others.size)
    size = 1.0 / max(spread, 1e-9)
    innocent = nbinom.pmf(np.arange(others.size + 1), size, size / (size + mean))
    return Block(group, key, members, share * (outside + 1.0), others, innocent)


def _first(times: np.ndarray, moment: GroupMoment, reach_us: int) -> int:
    """Return when the first member came who may have come for the moment."""
    return int(times[times >= moment.start - reach_us].min(initial=moment.start))


def _reach(
    log: CodedLog,
    group: np.ndarray,
    moments: Iterable[tuple[int, GroupMoment]],
    window_us: int,
) -> int:
    """Return how long after the first of them the members of a group come, but for a few.

    Whom the group missed came no sooner: people who do jobs beside their own lives do some of them
    in the evening.
    """
    lags = [np.zeros(1, np.int64)]
    inside = np.zeros(log.accounts, bool)
    inside[group] = True
    for key, moment in moments:
        rows = slice(int(log.starts[key]), int(log.starts[key + 1]))
        times = log.time[rows][inside[log.actor[rows]]]
        near = times[(times >= moment.start) & (times <= moment.start + LATEST_US)]
        lags.append(near - moment.start)
    return max(window_us, int(np.quantile(np.concatenate(lags), IN_TIME)))


def _given(block: Block, ratio: float) -> np.ndarray:
    """Return how likely each number of missed accounts is, given the ratio and the count."""
    size = block.others.size
    missed = poisson.pmf(np.arange(size + 1), ratio * block.members.size)
    both = missed * block.innocent[::-1]
    total = both.sum()
    if total <= 0.0:  # the count is beyond both: as far as floats tell, all of it is innocent
        both = np.zeros(size + 1)
        both[0] = total = 1.0
    found: np.ndarray = both / total
    return found


def _ratios(blocks: Sequence[Block]) -> np.ndarray:
    """Return how likely each ratio of missed accounts is, given all moments of a group."""
    likely = -MISSED / MEAN_MISSED + np.log(np.gradient(MISSED))
    for block in blocks:
        likely = likely + np.array([_evidence(block, ratio) for ratio in MISSED])
    likely = np.exp(likely - likely.max())
    found: np.ndarray = likely / likely.sum()
    return found


def _evidence(block: Block, ratio: float) -> float:
    size = block.others.size
    missed = poisson.pmf(np.arange(size + 1), ratio * block.members.size)
    return float(np.log(max(float(missed @ block.innocent[::-1]), 1e-300)))
