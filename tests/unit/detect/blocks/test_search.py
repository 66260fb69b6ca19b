from __future__ import annotations

import numpy as np

from clearwater.detect.blocks.moment_graph import moment_graph
from clearwater.detect.blocks.search import grown_blocks
from clearwater.kernels.edge_chances import EdgeViews, edge_views
from tests.helpers.null_graphs import HOUR_US, chung_lu, planted


def attacked() -> tuple[EdgeViews, np.ndarray]:
    rng = np.random.default_rng(6)
    log, fresh = planted(rng, chung_lu(rng, 800, 400, 6_000, 60), 30, 20, 0.5, HOUR_US)
    graph = moment_graph(log.accounts, log.objects, log.times, HOUR_US)
    return edge_views(graph.row, graph.column, graph.stratum, graph.accounts), fresh


def test_a_block_grows_from_the_crowd_of_a_moment() -> None:
    views, fresh = attacked()
    found = grown_blocks(views, seeds=1, most_visits=10**9)
    assert np.isin(found[0].rows, fresh).mean() > 0.95
    assert [one.worth for one in found] == sorted((one.worth for one in found), reverse=True)


def test_seeds_that_cost_too_much_are_not_tried() -> None:
    """The densest part of the whole is still looked into."""
    views, _ = attacked()
    with_seeds = grown_blocks(views, seeds=64, most_visits=10**9)
    without = grown_blocks(views, seeds=64, most_visits=1)
    assert len(without) <= 1 < len(with_seeds)


def test_a_group_of_candidates_is_a_seed() -> None:
    views, fresh = attacked()
    found = grown_blocks(views, seeds=0, most_visits=1, candidates=[fresh[:10]])
    assert np.isin(found[0].rows, fresh).mean() > 0.95
    assert found[0].rows.size > 25
