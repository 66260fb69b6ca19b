"""One lexical channel: checks indexed by their terms, and the best of them for each post.

BM25 as in `clearwater.kernels.ranked_terms`. Blocks of posts are ranked side by side in threads;
every post's figures are summed by one thread in one order, so their number changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.claims.base import FEWEST_IMAGINED, Matching
from clearwater.detect.claims.wording import Terms
from clearwater.kernels.ranked_terms import fill_places, rank_queries


@dataclass(frozen=True)
class Channel:
    """An index of claims."""

    term: np.ndarray
    """uint64, ascending. All terms of the claims."""
    places: np.ndarray
    """int32. Table of `fill_places`."""
    starts: np.ndarray
    """int64, shape (terms + 1,). Term t owns the postings ``starts[t]`` to ``starts[t + 1]``."""
    claim: np.ndarray
    """int32. Claim of each posting."""
    weight: np.ndarray
    """float32. What the term adds to the claim's score."""
    most: np.ndarray
    """float64, shape (claims,). The highest score that any post could reach."""


def channel(terms: Terms, how: Matching, *, told: bool = True) -> Channel:
    """Return the index of claims with these terms.

    Rarity is counted among `FEWEST_IMAGINED` claims at least, so that a score means the same in a
    small store as in a large one.

    Parameters
    ----------
    terms
        Of the claims.
    how
        ``k1`` and ``b`` count.
    told
        The length that holds a claim back is what its terms tell together, the sum of their
        rarities: a paragraph that stands under every check of a publisher adds next to nothing.
        False: their number, as in the paper.
    """
    claims = terms.starts.size - 1
    length = np.diff(terms.starts)
    vocabulary, number = np.unique(terms.term, return_inverse=True)
    owner = np.repeat(np.arange(claims), length)
    posting, times = np.unique(number * max(claims, 1) + owner, return_counts=True)
    term, claim = np.divmod(posting, max(claims, 1))
    holders = np.bincount(term, minlength=vocabulary.size)
    among = max(claims, FEWEST_IMAGINED)
    rarity = np.log1p((among - holders + 0.5) / (holders + 0.5))
    size = np.bincount(owner, rarity[number], minlength=claims) if told else length
    mean = float(size.mean()) if terms.term.size else 1.0
    held_back = how.k1 * (1.0 - how.b + how.b * size / mean)
    weight = rarity[term] * times / (times + held_back[claim])
    places = np.full(1 << (int(2 * vocabulary.size).bit_length()), -1, np.int32)
    fill_places(vocabulary, places)
    return Channel(
        vocabulary,
        places,
        np.concatenate([[0], np.cumsum(holders)]).astype(np.int64),
        claim.astype(np.int32),
        weight.astype(np.float32),
        np.bincount(claim, weight, minlength=claims),
    )


def best_claims(
    index: Channel, posts: Terms, first: int, end: int, depth: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the best claims of posts `first` to `end` and their scores, best first.

    Both have the shape (end - first, depth): int32 with -1 where no claim shares a term, float32.
    """
    claims = np.empty((end - first, depth), np.int32)
    scores = np.empty((end - first, depth), np.float32)
    rank_queries(
        posts.term, posts.starts, first, end, index.term, index.places, index.starts, index.claim,
        index.weight, np.zeros(index.most.size, np.float32), claims, scores,
        np.empty((1, depth), np.float32),
    )  # fmt: skip
    return claims, scores
