"""Posts against claims: channels side by side, ranks fused, and how much a match proves.

A rank says which check is nearest, not that it is near: every post has a nearest one. So beside the
rank stands the proof, the BM25 score of the letters channel, and whether it is enough to take the
post for the claim told again. A score of a match is never a score of an account.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from clearwater.detect.claims.base import Matching
from clearwater.detect.claims.channels import Channel, best_claims, channel
from clearwater.detect.claims.wording import Terms, folded, terms, without_spaces
from clearwater.kernels.ranked_terms import NONE, fuse_ranks

BLOCK = 2_048
"""Posts that are ranked in one go."""


class MoreRanks(Protocol):
    """Another channel, such as a sentence model."""

    def best(self, first: int, end: int, depth: int) -> np.ndarray:
        """Return the best claims of posts `first` to `end`, best first, -1 for none.

        int32, shape (end - first, depth).
        """
        ...


@dataclass(frozen=True)
class Ranked:
    """The nearest claims of each post, best first. Arrays of the shape (posts, top)."""

    claim: np.ndarray
    """int32. Row of the claim, -1 where no claim shares anything with the post."""
    score: np.ndarray
    """float64. Sum over channels of ``weight / (k + rank)``; 0 where there is none."""
    proof: np.ndarray
    """float32. BM25 of the letters channel, natural units; 0 beyond its `Matching.depth`."""
    cover: np.ndarray
    """float32, 0 to 1. `proof` as a share of the most that any post could reach."""
    again: np.ndarray
    """bool. Enough to take the post for the claim told again: words and letters put this claim
    first, and `Matching.proof` or `Matching.cover` is reached."""


def rank_claims(
    posts: Sequence[str | None],
    claims: Sequence[str | None],
    how: Matching | None = None,
    *,
    threads: int = 1,
    more: MoreRanks | None = None,
) -> Ranked:
    """Return the nearest claims of each post.

    Blind to what is not in the letters: paraphrases without common words, other languages,
    pictures. The order of the posts changes nothing; of claims that are equally near the first
    comes first.

    Parameters
    ----------
    posts, claims
        Texts. A claim's text may go on with the title of its check.
    how
        Parameters; the defaults if None.
    threads
        1 or more. The result does not depend on it.
    more
        A further channel.

    Returns
    -------
    Ranked

    Examples
    --------
    >>> found = rank_claims(["网传喝高度白酒可以杀死新冠病毒，转给家人"],
    ...                     ["地震将至", "喝高度白酒能杀死新冠病毒"])
    >>> int(found.claim[0, 0]), int(found.claim[0, 1])
    (1, -1)
    """
    chosen = Matching() if how is None else how
    work = _Work.prepared(posts, claims, chosen, more)
    starts = range(0, len(posts), BLOCK)
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(work.block, starts))
    if not parts:
        parts = [_nothing(chosen.top)]
    return Ranked(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


_Block = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class _Work:
    how: Matching
    posts: tuple[Terms, Terms]
    """Words, letters."""
    index: tuple[Channel, Channel]
    wanted: np.ndarray
    """float32, shape (posts,). Proof that is enough."""
    more: MoreRanks | None

    @classmethod
    def prepared(
        cls,
        posts: Sequence[str | None],
        claims: Sequence[str | None],
        how: Matching,
        more: MoreRanks | None,
    ) -> _Work:
        read_posts, read_claims = folded(posts), folded(claims)
        pairs = [
            (terms(read_posts, letters=by), channel(terms(read_claims, letters=by), how))
            for by in (False, True)
        ]
        (words, by_words), (letters, by_letters) = pairs
        wanted = np.where(without_spaces(read_posts) > 0.5, how.proof_without_spaces, how.proof)
        return cls(how, (words, letters), (by_words, by_letters), wanted, more)

    def block(self, first: int) -> _Block:
        """Return the columns of `Ranked` for the posts from `first` on."""
        end = min(first + BLOCK, self.wanted.size)
        found = [
            best_claims(index, posts, first, end, self.how.depth)
            for index, posts in zip(self.index, self.posts, strict=True)
        ]
        (words, _), (letters, scores) = found
        ranked = [words, letters]
        if self.more is not None:
            ranked.append(self.more.best(first, end, self.how.depth))
        claim, score = _fused(ranked, self.how, self.index[0].most.size)
        proof = _looked_up(claim, letters, scores)
        most = np.append(self.index[1].most, np.inf)  # the place of -1
        cover = np.minimum(proof / np.maximum(most[claim], 1e-9), 1.0).astype(np.float32)
        first_in_both = (claim == words[:, :1]) & (claim == letters[:, :1]) & (claim != NONE)
        short = (cover >= self.how.cover) & (proof >= self.how.least)
        enough = (proof >= self.wanted[first:end, None]) | short
        return claim, score, proof, cover, first_in_both & enough


def _fused(ranked: list[np.ndarray], how: Matching, claims: int) -> tuple[np.ndarray, np.ndarray]:
    posts = ranked[0].shape[0]
    claim = np.empty((posts, how.top), np.int32)
    score = np.empty((posts, how.top), np.float64)
    weight = np.array([1.0, how.letters, how.more][: len(ranked)])
    fuse_ranks(np.stack(ranked), weight, how.k, how.top, np.zeros(claims), claim, score)
    return claim, score


def _looked_up(claim: np.ndarray, letters: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the letters channel's score of each claim of `claim`, 0 where it is not in it."""
    order = np.argsort(letters, axis=1)
    by_claim = np.take_along_axis(letters, order, axis=1)
    proof = np.zeros(claim.shape, np.float32)
    for post, wanted in enumerate(claim):
        place = np.minimum(np.searchsorted(by_claim[post], wanted), letters.shape[1] - 1)
        hit = (by_claim[post, place] == wanted) & (wanted != NONE)
        proof[post, hit] = scores[post, order[post, place[hit]]]
    return proof


def _nothing(top: int) -> _Block:
    kinds = (np.int32, np.float64, np.float32, np.float32, np.bool_)
    one, two, three, four, five = (np.empty((0, top), kind) for kind in kinds)
    return one, two, three, four, five
