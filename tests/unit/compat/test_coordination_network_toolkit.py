"""compute_network on logs small enough to check by eye, and against a plain SQL self-join."""

from __future__ import annotations

import sqlite3
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.compat.coordination_network_toolkit import compute_network, preprocess, tokenize
from clearwater.compat.coordination_network_toolkit.network import KINDS
from clearwater.errors import ParameterError, SchemaError

Edges = dict[tuple[str, str], int]

COLUMNS = ("message_id", "user_id", "repost_id", "reply_id", "message", "timestamp", "urls")


def log(*rows: tuple[Any, ...], **changed: list[Any]) -> pa.Table:
    """Rows of (user, time) and, by name, the columns that matter to the test."""
    table: dict[str, list[Any]] = {
        "message_id": [f"m{number}" for number in range(len(rows))],
        "user_id": [row[0] for row in rows],
        "timestamp": [row[1] for row in rows],
    }
    for name in ("repost_id", "reply_id", "message", "urls"):
        table[name] = [""] * len(rows)
    return pa.table({**table, **changed})


def edges(table: pa.Table, kind: Any, **options: Any) -> Edges:
    defaults = {"time_window": 10, "min_edge_weight": 1}
    found = compute_network(table, kind, **{**defaults, **options})
    assert found.schema.names == ["user_1", "user_2", "weight"]
    return {(row["user_1"], row["user_2"]): row["weight"] for row in found.to_pylist()}


def between_accounts(found: Edges) -> Edges:
    return {pair: weight for pair, weight in found.items() if pair[0] != pair[1]}


# --- what both modes share ----------------------------------------------------------------------


@pytest.mark.parametrize("bug_compatible", [False, True])
class TestBothModes:
    def test_the_window_is_inclusive_and_directions_are_counted_apart(
        self, *, bug_compatible: bool
    ) -> None:
        table = log(("a", 0), ("b", 10), ("b", 10), ("c", 20.5), repost_id=["x"] * 4)
        found = between_accounts(edges(table, "co_retweet", bug_compatible=bug_compatible))
        assert found == {("a", "b"): 1, ("b", "a"): 2}

    def test_the_least_weight_is_asked_of_each_direction(self, *, bug_compatible: bool) -> None:
        table = log(("a", 0), ("b", 1), ("b", 2), repost_id=["x"] * 3)
        options = {"min_edge_weight": 2, "bug_compatible": bug_compatible}
        assert between_accounts(edges(table, "co_retweet", **options)) == {("b", "a"): 2}

    def test_the_first_row_of_a_message_id_counts(self, *, bug_compatible: bool) -> None:
        table = log(("a", 0), ("b", 0), ("c", 0), repost_id=["x"] * 3, message_id=["m", "m", "n"])
        found = between_accounts(edges(table, "co_retweet", bug_compatible=bug_compatible))
        assert set(found) == {("a", "c"), ("c", "a")}

    def test_replies_texts_and_links_of_reposts_do_not_count(self, *, bug_compatible: bool) -> None:
        same: dict[str, list[Any]] = {
            "reply_id": ["r"] * 3,
            "message": ["buy now"] * 3,
            "urls": ["http://x"] * 3,
            "repost_id": ["", "", "p"],
        }
        table = log(("a", 0), ("b", 0), ("c", 0), **same)
        for kind in ("co_reply", "co_tweet", "co_similar_tweet", "co_link"):
            found = between_accounts(edges(table, kind, bug_compatible=bug_compatible))
            assert set(found) == {("a", "b"), ("b", "a")}, kind
        assert len(between_accounts(edges(table, "co_post", bug_compatible=bug_compatible))) == 6

    def test_a_message_with_two_links_in_common_counts_once(self, *, bug_compatible: bool) -> None:
        table = log(("a", 0), ("b", 0), urls=["http://x http://y", "http://y http://x"])
        found = between_accounts(edges(table, "co_link", bug_compatible=bug_compatible))
        assert found == {("a", "b"): 1, ("b", "a"): 1}

    def test_similarity_is_inclusive_and_short_documents_are_like_nothing(
        self, *, bug_compatible: bool
    ) -> None:
        table = log(("a", 0), ("b", 0), message=["one two", "one two three four"])
        options: dict[str, Any] = {"bug_compatible": bug_compatible}
        similar = "co_similar_tweet"
        assert between_accounts(edges(table, similar, similarity_threshold=0.5, **options))
        assert not between_accounts(edges(table, similar, similarity_threshold=0.51, **options))
        options.update(similarity_threshold=0.5, min_document_size=3)
        assert not between_accounts(edges(table, similar, **options))

    def test_two_messages_without_words_do_not_crash_the_similarity(
        self, *, bug_compatible: bool
    ) -> None:
        table = log(("a", 0), ("b", 0), message=["@x", "@y"])
        options = {"min_document_size": 0, "bug_compatible": bug_compatible}
        assert edges(table, "co_similar_tweet", **options) == {}

    def test_rows_that_lack_an_account_or_a_time_take_no_part(
        self, *, bug_compatible: bool
    ) -> None:
        table = log(("a", 0.0), (None, 0.0), ("c", None), ("d", float("nan")), repost_id=["x"] * 4)
        found = edges(table, "co_retweet", bug_compatible=bug_compatible)
        assert between_accounts(found) == {}

    @pytest.mark.parametrize("kind", KINDS)
    def test_an_empty_log_has_no_edges(self, *, bug_compatible: bool, kind: str) -> None:
        assert edges(log(), kind, bug_compatible=bug_compatible) == {}


