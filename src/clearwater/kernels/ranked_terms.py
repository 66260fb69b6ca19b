"""BM25 of many short queries against some ten thousand short documents, and the best of each.

The Lucene variant: a term that occurs tf times in a document of length L weighs
``idf * tf / (tf + k1 * (1 - b + b * L / mean L))`` with
``idf = log(1 + (N - df + 0.5) / (df + 0.5))``. Kamphuis and others, "Which BM25 do you mean?",
ECIR 2020. A term that a query repeats counts once.

Postings lie term after term. A query adds up the postings of its terms in a row of sums, one for
each document, which stays in the processor's cache; then the row is read once for the best.
Fusion by ranks: Cormack, Clarke and Büttcher, SIGIR 2009.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numba import njit

_TERMS = nb.types.Array(nb.uint64, 1, "C", readonly=True)
_INDEX = nb.types.Array(nb.int64, 1, "C", readonly=True)
_DOCUMENTS = nb.types.Array(nb.int32, 1, "C", readonly=True)
_WEIGHTS = nb.types.Array(nb.float32, 1, "C", readonly=True)
NONE = -1
"""Stands for no term, and for no document."""


@njit(nb.void(_TERMS, nb.int32[::1]), nogil=True, cache=True)
def fill_places(terms: Any, places: Any) -> None:
    """Fill an open-addressed table of a power of two, of -1 so far, with the places of `terms`."""
    mask = np.uint64(places.size - 1)
    for k in range(terms.size):
        at = terms[k] & mask
        while places[at] >= 0:
            at = (at + np.uint64(1)) & mask
        places[at] = k


@njit(nb.int32(_TERMS, _DOCUMENTS, nb.uint64), nogil=True, cache=True)
def place_of(terms: Any, places: Any, term: Any) -> Any:
    """Return the place of a term, -1 if no document has it."""
    mask = np.uint64(places.size - 1)
    at = term & mask
    while places[at] >= 0:
        if terms[places[at]] == term:
            return places[at]
        at = (at + np.uint64(1)) & mask
    return np.int32(NONE)


@njit(
    nb.void(nb.float32[::1], nb.int32[::1], nb.int64, nb.float32, nb.int32),
    nogil=True,
    cache=True,
)
def _settle(scores: Any, documents: Any, at: Any, score: Any, document: Any) -> None:
    """Put a document where `at` is free, or lower in the heap whose top is the worst kept."""
    size = scores.size
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        right = child + 1
        if right < size and (
            scores[right] < scores[child]
            or (scores[right] == scores[child] and documents[right] > documents[child])
        ):
            child = right
        worse = scores[child] < score or (scores[child] == score and documents[child] > document)
        if not worse:
            break
        scores[at], documents[at] = scores[child], documents[child]
        at = child
    scores[at], documents[at] = score, document


@njit(nb.void(nb.float32[::1], nb.int32[::1], nb.float32[::1]), nogil=True, cache=True)
def best(sums: Any, documents: Any, scores: Any) -> None:
    """Fill the documents with the highest sums above 0, best first, and their sums; -1 and 0 else.

    Of equal ones the first in the index comes first.
    """
    scores[:] = 0.0
    documents[:] = np.int32(2**31 - 1)
    for k in range(sums.size):
        if sums[k] > scores[0]:
            _settle(scores, documents, 0, sums[k], np.int32(k))
    # The heap is emptied from its worst end.
    for left in range(scores.size - 1, 0, -1):
        score, document = scores[left], documents[left]
        scores[left], documents[left] = scores[0], documents[0]
        _settle(scores[:left], documents[:left], 0, score, document)
    for k in range(scores.size):
        if scores[k] == 0.0:
            documents[k] = NONE


@njit(
    nb.void(
        _TERMS, _INDEX, nb.int64, nb.int64, _TERMS, _DOCUMENTS, _INDEX, _DOCUMENTS, _WEIGHTS,
        nb.float32[::1], nb.int32[:, ::1], nb.float32[:, ::1], nb.float32[:, ::1],
    ),
    nogil=True,
    cache=True,
)  # fmt: skip
def rank_queries(
    query_terms: Any,
    query_starts: Any,
    first: Any,
    end: Any,
    terms: Any,
    places: Any,
    posting_starts: Any,
    posting_document: Any,
    posting_weight: Any,
    sums: Any,
    documents: Any,
    scores: Any,
    heaps: Any,
) -> None:
    """Fill the best documents of queries `first` to `end`, best first.

    Parameters
    ----------
    query_terms, query_starts
        Hashes; query q owns ``query_terms[query_starts[q]:query_starts[q + 1]]``.
    terms, places
        Hashes of all terms, and the table of `fill_places`.
    posting_starts, posting_document, posting_weight
        Postings of term t are ``posting_starts[t]`` to ``posting_starts[t + 1]``.
    sums
        float32, shape (documents,). Work space, all 0; left so.
    documents, scores
        Shape (end - first, depth). Filled; -1 and 0 where no document shares a term.
    heaps
        float32, shape (1, depth). Work space.
    """
    longest = 0
    for q in range(first, end):
        longest = max(longest, query_starts[q + 1] - query_starts[q])
    found = np.empty(longest, np.int32)
    for q in range(first, end):
        count = 0
        for k in range(query_starts[q], query_starts[q + 1]):
            place = place_of(terms, places, query_terms[k])
            if place >= 0:
                found[count] = place
                count += 1
        # Sorted, so that repeats lie together and the order of a text's words changes no sum.
        found[:count].sort()
        for k in range(count):
            if k and found[k] == found[k - 1]:
                continue
            for at in range(posting_starts[found[k]], posting_starts[found[k] + 1]):
                sums[posting_document[at]] += posting_weight[at]
        best(sums, documents[q - first], heaps[0])
        scores[q - first] = heaps[0]
        sums[:] = 0.0


@njit(
    nb.void(nb.int32[:, :, ::1], nb.float64[::1], nb.float64, nb.int64, nb.float64[::1],
            nb.int32[:, ::1], nb.float64[:, ::1]),
    nogil=True,
    cache=True,
)  # fmt: skip
def fuse_ranks(
    documents: Any, weight: Any, k: Any, kept: Any, fused: Any, out: Any, out_scores: Any
) -> None:
    """Fill the best documents by the sum of ``weight / (k + rank)`` over channels, ranks from 1.

    Parameters
    ----------
    documents
        int32, shape (channels, queries, depth). The best of each channel, best first, -1 for none.
    weight
        float64, shape (channels,). How often each channel counts, above 0; 1 in the paper.
    k
        60 in the paper.
    kept
        Documents that are kept of each query, at most.
    fused
        float64, shape (documents,). Work space, all 0; left so.
    out, out_scores
        Shape (queries, kept). Filled, best first; -1 and 0 where there is no more.
    """
    channels, queries, depth = documents.shape
    chosen = np.empty(channels * depth, np.int32)
    for q in range(queries):
        count = 0
        # The last channel first: of equal sums the one that it ranks higher comes first.
        for c in range(channels - 1, -1, -1):
            for rank in range(depth):
                document = documents[c, q, rank]
                if document < 0:
                    break
                if fused[document] == 0.0:
                    chosen[count] = document
                    count += 1
                fused[document] += weight[c] / (k + rank + 1)
        for place in range(kept):
            winner = -1
            for j in range(count):
                document = chosen[j]
                if fused[document] > 0.0 and (
                    winner < 0 or fused[document] > fused[chosen[winner]]
                ):
                    winner = j
            out[q, place] = chosen[winner] if winner >= 0 else NONE
            out_scores[q, place] = fused[chosen[winner]] if winner >= 0 else 0.0
            if winner >= 0:
                fused[chosen[winner]] = 0.0
        for j in range(count):
            fused[chosen[j]] = 0.0
