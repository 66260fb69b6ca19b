"""The peel against a loop that looks at every node, against brute force, and against goldens."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels.greedy_peel import DenseBlock, densest_block
from tests.helpers.coded import int32

Edge = tuple[int, int]
Block = tuple[list[int], list[int], float]

ROWS, COLUMNS = 5, 4
EDGES = st.sets(st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1)), max_size=20)
# Eighths: sums of them are exact, so equal weights are equal whatever they are summed from.
WEIGHTS = st.lists(st.integers(1, 16).map(lambda n: n / 8), min_size=COLUMNS, max_size=COLUMNS)


def peeled(edges: list[Edge], weights: list[float], rows: int = ROWS) -> Block:
    block = densest_block(
        int32([r for r, _ in edges]), int32([c for _, c in edges]), np.array(weights), rows=rows
    )
    return block.rows.tolist(), block.columns.tolist(), block.density


def density(edges: set[Edge], weights: list[float], inside: set[tuple[str, int]]) -> float:
    kept = sum(weights[c] for r, c in edges if ("r", r) in inside and ("c", c) in inside)
    return kept / len(inside)


def naive(edges: set[Edge], weights: list[float]) -> Block:
    """Take away the lightest node (rows first, small numbers first); keep the densest rest."""
    inside = {("r", r) for r in range(ROWS)} | {("c", c) for c in range(COLUMNS)}
    best, kept = density(edges, weights, inside), set(inside)
    while len(inside) > 1:

        def weight_of(node: tuple[str, int], inside: set[tuple[str, int]] = inside) -> float:
            return sum(
                weights[c]
                for r, c in edges
                if {("r", r), ("c", c)} <= inside and node in {("r", r), ("c", c)}
            )

        inside = inside - {min(inside, key=lambda n: (weight_of(n), n[0] == "c", n[1]))}
        if density(edges, weights, inside) > best:
            best, kept = density(edges, weights, inside), set(inside)
    return (
        sorted(n for kind, n in kept if kind == "r"),
        sorted(n for kind, n in kept if kind == "c"),
        best,
    )


@settings(print_blob=True)
@given(edges=EDGES.filter(bool), weights=WEIGHTS)
def test_agrees_with_looking_at_every_node(edges: set[Edge], weights: list[float]) -> None:
    assert peeled(sorted(edges), weights) == naive(edges, weights)


@settings(print_blob=True, max_examples=30)
@given(edges=EDGES.filter(bool), weights=WEIGHTS)
def test_is_at_least_half_as_dense_as_anything(edges: set[Edge], weights: list[float]) -> None:
    nodes = [("r", r) for r in range(ROWS)] + [("c", c) for c in range(COLUMNS)]
    densest = max(
        density(edges, weights, set(part))
        for size in range(1, len(nodes) + 1)
        for part in itertools.combinations(nodes, size)
    )
    assert peeled(sorted(edges), weights)[2] >= densest / 2


@settings(print_blob=True)
@given(edges=EDGES.filter(bool).map(sorted), weights=WEIGHTS, data=st.data())
def test_the_order_of_edges_does_not_matter(
    edges: list[Edge], weights: list[float], data: st.DataObject
) -> None:
    assert peeled(data.draw(st.permutations(edges)), weights) == peeled(edges, weights)


def test_a_square_stands_out_of_single_edges() -> None:
    """Rows 1 and 2 share columns 0 and 1 (weight 4 over 4 nodes); row 0 has an edge of its own."""
    edges = [(0, 2), (1, 0), (1, 1), (2, 0), (2, 1)]
    assert peeled(edges, [1.0, 1.0, 1.0], rows=3) == ([1, 2], [0, 1], 1.0)


def test_a_light_column_does_not_hold_a_block_together() -> None:
    """Everybody touches column 0, which is popular and weighs little."""
    edges = [*((r, 0) for r in range(5)), (3, 1), (3, 2), (4, 1), (4, 2)]
    assert peeled(edges, [0.125, 1.0, 1.0])[:2] == ([3, 4], [1, 2])


def test_a_part_must_be_denser_not_just_as_dense() -> None:
    """Two edges apart: both are as dense as either, and the first seen is both."""
    assert peeled([(0, 0), (1, 1)], [1.0, 1.0], rows=2) == ([0, 1], [0, 1], 0.5)


def test_nothing_is_no_block() -> None:
    assert peeled([], [1.0, 1.0]) == ([], [], 0.0)


@pytest.mark.data
@pytest.mark.parametrize(
    ("golden", "shape", "score"),
    [
        ("example", (20, 20), 3.049029363298518),
        ("otc", (200, 252), 3.541751992416216),
        ("checkpoint", (157, 64), 5.301255049204353),
        ("dagster", (42, 30), 1.2536027564121797),
    ],
)
def test_published_code_finds_the_same_block(
    data_dir: Path, golden: str, shape: tuple[int, int], score: float
) -> None:
    folder = data_dir / "dense"
    actors, objects = SOURCES[golden](folder)
    actor, object_ = _in_order_of_appearance(actors), _in_order_of_appearance(objects)
    pair = np.unique(np.stack([actor.indices.to_numpy(), object_.indices.to_numpy()]), axis=1)
    row, column = pair.astype(np.int32)
    # Weights as published: the logarithm of the degree, with 5 added.
    block = densest_block(
        row.copy(), column.copy(), 1 / np.log(np.bincount(column) + 5), rows=len(actor.dictionary)
    )
    assert (block.rows.size, block.columns.size) == shape
    assert block.density == pytest.approx(score, abs=1e-9)
    assert _names(block, actor, object_) == _golden(folder / f"golden_fraudar_{golden}_block.csv")


def _example(folder: Path) -> tuple[pa.Array, pa.Array]:
    edges = np.loadtxt(folder / "fraudar_example_edges.txt", dtype=np.int64)
    return pa.array(edges[:, 0]), pa.array(edges[:, 1])


def _events(name: str, action: str | None = None) -> Callable[[Path], tuple[pa.Array, pa.Array]]:
    def source(folder: Path) -> tuple[pa.Array, pa.Array]:
        events = pq.read_table(folder / f"{name}.parquet")
        if action is not None:
            events = events.filter(pc.field("action") == action)
        return events["actor"].combine_chunks(), events["object"].combine_chunks()

    return source


SOURCES = {
    "example": _example,
    "otc": _events("bitcoin_otc_edges"),
    "checkpoint": _events("starscout_checkpoint_campaign_events", "WatchEvent"),
    "dagster": _events("starscout_dagster_fake_star_edges"),
}


def _in_order_of_appearance(ids: pa.Array) -> pa.DictionaryArray:
    return ids.dictionary_encode()


def _names(
    block: DenseBlock, actor: pa.DictionaryArray, object_: pa.DictionaryArray
) -> tuple[set[int], set[int]]:
    return (
        set(actor.dictionary.take(pa.array(block.rows)).to_pylist()),
        set(object_.dictionary.take(pa.array(block.columns)).to_pylist()),
    )


def _golden(path: Path) -> tuple[set[int], set[int]]:
    with path.open() as lines:
        rows = list(csv.DictReader(lines))
    rows_of, columns_of = ({int(r["id"]) for r in rows if r["mode"] == mode} for mode in "01")
    return rows_of, columns_of
