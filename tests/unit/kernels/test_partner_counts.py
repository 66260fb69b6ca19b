"""Directed partner counts against a loop over all pairs of rows."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.kernels import partner_counts as kernel
from clearwater.kernels.partner_counts import Documents, partner_counts, reach

Weights = dict[tuple[int, int], int]


class Row(NamedTuple):
    key: int
    time_s: float
    account: int
    item: int
    document: int = 0


ACCOUNTS = 4
TIMES = st.integers(0, 40).map(lambda quarter: quarter / 4)
# An item belongs to one account and has one document; it may leave a row on several keys.
ITEMS = st.lists(
    st.tuples(st.integers(0, ACCOUNTS - 1), TIMES, st.integers(0, 3), st.sets(st.integers(0, 3))),
    max_size=9,
)
DOCUMENTS = st.lists(st.sets(st.integers(0, 5)), min_size=4, max_size=4)


def rows_of(items: list[tuple[int, float, int, set[int]]]) -> list[Row]:
    rows = [
        Row(key, time, account, number, document)
        for number, (account, time, document, keys) in enumerate(items)
        for key in keys
    ]
    return sorted(rows)


def similarity(a: set[int], b: set[int], least_tokens: int) -> float:
    if min(len(a), len(b)) < least_tokens or not a | b:
        return 0.0
    return len(a & b) / len(a | b)


def naive(
    rows: list[Row],
    window_s: float,
    *,
    match_self: bool,
    texts: list[set[int]] | None = None,
    threshold: float = 0.0,
    least_tokens: int = 0,
) -> Weights:
    items: dict[tuple[int, int], set[int]] = defaultdict(set)
    for i, left in enumerate(rows):
        for j, right in enumerate(rows):
            near = left.time_s - window_s <= right.time_s <= left.time_s + window_s
            alike = texts is None or (
                similarity(texts[left.document], texts[right.document], least_tokens) >= threshold
            )
            if left.key == right.key and near and alike and (i != j or match_self):
                items[left.account, right.account].add(left.item)
    return {pair: len(found) for pair, found in items.items()}


def counted(
    rows: list[Row],
    window_s: float,
    *,
    match_self: bool,
    documents: Documents | None = None,
    least_weight: int = 1,
) -> Weights:
    keys = [row.key for row in rows]
    starts = np.searchsorted(keys, np.arange(5)) if rows else np.array([0])
    by_account = sorted(range(len(rows)), key=lambda i: (rows[i].account, rows[i].item))
    blocks = partner_counts(
        np.array([row.account for row in rows], np.int32),
        np.array([row.item for row in rows], np.int32),
        reach(starts.astype(np.int64), np.array([row.time_s for row in rows]), window_s),
        np.array(by_account, np.int32),
        accounts=ACCOUNTS,
        least_weight=least_weight,
        match_self=match_self,
        documents=documents,
    )
    edges = [edge for block in blocks for edge in zip(*(c.tolist() for c in block), strict=True)]
    assert edges == sorted(edges), "edges come ordered"
    return {(left, right): weight for left, right, weight in edges}


@settings(print_blob=True)
@given(items=ITEMS, window_s=TIMES, match_self=st.booleans())
def test_agrees_with_all_pairs_of_rows(
    *, items: list[tuple[int, float, int, set[int]]], window_s: float, match_self: bool
) -> None:
    rows = rows_of(items)
    expected = naive(rows, window_s, match_self=match_self)
    assert counted(rows, window_s, match_self=match_self) == expected


@settings(print_blob=True)
@given(
    items=ITEMS,
    texts=DOCUMENTS,
    threshold=st.sampled_from([0.0, 0.25, 0.5, 2 / 3, 1.0]),
    least_tokens=st.integers(0, 3),
)
def test_agrees_with_all_pairs_of_similar_rows(
    items: list[tuple[int, float, int, set[int]]],
    texts: list[set[int]],
    threshold: float,
    least_tokens: int,
) -> None:
    rows = rows_of(items)
    documents = Documents(
        np.array([row.document for row in rows], np.int32),
        np.cumsum([0, *map(len, texts)], dtype=np.int64),
        np.array([token for text in texts for token in sorted(text)], np.int32),
        threshold,
        least_tokens,
    )
    expected = naive(
        rows, 3.0, match_self=True, texts=texts, threshold=threshold, least_tokens=least_tokens
    )
    assert counted(rows, 3.0, match_self=True, documents=documents) == expected


@pytest.mark.parametrize("dense", [0, 1_000_000])
def test_blocks_and_both_ways_of_ordering_give_the_same(
    monkeypatch: pytest.MonkeyPatch, dense: int
) -> None:
    """The compiled kernel keeps its constant, so density is set by the number of accounts."""
    rows = sorted(Row(0, float(i % 7), i % ACCOUNTS, i) for i in range(40))
    whole = counted(rows, 2.0, match_self=False, least_weight=3)
    monkeypatch.setattr(kernel, "_BLOCK", 1)
    monkeypatch.setattr("tests.unit.kernels.test_partner_counts.ACCOUNTS", ACCOUNTS + dense)
    assert whole == counted(rows, 2.0, match_self=False, least_weight=3)
    assert whole == {pair: n for pair, n in naive(rows, 2.0, match_self=False).items() if n >= 3}


def test_the_weight_counts_items_of_the_first_account() -> None:
    one_against_three = [Row(0, 0.0, 0, 0), *(Row(0, 1.0, 1, item) for item in (1, 2, 3))]
    weights = counted(one_against_three, 1.0, match_self=False)
    assert (weights[0, 1], weights[1, 0]) == (1, 3)


def test_a_window_is_a_between_in_float_arithmetic() -> None:
    early, late = 0.1, 0.4  # 0.4 - 0.3 is 0.10000000000000003, 0.1 + 0.3 is 0.4
    rows = [Row(0, early, 0, 0), Row(0, late, 1, 1)]
    assert counted(rows, 0.3, match_self=False) == {(0, 1): 1}
