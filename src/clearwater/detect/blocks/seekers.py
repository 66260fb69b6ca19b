"""Seekers: where to look for groups that no pair of accounts gives away.

Twenty accounts that each did half of a dozen jobs share three or four of them two by two, which is
nothing among all pairs; as a block they are plain. A seeker returns blocks that are worth more than
the price of having found them, whatever they grew from (`clearwater.kernels.block_growth`: rates,
strata and crowds are the null, not density). It accuses nobody: who belongs to a group is asked of
every account anew, and fan clubs and classes are among the blocks as they are among the pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from clearwater.detect.base import DetectorSpec, Registry
from clearwater.detect.blocks.lockstep_cores import RULES, lockstep_cores
from clearwater.detect.blocks.moment_graph import MomentGraph, moment_graph
from clearwater.detect.blocks.search import LEAST, GrownBlock, grown_blocks
from clearwater.detect.measure import Limits, require_limits
from clearwater.engine.coded_log import CodedLog
from clearwater.kernels.binomial_bits import poisson_tails
from clearwater.kernels.edge_chances import EdgeViews, edge_views
from clearwater.units import MICROSECONDS

WINDOWS_S = (600.0, 3_600.0, 21_600.0)
"""Longest stretches of a moment. Who comes within a day of others shares a day with a class, a fan
club and a farm: blocks at 24 hours held all three."""

LEVEL = 0.01
"""Of being at a block's moments so often, over all accounts, for an account to be in it."""


class Seeker(Protocol):
    """One way of looking for groups. A frozen dataclass of its parameters."""

    LIMITS: ClassVar[Limits]
    """Lowest and highest value of each parameter that is a number."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what it is."""
        ...

    def seek(self, log: CodedLog, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return account codes (int32, ascending) of each block, the worthiest first.

        `groups` are accounts that something else suggests: they are looked into as well.
        """
        ...


def _spec(name: str, paper: str) -> DetectorSpec:
    return DetectorSpec(
        id=name,
        version="1",
        family="moves",
        columns=("actor", "object", "time"),
        paper=paper,
        cost="events, sorted once a window, and a bounded number of seeds",
        quiet="no block worth more than the price of having looked for it",
        innocent="a fan club, a class, a raid: people who share an interest or a timetable; their "
        "own habits are asked afterwards",
    )


@dataclass(frozen=True)
class DenseBlocks:
    """Blocks that grow from the densest parts and the most surprising moments of a log.

    Raises
    ------
    ParameterError
        If a value lies outside its limits.
    """

    LIMITS: ClassVar[Limits] = {"seeds": (1, 100_000), "most_visits": (1, 10**12)}

    seeds: int = 64
    """Moments tried as seeds at each window."""
    most_visits: int = 10_000_000
    """Edges that may be visited to rank them at each window, about a second."""

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what it is."""
        return _spec("dense-block", "Hooi et al., 2016, KDD (FRAUDAR); growth and worth are ours")

    def seek(self, log: CodedLog, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return the accounts of each block, the worthiest first."""
        windows = [round(window_s * MICROSECONDS) for window_s in WINDOWS_S]
        return _distinct(
            block
            for window_us in windows
            for block in _grown(_graph(log, window_us), groups, self.seeds, self.most_visits)
        )


@dataclass(frozen=True)
class LockstepCores:
    """Blocks that grow from cores of accounts that hit the same objects at the same times.

    Raises
    ------
    ParameterError
        If a value lies outside its limits.
    """

    LIMITS: ClassVar[Limits] = {"window_s": (1.0, 86_400.0), "seeds": (1, 100_000)}

    window_s: float = 600.0
    """Longest stretch in which a core hits an object."""
    seeds: int = 64
    """Bursts tried as seeds of cores, the fullest first; a popular object costs 20 ms."""

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what it is."""
        return _spec("lockstep-core", "Beutel et al., 2013, WWW (CopyCatch); worth is ours")

    def seek(self, log: CodedLog, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return the accounts of each block, the worthiest first."""
        window = round(self.window_s * MICROSECONDS)
        columns = (log.actor, log.object_of_key[log.key], log.time)
        rules = RULES._replace(most_seeds=self.seeds)
        cores = lockstep_cores(*columns, window, rules=rules, groups=groups)
        apart = list({core.tobytes(): core for core in cores}.values())
        return _distinct(_grown(_graph(log, window), apart, seeds=0, most_visits=1))


SEEKERS: Registry[Seeker] = Registry("seeker")
SEEKERS.register(DenseBlocks())
SEEKERS.register(LockstepCores())


def block_groups(log: CodedLog, groups: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return `groups`, and what seekers find besides: blocks of which most are in none of them.

    A block that overlaps what pairs have told apart is never a better seed: it may hold a farm and
    the class that came to the same objects, and what explains the class does not explain the farm.
    """
    found = list(groups)
    for seeker in SEEKERS:
        for block in seeker.seek(log, groups):
            known = np.isin(block, np.concatenate([np.empty(0, np.int32), *found]))
            if 2 * int(known.sum()) < block.size:
                found.append(block[~known])
    return found


def _graph(log: CodedLog, window_us: int) -> MomentGraph:
    return moment_graph(log.actor, log.object_of_key[log.key], log.time, window_us)


def _grown(
    graph: MomentGraph, groups: Sequence[np.ndarray], seeds: int, most_visits: int
) -> Iterator[GrownBlock]:
    """Yield the blocks that are worth something, of the accounts that were there often enough."""
    views = edge_views(graph.row, graph.column, graph.stratum, graph.accounts)
    share = np.bincount(graph.row, minlength=graph.accounts) / max(1, graph.row.size)
    for block in grown_blocks(views, seeds=seeds, most_visits=most_visits, candidates=groups):
        often = block.rows[_often(views, block, share)]
        if block.worth > 0.0 and often.size >= LEAST:
            yield GrownBlock(often, block.columns, block.worth)


def _often(views: EdgeViews, block: GrownBlock, share: np.ndarray) -> np.ndarray:
    """Return which accounts of a block were at its moments more often than their crowds explain.

    Membership leaves a group out of its own background, as a desk is all there is at its orders.
    So here it is left in, and only the account itself left out, as of a pair: a town that follows
    every call of one streamer is a block, but who is there meets everybody.
    """
    inside = np.zeros(views.column_mass.size, np.int64)
    inside[block.columns] = 1
    edges = [views.row_column[a:b] for a, b in _stretches(views.row_starts, block.rows)]
    times = np.array([inside[of_row].sum() for of_row in edges])
    others = np.diff(views.column_starts)[block.columns] - 1
    chance = poisson_tails(times, share[block.rows] * float(others.sum()))
    found: np.ndarray = (times >= LEAST) & (chance * share.size <= LEVEL)
    return found


def _stretches(starts: np.ndarray, rows: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(starts[rows].tolist(), starts[rows + 1].tolist(), strict=True))


def _distinct(blocks: Iterable[GrownBlock]) -> list[np.ndarray]:
    """Return the accounts of the blocks, of those that overlap the worthiest."""
    kept: list[np.ndarray] = []
    for block in sorted(blocks, key=lambda one: -one.worth):
        if not any(_overlap(block.rows, other) for other in kept):
            kept.append(block.rows)
    return kept


def _overlap(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether they have more than half of the smaller one in common."""
    return bool(2 * np.intersect1d(one, other).size > min(one.size, other.size))
