from __future__ import annotations

import math

import numpy as np
import pytest

from clearwater.detect.blocks.evidence import BlockEvidence, block_evidence, null_worths
from clearwater.detect.blocks.moment_graph import MomentGraph, moment_graph
from clearwater.detect.blocks.search import grown_blocks
from clearwater.kernels.edge_chances import edge_views
from tests.helpers.null_graphs import DAY_US, HOUR_US, chung_lu, planted

NO_REPLICA_HAS_ANY = np.full(19, -np.inf)


def small() -> MomentGraph:
    """Return four accounts, all on objects 0 to 2, among strangers who act once each."""
    together = [(who, what) for who in range(4) for what in range(3)]
    strangers = [(4 + k, 3 + k % 7) for k in range(60)]
    edges = np.array(together + strangers)
    return moment_graph(edges[:, 0], edges[:, 1], None, 0)


def evidence(graph: MomentGraph, rows: list[int], columns: list[int]) -> BlockEvidence:
    return block_evidence(
        graph, np.array(rows, np.int32), np.array(columns, np.int32), NO_REPLICA_HAS_ANY
    )


def test_expected_edges_are_those_of_the_degrees() -> None:
    """Each of the four has 3 of 72 edges, each of the three objects 4."""
    found = evidence(small(), [0, 1, 2, 3], [0, 1, 2])
    assert found.edges == 12
    assert found.expected_edges == pytest.approx(12 * 3 * 4 / 72)
    assert found.density == 1.0


def test_bits_are_the_likelihood_less_the_price_of_naming_the_block() -> None:
    """A full block of chance 1/6: -log2 of that for each edge; 64 accounts and 10 objects."""
    found = evidence(small(), [0, 1, 2, 3], [0, 1, 2])
    price = math.log2(math.comb(64, 4) * math.comb(10, 3) * 64 * 10 * 12)
    assert found.bits == pytest.approx(max(0.0, 12 * math.log2(6) - price))


def test_the_number_of_windows_is_paid_for() -> None:
    rng = np.random.default_rng(3)
    log, fresh = planted(rng, chung_lu(rng, 400, 200, 3_000, days=30), 20, 15, 0.8, HOUR_US)
    graph = moment_graph(log.accounts, log.objects, log.times, HOUR_US)
    crowd = np.bincount(graph.column[np.isin(graph.row, fresh)], minlength=graph.moments)
    block = fresh.astype(np.int32), np.flatnonzero(crowd > 5).astype(np.int32)
    one, three = (
        block_evidence(graph, *block, NO_REPLICA_HAS_ANY, windows=windows).bits
        for windows in (1, 3)
    )
    assert one - three == pytest.approx(math.log2(3))


def test_the_weaker_of_bits_and_replicas_counts() -> None:
    none = BlockEvidence(12, 1.0, 1.0, 0.0, 0.05, 19, np.zeros(4))
    some = BlockEvidence(12, 1.0, 1.0, 40.0, 0.05, 19, np.zeros(4))
    assert none.p_value == 1.0
    assert some.p_value == 0.05


def test_p_is_the_part_of_replicas_worth_as_much() -> None:
    graph = small()
    block = np.arange(4, dtype=np.int32), np.arange(3, dtype=np.int32)
    null = np.array([1e9, 1e9, *[-np.inf] * 17])
    assert block_evidence(graph, *block, null).p_replicas == 3 / 20


def test_replicas_depend_on_the_seed_alone() -> None:
    log = chung_lu(np.random.default_rng(2), 200, 100, 2_000, days=30)
    graphs = [moment_graph(log.accounts, log.objects, log.times, DAY_US)]
    first, again = (null_worths(graphs, seed=4, replicas=8) for _ in range(2))
    assert np.array_equal(first, again)
    assert np.array_equal(first[:3], null_worths(graphs, seed=4, replicas=3))
    assert np.array_equal(first, null_worths(graphs, seed=4, replicas=8, threads=2))


def test_replicas_alone_are_calibrated_where_people_act_at_any_time() -> None:
    """60 draws, seeds 0 to 59; 3 are expected, more than 7 happen with a chance of 0.9 %."""
    alarms = 0
    for seed in range(60):
        log = chung_lu(np.random.default_rng([22, seed]), 400, 200, 3_000, days=60)
        graph = moment_graph(log.accounts, log.objects, log.times, 7 * DAY_US)
        views = edge_views(graph.row, graph.column, graph.stratum, graph.accounts)
        found = grown_blocks(views, seeds=64, most_visits=10_000_000)
        if found:
            null = null_worths([graph], seed=seed, replicas=19)
            block = block_evidence(graph, found[0].rows, found[0].columns, null)
            alarms += block.p_replicas <= 0.05
    assert alarms <= 7
