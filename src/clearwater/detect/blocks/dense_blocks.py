"""Dense blocks: accounts that come to the same moments of many objects, and how likely by chance.

The accounts and the moments of objects make a graph, one for each window. Blocks are grown in it
from several kinds of seeds (`search`), judged by their worth, and held against what the same search
finds in replicas without coordination (`evidence`). Without times the moments are the objects.

The peel is after Hooi et al., "FRAUDAR", KDD 2016; growing accounts and objects in turn is after
Beutel et al., "CopyCatch", WWW 2013; worth, chances and replicas are ours. There is no threshold on
density, size or bits: all that is found comes back, with its p-value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from clearwater.detect.blocks.evidence import (
    BlockEvidence,
    SearchLimits,
    block_evidence,
    null_worths,
)
from clearwater.detect.blocks.moment_graph import MomentGraph, moment_graph
from clearwater.detect.blocks.search import GrownBlock, grown_blocks
from clearwater.errors import ParameterError
from clearwater.kernels.edge_chances import edge_views
from clearwater.units import MICROSECONDS

_LIMITS: dict[str, tuple[float, float]] = {
    "seeds": (1, 100_000),
    "most_visits": (1, 10**12),
    "replicas": (1, 1_000_000),
}
_YEAR_S = 366 * 86_400.0


@dataclass(frozen=True)
class BlockSettings:
    """What blocks are looked for; the defaults serve any log."""

    windows_s: tuple[float, ...] = (3_600.0, 86_400.0, 604_800.0)
    """Longest stretch of a moment, seconds, above 0 to 31,622,400; an hour, a day and a week."""
    seeds: int = 64
    """Moments tried as seeds at each window, 1 to 100,000."""
    most_visits: int = 10_000_000
    """Edges that may be visited to rank the seeds of a window (about a second), 1 to 10^12; those
    whose accounts do little come first."""
    replicas: int = 199
    """Replicas behind a p-value, 1 to 1,000,000."""

    def __post_init__(self) -> None:
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        for name, (low, high) in _LIMITS.items():
            if not low <= given[name] <= high:
                raise ParameterError(
                    f"{name} of BlockSettings is out of range",
                    expected=f"{low:,} to {high:,}",
                    found=repr(given[name]),
                )
        if not self.windows_s or not all(0 < one <= _YEAR_S for one in self.windows_s):
            raise ParameterError(
                "windows_s of BlockSettings are no windows",
                expected=f"one or more of above 0 to {_YEAR_S:,.0f} s",
                found=repr(self.windows_s),
            )

    @property
    def search(self) -> SearchLimits:
        """Return how far a search goes."""
        return SearchLimits(self.seeds, self.most_visits)


@dataclass(frozen=True)
class Block:
    """Accounts that came to the same moments."""

    accounts: np.ndarray
    """int32, ascending. Codes of the accounts."""
    objects: np.ndarray
    """int32, ascending. Codes of the objects whose moments they are."""
    moment_object: np.ndarray
    """int32, shape (moments,). Object of each moment."""
    moment_begin: np.ndarray
    """int64, shape (moments,). Its first event, microseconds since 1970; 0 without times."""
    window_us: int
    """Longest stretch of a moment; 0 without times."""
    evidence: BlockEvidence


def dense_blocks(
    accounts: np.ndarray,
    objects: np.ndarray,
    times: np.ndarray | None = None,
    *,
    seed: int,
    k: int = 3,
    candidates: Sequence[np.ndarray] = (),
    settings: BlockSettings | None = None,
    threads: int = 1,
) -> list[Block]:
    """Return up to `k` blocks, the one with the most bits first.

    Parameters
    ----------
    accounts, objects
        Codes from 0, shape (events,); repeats and any order are fine.
    times
        Microseconds since 1970-01-01 UTC, shape (events,); None asks who touched what, ever.
    seed
        Of the replicas, 0 to 2^32 - 1.
    k
        Most blocks to return, 1 and more.
    candidates
        Groups of account codes to look into besides the whole log.

    Returns
    -------
    list of Block
        Empty where no three accounts share three moments in a way that growth can hold on to. Of
        two blocks with more than half of the smaller one's accounts in common the better is kept.

    Raises
    ------
    ParameterError
        If the arrays do not belong together.
    """
    chosen = BlockSettings() if settings is None else settings
    windows = chosen.windows_s if times is not None else (0.0,)
    graphs = [moment_graph(accounts, objects, times, round(one * MICROSECONDS)) for one in windows]
    best = _distinct(_grown(graphs, chosen, candidates), k)
    if not best:
        return []
    # Where bits say p = 1, replicas cannot change it; in a quiet log that is every block.
    replicas = chosen.replicas if best[0][1].worth > math.log(len(graphs)) else 0
    null = null_worths(graphs, seed=seed, replicas=replicas, limits=chosen.search, threads=threads)
    return [_block(graph, found, null, len(graphs)) for graph, found in best]


def _grown(
    graphs: list[MomentGraph], chosen: BlockSettings, candidates: Sequence[np.ndarray]
) -> list[tuple[MomentGraph, GrownBlock]]:
    """Return what grows at any window, the worthiest first."""
    found = [
        (graph, one)
        for graph in graphs
        for one in grown_blocks(
            edge_views(graph.row, graph.column, graph.stratum, graph.accounts),
            seeds=chosen.seeds,
            most_visits=chosen.most_visits,
            candidates=candidates,
        )
    ]
    return sorted(found, key=lambda pair: -pair[1].worth)


def _distinct(
    found: list[tuple[MomentGraph, GrownBlock]], k: int
) -> list[tuple[MomentGraph, GrownBlock]]:
    kept: list[tuple[MomentGraph, GrownBlock]] = []
    for graph, one in found:
        if len(kept) == k:
            break
        if not any(_same_people(one.rows, other.rows) for _, other in kept):
            kept.append((graph, one))
    return kept


def _same_people(left: np.ndarray, right: np.ndarray) -> bool:
    return 2 * np.intersect1d(left, right).size > min(left.size, right.size)


def _block(graph: MomentGraph, found: GrownBlock, null: np.ndarray, windows: int) -> Block:
    object_ = graph.object[found.columns]
    return Block(
        accounts=found.rows,
        objects=np.unique(object_),
        moment_object=object_,
        moment_begin=graph.begin[found.columns],
        window_us=graph.window_us,
        evidence=block_evidence(graph, found.rows, found.columns, null, windows=windows),
    )
