"""detect_groups and flag_speed_share on logs checked by eye, and against a loop over all pairs."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.compat.coortweet import detect_groups, flag_speed_share
from clearwater.errors import ParameterError, SchemaError

Row = tuple[Any, Any, Any, Any]

NAMES = ("object_id", "account_id", "content_id", "timestamp_share")
PAIR_NAMES = [
    *("object_id", "content_id", "content_id_y"),
    *("time_delta", "account_id", "account_id_y"),
]


def log(*rows: Row) -> pa.Table:
    return pa.table({name: [row[at] for row in rows] for at, name in enumerate(NAMES)})


def contents(result: pa.Table) -> list[tuple[Any, Any]]:
    return list(
        zip(result["content_id"].to_pylist(), result["content_id_y"].to_pylist(), strict=True)
    )


def pairs(*rows: Row, window: float = 10, least: int = 1, **options: Any) -> list[tuple[Any, Any]]:
    return contents(detect_groups(log(*rows), window, least, **options))


# --- what both modes share ----------------------------------------------------------------------


@pytest.mark.parametrize("bug_compatible", [False, True])
class TestBothModes:
    def test_the_window_is_inclusive(self, *, bug_compatible: bool) -> None:
        rows = [("o", "a", "p", 0.0), ("o", "b", "q", 10.0), ("o", "c", "r", 20.5)]
        assert pairs(*rows, bug_compatible=bug_compatible) == [("p", "q")]

    def test_the_older_share_comes_first_and_the_delta_is_whole(
        self, *, bug_compatible: bool
    ) -> None:
        table = log(("o", "a", "late", 107), ("o", "b", "early", 100))
        result = detect_groups(table, 10, 1, bug_compatible=bug_compatible)
        assert result.column_names == PAIR_NAMES
        assert result.to_pylist() == [
            {
                "object_id": "o",
                "content_id": "early",
                "content_id_y": "late",
                "time_delta": 7,
                "account_id": "b",
                "account_id_y": "a",
            }
        ]

    def test_of_two_shares_at_once_the_first_account_of_the_log_is_the_older(
        self, *, bug_compatible: bool
    ) -> None:
        rows = [("x", "b", "other", 0), ("o", "a", "p", 50), ("o", "b", "q", 50)]
        assert pairs(*rows, window=0, bug_compatible=bug_compatible) == [("q", "p")]

    def test_an_account_below_the_least_participation_is_dropped(
        self, *, bug_compatible: bool
    ) -> None:
        once = [("o", "a", "p", 0), ("o", "b", "q", 1), ("o", "c", "r", 2), ("z", "c", "s", 900)]
        twice = [("z", "a", "t", 0)]
        found = pairs(*once, *twice, least=2, bug_compatible=bug_compatible)
        assert found == []  # c shared twice, but only once in company
        assert pairs(*once, *twice, bug_compatible=bug_compatible) == [
            *(("p", "q"), ("p", "r"), ("q", "r"))
        ]

    def test_one_qualifying_side_keeps_a_pair(self, *, bug_compatible: bool) -> None:
        rows = [
            *(("o1", "a", "p1", 0), ("o1", "b", "q1", 1)),
            *(("o2", "a", "p2", 0), ("o2", "c", "r1", 1)),
            *(("z", "b", "far", 0), ("z", "c", "away", 5_000)),
        ]
        found = pairs(*rows, least=2, bug_compatible=bug_compatible)
        assert found == [("p1", "q1"), ("p2", "r1")]

    def test_shares_without_a_time_never_pair(self, *, bug_compatible: bool) -> None:
        rows = [("o", "a", "p", None), ("o", "b", "q", 1.0), ("o", "c", "r", float("nan"))]
        assert pairs(*rows, bug_compatible=bug_compatible) == []

    def test_pairs_of_one_account_are_loops(self, *, bug_compatible: bool) -> None:
        rows = [("o", "a", "p", 0), ("o", "a", "q", 1)]
        options: dict[str, Any] = {"bug_compatible": bug_compatible}
        assert pairs(*rows, **options) == []
        assert pairs(*rows, remove_loops=False, **options) == [("p", "q")]

    def test_an_original_listed_as_its_own_share_is_a_loop(self, *, bug_compatible: bool) -> None:
        rows = [("post", "a", "post", 0), ("post", "b", "q", 1), ("post", "c", "r", 2)]
        options: dict[str, Any] = {"bug_compatible": bug_compatible}
        assert pairs(*rows, **options) == [("q", "r")]
        assert len(pairs(*rows, remove_loops=False, **options)) == 3

    @pytest.mark.parametrize("least", [1, 9])
    def test_nothing_to_find_gives_an_empty_table(
        self, *, bug_compatible: bool, least: int
    ) -> None:
        for rows in ([], [("o", "a", "p", 0)]):
            result = detect_groups(log(*rows), 10, least, bug_compatible=bug_compatible)
            assert (result.num_rows, result.column_names) == (0, PAIR_NAMES)

    def test_ids_keep_their_type(self, *, bug_compatible: bool) -> None:
        result = detect_groups(
            log((7, "a", 1, 0), (7, "b", 2, 1)), 10, 1, bug_compatible=bug_compatible
        )
        assert result.schema.field("object_id").type == pa.int64()
        assert contents(result) == [(1, 2)]


def test_arrow_timestamps_are_seconds() -> None:
    table = log(("o", "a", "p", 0), ("o", "b", "q", 10_500_000))
    stamps = table["timestamp_share"].cast(pa.timestamp("us", tz="UTC"))
    table = table.set_column(3, "timestamp_share", stamps)
    assert detect_groups(table, 10.5, 1)["time_delta"].to_pylist() == [10.5]
    assert detect_groups(table, 10.4, 1).num_rows == 0


def test_the_old_column_name_is_read_with_a_warning() -> None:
    table = log(("o", "a", "p", 0), ("o", "b", "q", 1))
    old = table.rename_columns(["object_id", "id_account", "content_id", "timestamp_share"])
    with pytest.warns(DeprecationWarning, match="id_account"):
        assert detect_groups(old, 10, 1).num_rows == 1


def test_a_viral_object_costs_only_its_pairs() -> None:
    """The peer makes n(n-1)/2 pairs first and stops at an object of more than 65,536 rows."""
    shares = 70_000
    table = pa.table(
        {
            "object_id": pa.repeat("o", shares),
            "account_id": pa.array(range(shares)),
            "content_id": pa.array(range(shares, 2 * shares)),
            "timestamp_share": pa.array(range(0, 20 * shares, 20)),
        }
    )
    assert detect_groups(table, 19, 1).num_rows == 0
    assert detect_groups(table, 20, 1).num_rows == shares - 1


# --- each bug: right by default, reproduced on request ------------------------------------------


def test_a_row_that_comes_twice_is_one_share() -> None:
    rows = [("o", "a", "p", 0), ("o", "a", "p", 0), ("o", "b", "q", 1)]
    assert pairs(*rows) == [("p", "q")]
    assert pairs(*rows, bug_compatible=True) == [("p", "q"), ("p", "q")]
    assert pairs(*rows, least=2) == []
    assert len(pairs(*rows, least=2, remove_loops=False, bug_compatible=True)) == 1


def test_a_missing_object_is_not_an_object_in_common() -> None:
    rows = [(None, "a", "p", 0), (None, "b", "q", 1)]
    assert pairs(*rows, remove_loops=False) == []
    assert pairs(*rows, remove_loops=False, bug_compatible=True) == [("p", "q")]
    assert pairs(*rows, bug_compatible=True) == []


def test_a_number_that_is_both_an_object_and_a_later_content_is_no_original() -> None:
    rows = [(7, "a", 1, 0), (7, "b", 7, 5)]
    assert pairs(*rows) == [(1, 7)]
    assert pairs(*rows, bug_compatible=True) == []


# --- against all pairs --------------------------------------------------------------------------

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["o1", "o2", "o3"]),
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["p1", "p2", "p3", "p4", "p5", "o1"]),
        st.integers(0, 24).map(lambda half: half / 2),
    ),
    max_size=12,
)


def naive(rows: list[Row], window: float, least: int, *, remove_loops: bool) -> Counter[Any]:
    """The rules as they are written down, one after the other."""
    active = Counter(row[1] for row in rows)
    rows = [row for row in rows if active[row[1]] >= least]
    order = list(dict.fromkeys(row[1] for row in rows))
    rows.sort(key=lambda row: order.index(row[1]))
    found = []
    for left, right in combinations(rows, 2):
        if left[0] != right[0] or abs(left[3] - right[3]) > window:
            continue
        if remove_loops and (
            left[0] in (left[2], right[2]) or left[2] == right[2] or left[1] == right[1]
        ):
            continue
        found.append((left, right) if left[3] <= right[3] else (right, left))
    if least >= 1:
        paired = {row[2] for pair in found for row in pair}
        counts = Counter(row[1] for row in rows if row[2] in paired)
        kept = {row[2] for row in rows if row[2] in paired and counts[row[1]] >= least}
        found = [pair for pair in found if pair[0][2] in kept or pair[1][2] in kept]
    return Counter((a[0], a[2], b[2], b[3] - a[3], a[1], b[1]) for a, b in found)


@settings(print_blob=True)
@given(
    rows=ROWS,
    window=st.sampled_from([0.0, 0.5, 3.0, 12.0]),
    least=st.integers(0, 4),
    remove_loops=st.booleans(),
)
def test_agrees_with_all_pairs(
    *, rows: list[Row], window: float, least: int, remove_loops: bool
) -> None:
    result = detect_groups(log(*rows), window, least, remove_loops, bug_compatible=True)
    found = Counter(tuple(row[name] for name in PAIR_NAMES) for row in result.to_pylist())
    assert found == naive(list(rows), window, least, remove_loops=remove_loops)


@settings(print_blob=True)
@given(rows=ROWS, window=st.sampled_from([0.5, 12.0]), least=st.integers(0, 3))
def test_default_is_the_peer_on_distinct_shares(rows: list[Row], window: float, least: int) -> None:
    distinct = [row for row in dict.fromkeys(rows) if row[0] != row[2]]
    twice = distinct + distinct
    found = detect_groups(log(*twice), window, least)
    assert found.equals(detect_groups(log(*distinct), window, least, bug_compatible=True))


# --- flag_speed_share ---------------------------------------------------------------------------

SPEED = [
    *(("o1", "a", "p1", 0), ("o1", "b", "q1", 2)),
    *(("o2", "a", "p2", 0), ("o2", "b", "q2", 8)),
    *(("o3", "c", "r", 0), ("o3", "d", "s", 1)),
    *(("z", "c", "t", 0), ("z", "d", "u", 900)),
]


def flags(rows: list[Row], least: int, window: float, **options: Any) -> dict[Any, int]:
    table = log(*rows)
    result = detect_groups(table, 10, 1, **options)
    marked = flag_speed_share(table, result, least, window, **options)
    column = f"time_window_{window:g}"
    assert marked.column_names == [*PAIR_NAMES, column]
    return dict(zip(contents(marked), marked[column].to_pylist(), strict=True))


@pytest.mark.parametrize("bug_compatible", [False, True])
def test_fast_pairs_are_marked(*, bug_compatible: bool) -> None:
    found = flags(SPEED, 1, 2.5, bug_compatible=bug_compatible)
    assert found == {("p1", "q1"): 1, ("p2", "q2"): 0, ("r", "s"): 1}


@pytest.mark.parametrize("bug_compatible", [False, True])
def test_participation_is_counted_among_the_fast(*, bug_compatible: bool) -> None:
    assert set(flags(SPEED, 2, 2, bug_compatible=bug_compatible).values()) == {0}


def test_a_pair_is_fast_on_its_own_object_only() -> None:
    rows = [
        *(("o1", "a", "p", 0), ("o1", "b", "q", 1)),
        *(("o2", "a", "p", 0), ("o2", "b", "q", 9)),
    ]
    table = log(*rows)
    marks = {}
    for bug_compatible in (False, True):
        options = {"bug_compatible": bug_compatible}
        result = detect_groups(table, 10, 1, **options)
        marked = flag_speed_share(table, result, 1, 2, **options)
        marks[bug_compatible] = sorted(marked["time_window_2"].to_pylist())
    assert marks == {False: [0, 1], True: [1, 1]}


def test_the_rows_keep_their_order() -> None:
    table = log(("o", "a", "z", 0), ("o", "b", "y", 1), ("o", "c", "x", 2))
    result = detect_groups(table, 10, 1)
    marked = flag_speed_share(table, result, 1, 1)
    assert marked.drop_columns(["time_window_1"]).equals(result)
    assert contents(flag_speed_share(table, result, 1, 1, bug_compatible=True)) == [
        *(("y", "x"), ("z", "x"), ("z", "y"))
    ]


def test_no_pairs_give_no_marks() -> None:
    table = log(("o", "a", "p", 0))
    assert flag_speed_share(table, detect_groups(table, 1, 1), 1, 1).num_rows == 0


# --- refusals -----------------------------------------------------------------------------------


def test_a_missing_column_is_named_with_its_likely_stand_in() -> None:
    table = log(("o", "a", "p", 0)).rename_columns([*NAMES[:2], "contentid", NAMES[3]])
    with pytest.raises(SchemaError, match=r"'content_id'.*did you mean 'contentid'"):
        detect_groups(table)


def test_ids_that_are_fractions_are_refused() -> None:
    with pytest.raises(SchemaError, match="cannot be read as ids"):
        detect_groups(log((0.5, "a", "p", 0)))


@pytest.mark.parametrize("arguments", [(-1, 1), (float("nan"), 1), (1, -1)])
def test_parameters_out_of_range_are_refused(arguments: tuple[float, int]) -> None:
    table = log(("o", "a", "p", 0))
    with pytest.raises(ParameterError, match="out of range"):
        detect_groups(table, *arguments)
    with pytest.raises(ParameterError, match="out of range"):
        flag_speed_share(table, detect_groups(table), arguments[1], arguments[0])
