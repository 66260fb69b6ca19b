"""Networks and their statistics, each number checked by eye."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.compat.coortweet import (
    account_stats,
    detect_groups,
    flag_speed_share,
    generate_coordinated_network,
    group_stats,
    network_nodes,
)
from clearwater.compat.coortweet.edges import r_quantile
from clearwater.errors import ParameterError, SchemaError

NAMES = ("object_id", "account_id", "content_id", "timestamp_share")
Row = tuple[Any, Any, Any, Any]

# b is later than a on two objects and earlier on the third; c joins once.
ROWS: list[Row] = [
    *(("o1", "a", "a1", 0), ("o1", "b", "b1", 2)),
    *(("o2", "a", "a1", 0), ("o2", "b", "b2", 4)),
    *(("o3", "b", "b3", 0), ("o3", "a", "a2", 6)),
    *(("o3", "c", "c1", 9), ("o4", "c", "c2", 900)),
]


def pairs(rows: list[Row], **options: Any) -> pa.Table:
    columns = [list(column) for column in zip(*rows, strict=True)]
    table = pa.table(dict(zip(NAMES, columns, strict=True)))
    return detect_groups(table, 10, 1, **options)


def network(rows: list[Row], *, bug_compatible: bool = False, **options: Any) -> pa.Table:
    result = pairs(rows, bug_compatible=bug_compatible)
    return generate_coordinated_network(result, bug_compatible=bug_compatible, **options)


def by_edge(edges: pa.Table, *names: str) -> dict[tuple[str, str], Any]:
    rows = edges.to_pylist()
    return {(r["from"], r["to"]): tuple(r[name] for name in names) for r in rows}


# --- edges --------------------------------------------------------------------------------------


@pytest.mark.parametrize("bug_compatible", [False, True])
def test_weight_counts_pairs_and_the_delta_is_their_mean(*, bug_compatible: bool) -> None:
    edges = network(ROWS, bug_compatible=bug_compatible)
    found = {tuple(sorted(k)): v for k, v in by_edge(edges, "weight", "avg_time_delta").items()}
    assert found == {("a", "b"): (3, 4.0), ("a", "c"): (1, 3.0), ("b", "c"): (1, 9.0)}


def test_contents_are_counted_for_each_account() -> None:
    names = ("n_content_id", "n_content_id_y", "edge_symmetry_score")
    assert by_edge(network(ROWS), *names)["a", "b"] == (2, 3, 2 / 3)
    # Older: a1, b3; newer: b1, b2, a2.
    assert by_edge(network(ROWS, bug_compatible=True), *names)["a", "b"] == (2, 3, 2 / 3)
    swapped = [(o, {"a": "b", "b": "a"}.get(who, who), c, t) for o, who, c, t in ROWS]
    assert by_edge(network(swapped), *names)["a", "b"] == (3, 2, 2 / 3)
    assert by_edge(network(swapped, bug_compatible=True), *names)["a", "b"] == (2, 3, 2 / 3)


def test_both_contents_of_a_loop_belong_to_its_account() -> None:
    result = pairs([("o", "a", "p", 0), ("o", "a", "q", 1)], remove_loops=False)
    names = ("weight", "n_content_id", "n_content_id_y")
    assert by_edge(generate_coordinated_network(result), *names) == {("a", "a"): (1, 2, 2)}
    peer = generate_coordinated_network(result, bug_compatible=True)
    assert by_edge(peer, *names) == {("a", "a"): (1, 1, 1)}


def test_the_flag_is_strictly_above_the_quantile() -> None:
    flagged = by_edge(network(ROWS, edge_weight=0.5), "weight_threshold")
    assert flagged == {("a", "b"): (1,), ("a", "c"): (0,), ("b", "c"): (0,)}
    assert set(by_edge(network(ROWS, edge_weight=1.0), "weight_threshold").values()) == {(0,)}


def test_subgraph_1_is_the_flagged_edges() -> None:
    assert list(by_edge(network(ROWS, subgraph=1))) == [("a", "b")]


def test_no_pairs_give_no_edges_but_all_columns() -> None:
    edges = network(ROWS[:1], objects=True)
    assert edges.num_rows == 0
    assert edges.column_names == network(ROWS, objects=True).column_names


def test_accounts_are_ordered_by_code_point_or_as_the_peer_orders_them() -> None:
    rows: list[Row] = [("o", "b", "p", 0), ("o", "B", "q", 0)]
    assert list(by_edge(network(rows))) == [("B", "b")]
    assert list(by_edge(network(rows, bug_compatible=True))) == [("b", "B")]


@given(weights=st.lists(st.integers(1, 9), min_size=1, max_size=40), share=st.floats(0, 1))
def test_the_quantile_is_linear_between_ranks(weights: list[int], share: float) -> None:
    assert r_quantile(np.array(weights), share) == pytest.approx(np.quantile(weights, share))


def test_the_quantile_of_many_ones_is_exactly_one() -> None:
    """A rank that is only nearly whole must not give 0.999..., above which 1 would be flagged."""
    for size in range(2, 200):
        assert r_quantile(np.array([1] * (size - 1) + [2]), 0.95) >= 1


# --- objects ------------------------------------------------------------------------------------

COMMAS: list[Row] = [
    *(("http://x/?a,b", "a", "p", 0), ("http://x/?a,b", "b", "q", 1)),
    *(('say "hi"', "a", "r", 0), ('say "hi"', "b", "s", 1)),
]


def test_objects_are_listed_in_order_of_appearance() -> None:
    assert by_edge(network(ROWS, objects=True), "object_ids")["a", "b"] == ("o1,o2,o3",)


def test_an_object_id_with_a_comma_stays_whole() -> None:
    edges = network(COMMAS, objects=True)
    assert by_edge(edges, "object_ids")["a", "b"] == ('"http://x/?a,b","say ""hi"""',)
    assert group_stats(edges, "none").to_pylist() == [
        {"object_id": "http://x/?a,b", "num_accounts": 2},
        {"object_id": 'say "hi"', "num_accounts": 2},
    ]
    edges = network(COMMAS, objects=True, bug_compatible=True)
    assert by_edge(edges, "object_ids")["a", "b"] == ('http://x/?a,b,say "hi"',)
    broken = group_stats(edges, "none", bug_compatible=True)
    assert broken["object_id"].to_pylist() == ["http://x/?a", "b", 'say "hi"']


