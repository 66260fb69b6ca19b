"""How much speaks for a block, against what degrees, rates and crowds explain.

Two answers, of which the weaker counts:

* bits: the worth of the block (`clearwater.kernels.block_growth`), which pays for the choice of its
  accounts and moments among all there are, and so holds however the block was found;
* replicas: the part of them in which the same search finds anything worth as much. A replica
  draws anew which account was at which moment, inside strata of the log (`MomentGraph`): each
  account acts as often, in the same weeks and at the same hours, and each moment is as crowded.

Worth alone would trust the chances it is summed from; replicas alone would trust that people do
not come and go within a stratum (on made-up logs of a few short lives a week they did, and 37 of 40
logs had a "significant" block of three accounts, worth no bits, while strata were months long).

A dense core of busy accounts and popular objects is as dense in the replicas, and is worth nothing;
raw density would put it first. What both questions leave open is a shared interest: people who
follow the same things at the same hours are likelier to meet than their rates say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clearwater.detect.blocks.moment_graph import MomentGraph
from clearwater.detect.blocks.search import grown_blocks
from clearwater.engine.shards import ranges, run_shards
from clearwater.kernels.block_growth import worth
from clearwater.kernels.edge_chances import PSEUDO_EDGES, EdgeViews, edge_views
from clearwater.kernels.edge_swaps import swap_rows
from clearwater.kernels.ordering import group_starts, scatter_order

TRADES = 5.0
"""Exchanges tried for each edge of a replica."""
_LN2 = math.log(2.0)


@dataclass(frozen=True)
class SearchLimits:
    """How far a search goes; the same in the log and in its replicas."""

    seeds: int = 64
    """Moments that are tried as seeds, 1 to 100,000."""
    most_visits: int = 10_000_000
    """Edges that may be visited to rank the seeds of a window (about a second), 1 to 10^12; those
    whose accounts do little come first."""


@dataclass(frozen=True)
class BlockEvidence:
    """The evidence of one block."""

    edges: int
    """(account, moment) pairs inside that are in the log."""
    expected_edges: float
    """How many of them the accounts' rates and the moments' crowds explain."""
    density: float
    """Edges / (accounts x moments), above 0 to 1."""
    bits: float
    """Worth in bits, the price of the search paid; never below 0."""
    p_replicas: float
    """Part of the replicas, the log itself included, worth as much; at least 1 / (replicas + 1)."""
    replicas: int
    """0 where none were drawn because no block of the log had any bits."""
    share_of_account: np.ndarray
    """float64, shape (accounts,). Bits that would be lost without this account."""

    @property
    def p_value(self) -> float:
        """Return the larger of what replicas and bits say, 0 to 1."""
        return max(self.p_replicas, math.pow(2.0, -self.bits))


def null_worths(
    graphs: Sequence[MomentGraph],
    *,
    seed: int,
    replicas: int,
    limits: SearchLimits | None = None,
    threads: int = 1,
) -> np.ndarray:
    """Return the worth, in nats, of the best block of each replica; -inf where there is none.

    Parameters
    ----------
    graphs
        The same log at one window each: the best of all windows counts, as in the log.
    seed
        0 to 2^32 - 1; replica r depends on it, on r and on the graph, and on nothing else.
    replicas
        0 and more.
    """
    if replicas == 0:
        return np.empty(0)
    allowed = SearchLimits() if limits is None else limits
    prepared = [_ByStratum.of(graph) for graph in graphs]

    def work(first: int, end: int) -> np.ndarray:
        return np.array(
            [
                max(_best_of(one.redrawn(seed, r, w), allowed) for w, one in enumerate(prepared))
                for r in range(first, end)
            ]
        )

    return np.concatenate(list(run_shards(work, ranges(replicas, threads), threads)))


def block_evidence(
    graph: MomentGraph,
    rows: np.ndarray,
    columns: np.ndarray,
    null: np.ndarray,
    *,
    windows: int = 1,
) -> BlockEvidence:
    """Return the evidence of a block of `graph`.

    Parameters
    ----------
    rows, columns
        Accounts and moments of the block, at least one each with at least one edge; no repeats.
    null
        Worths of replicas, from `null_worths`.
    windows
        How many windows were searched: their number is paid for in bits.
    """
    views = edge_views(graph.row, graph.column, graph.stratum, graph.accounts)
    inside = np.zeros(graph.moments, bool)
    inside[columns] = True
    edges, costs = np.zeros(rows.size, np.int64), np.zeros(rows.size)
    for k, row in enumerate(rows.tolist()):
        mine = slice(views.row_starts[row], views.row_starts[row + 1])
        kept = inside[views.row_column[mine]]
        edges[k], costs[k] = kept.sum(), views.row_cost[mine][kept].sum()
    parts = _Parts(
        *_sizes(views), columns.size, edges, costs,
        views.row_mass[rows] * views.column_mass[columns].sum(),
    )  # fmt: skip
    whole = parts.worth(np.ones(rows.size, bool))
    left = [parts.worth(np.arange(rows.size) != k) for k in range(rows.size)]
    return BlockEvidence(
        edges=int(edges.sum()),
        expected_edges=_expected(graph, rows, columns),
        density=float(edges.sum() / (rows.size * columns.size)),
        bits=max(0.0, (whole - math.log(windows)) / _LN2),
        # What grew is worth the same here up to the order of its sums.
        p_replicas=float((1 + np.count_nonzero(null >= whole - 1e-6)) / (null.size + 1)),
        replicas=int(null.size),
        share_of_account=np.maximum(0.0, whole - np.maximum(0.0, left)) / _LN2,
    )


@dataclass(frozen=True)
class _Parts:
    """What the worth of a block is made of, row by row."""

    all_rows: int
    all_columns: int
    columns: int
    edges: np.ndarray
    costs: np.ndarray
    mass: np.ndarray

    def worth(self, kept: np.ndarray) -> float:
        """Return the worth, in nats, with the rows `kept`; -inf where no edge is left."""
        edges, rows = int(self.edges[kept].sum()), int(kept.sum())
        if edges == 0:
            return -math.inf
        sums = float(self.costs[kept].sum()), float(self.mass[kept].sum())
        value: float = worth(self.all_rows, self.all_columns, rows, self.columns, edges, *sums)
        return value


def _sizes(views: EdgeViews) -> tuple[int, int]:
    rows, columns = np.diff(views.row_starts), np.diff(views.column_starts)
    return int(np.count_nonzero(rows)), int(np.count_nonzero(columns))


def _expected(graph: MomentGraph, rows: np.ndarray, columns: np.ndarray) -> float:
    """Return the sum of the chances of all pairs of the block, each pair's own edge left out."""
    strata = int(graph.stratum[-1]) + 1
    crowd = np.bincount(graph.column, minlength=graph.moments).astype(np.float64)
    share = np.bincount(graph.stratum, crowd, strata) / graph.row.size
    mine = np.flatnonzero(np.isin(graph.row, rows))
    place = np.searchsorted(np.sort(rows), graph.row[mine])
    acts = np.zeros((rows.size, strata))
    np.add.at(acts, (place, graph.stratum[graph.column[mine]]), 1.0)
    there = np.zeros((rows.size, columns.size))
    order = np.sort(columns)
    inside = mine[np.isin(graph.column[mine], columns)]
    there[
        np.searchsorted(np.sort(rows), graph.row[inside]),
        np.searchsorted(order, graph.column[inside]),
    ] = 1.0
    n = acts.sum(axis=1, keepdims=True)
    s = graph.stratum[order]
    rate = ((acts[:, s] - there) / share[s] + PSEUDO_EDGES) / (n - there + PSEUDO_EDGES)
    return float((n / graph.row.size * np.maximum(1.0, rate) * crowd[order]).sum())


@dataclass(frozen=True)
class _ByStratum:
    """Edges of a graph, stratum by stratum: what replicas begin with."""

    graph: MomentGraph
    row: np.ndarray
    column: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, graph: MomentGraph) -> _ByStratum:
        stratum = graph.stratum[graph.column]
        starts = group_starts(stratum, int(graph.stratum.max(initial=-1)) + 1)
        order = scatter_order(stratum, starts)
        return cls(graph, graph.row[order], graph.column[order], starts)

    def redrawn(self, *seed: int) -> EdgeViews:
        """Return a replica that depends on these numbers."""
        row = self.row.copy()
        state = np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]
        swap_rows(row, self.column, self.starts, self.graph.moments, TRADES, state)
        return edge_views(row, self.column, self.graph.stratum, self.graph.accounts)


def _best_of(views: EdgeViews, limits: SearchLimits) -> float:
    found = grown_blocks(views, seeds=limits.seeds, most_visits=limits.most_visits)
    return found[0].worth if found else -math.inf
