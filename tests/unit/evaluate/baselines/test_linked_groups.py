"""Single linkage against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.evaluate.baselines.linked_groups import joined, named_groups

NODES = 8
LINKS = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)), max_size=9)


def labels_of(*blocks: list[tuple[int, int]]) -> list[int]:
    labels = np.arange(NODES)
    for block in blocks:
        left, right = np.array(block, np.int64).reshape(-1, 2).T
        labels = joined(labels, left, right)
    return labels.tolist()


@settings(print_blob=True)
@given(links=LINKS)
def test_agrees_with_networkx(links: list[tuple[int, int]]) -> None:
    graph = nx.Graph(links)
    graph.add_nodes_from(range(NODES))
    smallest = {node: min(part) for part in nx.connected_components(graph) for node in part}
    assert labels_of(links) == [smallest[node] for node in range(NODES)]


@settings(print_blob=True)
@given(links=LINKS, more=LINKS)
def test_links_in_two_blocks_are_links_in_one(
    links: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    assert labels_of(links, more) == labels_of(links + more)


def test_a_chain_is_one_group_named_after_its_first_account() -> None:
    labels = joined(np.arange(4), np.array([3, 2]), np.array([2, 1]))
    names = pa.array(["甲", "乙", "丙", "丁"])
    assert named_groups(labels, np.array([1, 3]), names) == {"乙": "乙", "丁": "乙"}