def test_group_stats_counts_both_ends() -> None:
    # One edge's `from` is another's `to`: a - b and b - c on o.
    rows: list[Row] = [("o", "a", "p", 0), ("o", "b", "q", 8), ("o", "c", "r", 16)]
    assert group_stats(network(rows, objects=True), "none").to_pylist() == [
        {"object_id": "o", "num_accounts": 3}
    ]
    peer = group_stats(
        network(rows, objects=True, bug_compatible=True), "none", bug_compatible=True
    )
    assert peer["num_accounts"].to_pylist() == [2]


def test_group_stats_puts_the_most_shared_object_first() -> None:
    stats = group_stats(network(ROWS, objects=True), "none")
    assert stats["object_id"].to_pylist() == ["o3", "o1", "o2"]
    flagged = group_stats(network(ROWS, objects=True))
    assert set(flagged["num_accounts"].to_pylist()) == {2}


# --- account_stats ------------------------------------------------------------------------------

# a has three edges: two alike (delta 2), one of delta 8.
STAR: list[Row] = [
    *(("o1", "a", "a1", 0), ("o1", "b", "b1", 2)),
    *(("o2", "a", "a2", 0), ("o2", "c", "c1", 2)),
    *(("o3", "a", "a3", 0), ("o3", "d", "d1", 8)),
]


def test_account_stats_means_every_edge() -> None:
    result, edges = pairs(STAR), network(STAR)
    stats = {row["account_id"]: row for row in account_stats(edges, result, "none").to_pylist()}
    assert list(stats) == ["a", "b", "c", "d"]
    assert stats["a"] == {
        "account_id": "a",
        "avg_time_delta": 4.0,
        "avg_edge_symmetry_score": 1.0,
        "unique_shares_count": 3,
    }
    peer = account_stats(edges, result, "none", bug_compatible=True)
    assert peer["avg_time_delta"].to_pylist() == [5.0, 2.0, 2.0, 8.0]


def test_account_stats_counts_a_loop_once() -> None:
    rows: list[Row] = [
        ("o", "a", "p", 0),
        ("o", "a", "q", 2),
        ("z", "a", "r", 0),
        ("z", "b", "s", 8),
    ]
    result = pairs(rows, remove_loops=False)
    stats = account_stats(generate_coordinated_network(result), result, "none")
    assert stats["avg_time_delta"].to_pylist() == [5.0, 8.0]


def test_account_stats_of_flagged_edges_still_counts_all_shares() -> None:
    stats = account_stats(network(ROWS), pairs(ROWS))
    assert stats.select(["account_id", "unique_shares_count"]).to_pylist() == [
        {"account_id": "a", "unique_shares_count": 2},
        {"account_id": "b", "unique_shares_count": 3},
    ]