def test_ids_compare_as_text_whatever_their_type() -> None:
    table = log(("2", 0), ("10", 0), repost_id=["5", "5"])
    numbers = table.set_column(1, "user_id", pa.array([2, 10])).set_column(
        3, "repost_id", pa.array([5, 5])
    )
    assert list(edges(table, "co_retweet")) == [("10", "2"), ("2", "10")]
    assert edges(numbers, "co_retweet") == edges(table, "co_retweet")


def test_columns_that_the_kind_does_not_need_may_be_missing() -> None:
    table = log(("a", 0), ("b", 0), repost_id=["x", "x"])
    slim = table.select(["message_id", "user_id", "timestamp", "repost_id"])
    assert edges(slim, "co_retweet") == edges(table, "co_retweet")


def test_the_result_does_not_depend_on_the_order_of_rows() -> None:
    rows = [("a", 0), ("b", 3), ("a", 5), ("c", 5), ("b", 9), ("c", 30)]
    table = log(*rows, repost_id=["x", "x", "y", "y", "y", "x"])
    backwards = table.take(pa.array(range(len(rows) - 1, -1, -1)))
    options: dict[str, Any] = {"time_window": 6, "min_edge_weight": 1}
    found = compute_network(table, "co_retweet", **options)
    assert found.num_rows > 0
    assert found.equals(compute_network(backwards, "co_retweet", **options))


# --- each bug: right by default, reproduced on request ------------------------------------------


def test_an_empty_cell_is_no_link() -> None:
    table = log(("a", 0), ("b", 0), urls=["", ""])
    assert edges(table, "co_link") == {}
    assert between_accounts(edges(table, "co_link", bug_compatible=True)) == {
        ("a", "b"): 1,
        ("b", "a"): 1,
    }


def test_the_gap_between_two_spaces_is_no_link() -> None:
    table = log(("a", 0), ("b", 0), urls=["http://x  http://y", "http://z  http://w"])
    assert edges(table, "co_link") == {}
    assert ("a", "b") in edges(table, "co_link", bug_compatible=True)


def test_links_of_a_dropped_row_go_with_it() -> None:
    table = log(("a", 0), ("b", 0), ("c", 0), message_id=["m", "m", "n"])
    table = table.set_column(6, "urls", pa.array(["http://q", "http://x", "http://x"]))
    assert edges(table, "co_link") == {}
    assert between_accounts(edges(table, "co_link", bug_compatible=True)) == {
        ("b", "c"): 1,
        ("c", "b"): 1,
    }


def test_links_may_come_as_lists() -> None:
    table = log(("a", 0), ("b", 0), ("c", 0))
    lists = pa.array([["http://x"], ["http://y", "http://x"], None])
    found = edges(table.set_column(6, "urls", lists), "co_link")
    assert found == {("a", "b"): 1, ("b", "a"): 1}


def test_messages_without_words_say_nothing_in_common() -> None:
    table = log(("a", 0), ("b", 0), message=["@x", " @y "])
    assert edges(table, "co_tweet") == {}
    assert ("a", "b") in edges(table, "co_tweet", bug_compatible=True)


