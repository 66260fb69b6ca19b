"""BM25, the best documents and fused ranks: against plain loops, and against bm25s."""

from __future__ import annotations

import math

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.claims import channels
from clearwater.detect.claims.base import FEWEST_IMAGINED, Matching
from clearwater.detect.claims.channels import best_claims, channel
from clearwater.detect.claims.wording import Terms
from clearwater.kernels.ranked_terms import best, fuse_ranks

DOCUMENTS = st.lists(st.lists(st.integers(1, 12), max_size=9), min_size=1, max_size=12)


def flat(lists: list[list[int]]) -> Terms:
    term = np.array([number for one in lists for number in one], np.uint64)
    # Spread over all 64 bits, as hashes are.
    return Terms(term * np.uint64(0x9E3779B97F4A7C15), np.cumsum([0, *map(len, lists)]))


def bm25_by_hand(documents: list[list[int]], query: list[int], among: int) -> list[float]:
    k1, b = 1.5, 0.75
    mean = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in set(query):
            df = sum(term in one for one in documents)
            tf = document.count(term)
            if tf:
                idf = math.log(1 + (among - df + 0.5) / (df + 0.5))
                score += idf * tf / (tf + k1 * (1 - b + b * len(document) / mean))
        scores.append(score)
    return scores


@given(DOCUMENTS, DOCUMENTS)
def test_scores_are_those_of_the_formula(
    documents: list[list[int]], queries: list[list[int]]
) -> None:
    index = channel(flat(documents), Matching(), told=False)
    claims, scores = best_claims(index, flat(queries), 0, len(queries), len(documents) + 1)
    for row, query in enumerate(queries):
        expected = bm25_by_hand(documents, query, FEWEST_IMAGINED)
        found = {c: s for c, s in zip(claims[row], scores[row], strict=True) if c >= 0}
        assert found == pytest.approx({c: s for c, s in enumerate(expected) if s > 0}, rel=1e-5)
        assert sorted(found.values(), reverse=True) == list(found.values())


def test_scores_are_those_of_bm25s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "FEWEST_IMAGINED", 0)
    rng = np.random.default_rng(5)
    documents = [rng.integers(1, 60, rng.integers(1, 30)).tolist() for _ in range(200)]
    queries = [sorted(set(rng.integers(1, 60, 12).tolist())) for _ in range(40)]
    peer = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    peer.index([[str(term) for term in one] for one in documents], show_progress=False)
    index = channel(flat(documents), Matching(), told=False)
    claims, scores = best_claims(index, flat(queries), 0, len(queries), len(documents))
    for row, query in enumerate(queries):
        theirs = peer.get_scores([str(term) for term in query])
        ours = np.zeros(len(documents), np.float32)
        there = claims[row] >= 0
        ours[claims[row][there]] = scores[row][there]
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_a_paragraph_under_every_check_adds_no_length() -> None:
    """A long footer that all have and a long text of one's own are told apart."""
    footer = list(range(100, 130))
    others = [[k, *footer] for k in range(1_000, 4_000)]
    documents = [[1, 2, *footer], [1, 2, *range(200, 230)], *others]
    query = flat([[1, 2]])
    plain = best_claims(channel(flat(documents), Matching(), told=False), query, 0, 1, 2)
    told = best_claims(channel(flat(documents), Matching()), query, 0, 1, 2)
    assert plain[1][0, 0] == plain[1][0, 1]
    assert told[0][0].tolist() == [0, 1]
    assert told[1][0, 0] > 2 * told[1][0, 1]


def test_repeats_and_order_of_a_query_change_nothing() -> None:
    documents = [[1, 2, 3], [2, 2, 4], [5]]
    index = channel(flat(documents), Matching())
    claims, scores = best_claims(index, flat([[1, 2], [2, 1, 2, 2]]), 0, 2, 3)
    assert claims[0].tolist() == claims[1].tolist() == [0, 1, -1]
    assert scores[0].tolist() == scores[1].tolist()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.integers(1, 8))
def test_the_best_are_those_of_a_stable_sort(values: list[int], depth: int) -> None:
    sums = np.array(values, np.float32)
    documents, scores = np.empty(depth, np.int32), np.empty(depth, np.float32)
    best(sums, documents, scores)
    expected = [k for k in np.argsort(-sums, kind="stable") if sums[k] > 0][:depth]
    assert documents[documents >= 0].tolist() == expected
    assert scores[: len(expected)].tolist() == [values[k] for k in expected]
    assert documents[len(expected) :].tolist() == [-1] * (depth - len(expected))


CHANNELS = st.lists(st.lists(st.integers(0, 7), unique=True, max_size=5), min_size=1, max_size=3)


@given(CHANNELS, st.integers(1, 6))
def test_fused_ranks_are_those_of_the_formula(ranked: list[list[int]], kept: int) -> None:
    documents = np.full((len(ranked), 1, 5), -1, np.int32)
    for row, one in enumerate(ranked):
        documents[row, 0, : len(one)] = one
    out, scores = np.empty((1, kept), np.int32), np.empty((1, kept))
    work = np.zeros(8)
    weight = np.arange(1.0, len(ranked) + 1)
    fuse_ranks(documents, weight, 60.0, kept, work, out, scores)
    sums: dict[int, float] = {}
    for times, one in reversed(list(zip(weight.tolist(), ranked, strict=True))):
        for rank, document in enumerate(one, 1):
            sums[document] = sums.get(document, 0.0) + times / (60 + rank)
    order = sorted(sums, key=lambda document: -sums[document])[:kept]
    assert out[0, : len(order)].tolist() == order
    assert scores[0, : len(order)].tolist() == [sums[document] for document in order]
    assert out[0, len(order) :].tolist() == [-1] * (kept - len(order))
    assert not work.any()