def test_statistics_of_no_edges_are_empty() -> None:
    result, edges = pairs(ROWS[:1]), network(ROWS[:1], objects=True)
    assert account_stats(edges, result).num_rows == 0
    assert group_stats(edges).num_rows == 0


# --- the fast network ---------------------------------------------------------------------------

# a - b is fast twice, b - c once and once slow, c - d and d - e are slow; e - f is on its own.
CHAIN: list[Row] = [
    *(("o1", "a", "a1", 0), ("o1", "b", "b1", 1)),
    *(("o2", "a", "a2", 0), ("o2", "b", "b2", 1)),
    *(("o3", "b", "b3", 0), ("o3", "c", "c1", 1)),
    *(("o4", "b", "b4", 0), ("o4", "c", "c2", 9)),
    *(("o5", "c", "c3", 0), ("o5", "d", "d1", 9)),
    *(("o6", "d", "d2", 0), ("o6", "e", "e1", 9)),
    *(("o7", "e", "e2", 0), ("o7", "f", "f1", 9)),
]


def fast_network(*, bug_compatible: bool = False, **options: Any) -> tuple[pa.Table, pa.Table]:
    columns = [list(column) for column in zip(*CHAIN, strict=True)]
    table = pa.table(dict(zip(NAMES, columns, strict=True)))
    marked = flag_speed_share(
        table,
        detect_groups(table, 10, 1, bug_compatible=bug_compatible),
        1,
        2,
        bug_compatible=bug_compatible,
    )
    edges = generate_coordinated_network(
        marked, fast_net=True, bug_compatible=bug_compatible, **options
    )
    return edges, marked


@pytest.mark.parametrize("bug_compatible", [False, True])
def test_fast_attributes_stand_beside_the_full_ones(*, bug_compatible: bool) -> None:
    edges, _ = fast_network(bug_compatible=bug_compatible)
    names = ("weight_full", "weight_fast", "weight_threshold_full", "weight_threshold_fast")
    assert by_edge(edges, *names) == {
        ("a", "b"): (2, 2, 1, 1),
        ("b", "c"): (2, 1, 1, 0),
        ("c", "d"): (1, None, 0, None),
        ("d", "e"): (1, None, 0, None),
        ("e", "f"): (1, None, 0, None),
    }


def test_subgraphs_of_the_fast_network() -> None:
    assert list(by_edge(fast_network(subgraph=2)[0])) == [("a", "b")]
    edges, _ = fast_network(subgraph=3)
    assert list(by_edge(edges)) == [("a", "b"), ("b", "c")]
    assert network_nodes(edges).to_pylist() == [
        {"name": "a", "color_v": 1},
        {"name": "b", "color_v": 1},
        {"name": "c", "color_v": 0},
    ]


def test_account_stats_of_a_fast_network() -> None:
    edges, marked = fast_network()
    stats = {row["account_id"]: row for row in account_stats(edges, marked, "none").to_pylist()}
    assert stats["b"]["avg_time_delta_full"] == (1 + 5) / 2
    assert stats["b"]["avg_time_delta_fast"] == 1
    assert stats["d"]["avg_time_delta_fast"] is None
    assert stats["b"]["unique_shares_count"] == 4
    fast = account_stats(edges, marked, "fast").to_pylist()
    assert [(row["account_id"], row["unique_shares_count"]) for row in fast] == [("a", 2), ("b", 3)]


def test_group_stats_of_a_fast_network() -> None:
    edges, _ = fast_network(objects=True)
    assert group_stats(edges, "fast")["object_id"].to_pylist() == ["o1", "o2"]
    assert group_stats(edges)["object_id"].to_pylist() == ["o1", "o2", "o3", "o4"]


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"edge_weight": 1.5},
        {"edge_weight": -0.1},
        {"subgraph": 4},
        {"subgraph": 2},
        {"subgraph": 3},
        {"subgraph": 1, "fast_net": True},
    ],
)
def test_network_parameters_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ParameterError):
        network(ROWS, **options)


def test_a_fast_network_needs_marked_pairs() -> None:
    with pytest.raises(SchemaError, match="flag_speed_share"):
        network(ROWS, fast_net=True)


def test_group_stats_needs_objects() -> None:
    with pytest.raises(SchemaError, match="object_ids"):
        group_stats(network(ROWS))


def test_fast_statistics_need_a_fast_network() -> None:
    with pytest.raises(SchemaError, match="weight_threshold_fast"):
        account_stats(network(ROWS), pairs(ROWS), "fast")


def test_an_unknown_threshold_is_refused_with_the_near_name() -> None:
    unknown: Any = "fasst"
    with pytest.raises(ParameterError, match="'fast'"):
        account_stats(network(ROWS), pairs(ROWS), unknown)