def test_a_message_does_not_meet_itself() -> None:
    table = log(("a", 0), ("a", 5), ("a", 50), repost_id=["x"] * 3)
    assert edges(table, "co_retweet") == {("a", "a"): 2}
    assert edges(table, "co_retweet", bug_compatible=True) == {("a", "a"): 3}


# --- against SQL --------------------------------------------------------------------------------

USERS = st.sampled_from(["u", "v", "w"])
KEYS = st.sampled_from(["x", "y", ""])
SECONDS = st.integers(0, 30).map(lambda tenth: tenth / 10)
TEXTS = st.sampled_from(["buy now", "Buy @you now", "sell", "@me", ""])
ROWS = st.lists(
    st.tuples(USERS, SECONDS, KEYS, KEYS, TEXTS, st.integers(0, 30)), min_size=1, max_size=12
)

SAME = {
    "co_retweet": "l.repost_id = r.repost_id AND l.repost_id <> ''",
    "co_reply": "l.reply_id = r.reply_id AND l.reply_id <> '' AND l.repost_id = r.repost_id"
    " AND l.repost_id = ''",
    "co_tweet": "l.text = r.text AND l.text <> '' AND l.repost_id = r.repost_id"
    " AND l.repost_id = ''",
    "co_post": "TRUE",
}


def by_sql(table: pa.Table, kind: str, window: float) -> Edges:
    first = {row["message_id"]: row for row in reversed(table.to_pylist())}
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE TABLE m (id, user, repost_id, reply_id, text, time)")
        database.executemany(
            "INSERT INTO m VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    row["message_id"],
                    row["user_id"],
                    row["repost_id"],
                    row["reply_id"],
                    preprocess(row["message"]),
                    row["timestamp"],
                )
                for row in first.values()
            ],
        )
        query = f"""
            SELECT l.user, r.user, count(DISTINCT l.id) FROM m l JOIN m r
            ON {SAME[kind]} AND l.id <> r.id AND r.time BETWEEN l.time - ?1 AND l.time + ?1
            GROUP BY 1, 2"""  # noqa: S608  the conditions above, nothing from outside
        return {(left, right): n for left, right, n in database.execute(query, (window,))}
    finally:
        database.close()


@settings(print_blob=True)
@given(rows=ROWS, window=SECONDS, kind=st.sampled_from(sorted(SAME)))
def test_agrees_with_a_self_join_in_sql(
    rows: list[tuple[str, float, str, str, str, int]], window: float, kind: str
) -> None:
    columns = {
        "repost_id": [row[2] for row in rows],
        "reply_id": [row[3] for row in rows],
        "message": [row[4] for row in rows],
        "message_id": [f"m{row[5]}" for row in rows],
    }
    table = log(*((row[0], row[1]) for row in rows), **columns)
    assert edges(table, kind, time_window=window) == by_sql(table, kind, window)


# --- refusals -----------------------------------------------------------------------------------


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SchemaError, match="'repost_id'"):
        edges(log(("a", 0)).drop_columns(["repost_id"]), "co_retweet")


def test_times_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(SchemaError, match="'timestamp' holds no times"):
        edges(log(("a", "yesterday")), "co_post")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"time_window": -1}, "time_window"),
        ({"time_window": float("nan")}, "time_window"),
        ({"min_edge_weight": 0}, "min_edge_weight"),
        ({"similarity_threshold": 1.1}, "similarity_threshold"),
        ({"min_document_size": -1}, "min_document_size"),
    ],
)
def test_parameters_out_of_range_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        edges(log(("a", 0)), "co_post", **options)


def test_an_unknown_kind_is_refused_with_the_near_name() -> None:
    with pytest.raises(ParameterError, match="'co_retweet'"):
        edges(log(("a", 0)), "coretweet")


# --- reading a message --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("don't STOP", "don't stop"),
        ("10,000.50 $5", "$ 10,000.50 5"),
        ("中文", "中 文"),
        ("me@home.example too", "me too"),
        ("", ""),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    assert tokenize(text) == tokens


def test_preprocess_removes_mentions_also_inside_words() -> None:
    assert preprocess("  Write  me@home.example\tNOW ") == "write me now"
