"""Clusters of texts that say the same, from a column of raw texts.

1. Texts are folded to letters (`normaliser`); those with the same letters are copies.
2. Different texts become sets of shingles by sound. Who shares letters shares sounds, so one
   channel finds copies with homophones and those without.
3. A shingle proves as much as its holders are alike (`kernels.text_strangers`).
4. Samples of shingles propose pairs, all shingles verify them (`kernels.text_links`).
5. Links become groups around a centre that every text resembles (`kernels.text_groups`).

Different texts are kept in the order of a hash of their letters, so the order in which they are
given changes nothing. Memory is linear in letters: about 6 bytes for each, and 250 MB of tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.texts.base import Alike
from clearwater.detect.texts.code_points import code_points
from clearwater.detect.texts.normaliser import Letters, TextColumn, letters
from clearwater.kernels.text_fold import first_of_copies
from clearwater.kernels.text_groups import join_stars, keep_cohesive, neighbours, stars
from clearwater.kernels.text_links import bucket_starts, link
from clearwater.kernels.text_shingles import count_texts, shingle_sets, weigh_and_sample
from clearwater.kernels.text_strangers import (
    STEPS,
    find_holders,
    holder_starts,
    weigh_buckets,
)

FEWEST_BITS, MOST_BITS = 12, 24
"""Buckets of the tables, as powers of two; as many as there are shingles, within these."""
ALONE = -1


@dataclass(frozen=True)
class TextClusters:
    """Which texts say the same."""

    label: np.ndarray
    """int64, shape (texts,). Cluster of each text, numbered by first appearance; -1 alone."""
    size: np.ndarray
    """int64, shape (clusters,). Texts of each cluster, copies counted each."""
    centre: np.ndarray
    """int64, shape (clusters,). A text that all others of the cluster resemble, the first copy."""


@dataclass(frozen=True)
class _Sets:
    """Different texts as sets of weighed shingles."""

    shingle: np.ndarray
    starts: np.ndarray
    worth: np.ndarray
    total: np.ndarray
    sample: np.ndarray
    bits: int


def text_clusters(texts: TextColumn) -> np.ndarray:
    """Return the cluster of each text, numbered by first appearance; -1 where it stands alone.

    Texts are in one cluster if they are copies, or most of one lies in the other and what they
    share is not what many strangers write too: full-width and look-alike letters, traditional
    characters, homophones, invisible marks, inserted punctuation, other numbers, names and links
    make no difference. A cluster is the same text again and no more: slogans, lyrics, petitions and
    quotations make clusters of honest accounts.

    Parameters
    ----------
    texts
        Strings or None, or an Arrow array of strings. A missing text, and one of nothing but
        names, links, emoji and punctuation, stands alone.

    Returns
    -------
    int64 array, shape (texts,)

    Examples
    --------
    >>> text_clusters(["真的很好用，推荐大家买！", "真 的 很 好 用 推薦大家買", "吃饭了吗", None])
    array([ 0,  0, -1, -1])
    """
    return cluster_texts(texts).label


def cluster_texts(texts: TextColumn, alike: Alike | None = None) -> TextClusters:
    """Return the clusters of `texts`, their sizes and a centre of each.

    Parameters
    ----------
    texts
        As for `text_clusters`.
    alike
        When two texts say the same; the defaults if None.
    """
    folded = letters(texts)
    rows, copy_of = _different(folded)
    empty = np.diff(folded.starts)[rows] == 0
    sets = _sets(folded, rows, Alike() if alike is None else alike)
    centre = _centres(sets, Alike() if alike is None else alike)
    return _numbered(centre, rows, copy_of, empty)


def _different(folded: Letters) -> tuple[np.ndarray, np.ndarray]:
    """Return the first row of each different text, and which of these each row is a copy of."""
    order = np.argsort(folded.number, kind="stable")
    first = np.empty(order.size, np.bool_)
    first_of_copies(folded.codes, folded.starts, order, folded.number, first)
    copy_of = np.empty(order.size, np.int64)
    copy_of[order] = np.cumsum(first) - 1
    return order[first], copy_of


def _sets(folded: Letters, rows: np.ndarray, alike: Alike) -> _Sets:
    """Return the texts of `rows` as sets of shingles, weighed and sampled."""
    room = int(np.diff(folded.starts)[rows].sum())
    shingle = np.empty(room, np.uint32)
    starts = np.empty(rows.size + 1, np.int64)
    sound = code_points().sound
    shingle_sets(folded.codes, folded.starts, rows, sound, alike.span, shingle, starts)
    shingle = shingle[: starts[-1]]
    bits = min(MOST_BITS, max(FEWEST_BITS, int(shingle.size).bit_length() + 1))
    texts_with = np.zeros(1 << bits, np.int32)
    count_texts(shingle, texts_with)
    worth_of = _worths(shingle, starts, texts_with, alike)
    worth = np.empty(shingle.size, np.uint16)
    total = np.empty(rows.size, np.int32)
    sample = np.empty((rows.size, alike.samples), np.uint32)
    least = round(alike.telling * STEPS)
    weigh_and_sample(shingle, starts, worth_of, least, float(alike.rarity), worth, total, sample)
    return _Sets(shingle, starts, worth, total, sample, bits)


def _worths(
    shingle: np.ndarray, starts: np.ndarray, texts_with: np.ndarray, alike: Alike
) -> np.ndarray:
    """Return what each bucket weighs and proves, as `weigh_buckets` writes it."""
    places = np.empty(texts_with.size + 1, np.int32)
    filled = np.zeros(texts_with.size, np.uint8)
    holder_starts(texts_with, alike.common, alike.holders, places, filled)
    holder = np.empty(int(places[-1]), np.int32)
    find_holders(shingle, starts, places, filled, holder)
    worth_of = np.zeros(texts_with.size, np.uint16)
    corpus = float(starts.size - 1 + alike.unseen)
    weigh_buckets(shingle, starts, texts_with, places, holder, corpus, worth_of)
    return worth_of


def _links(sets: _Sets, alike: Alike) -> tuple[np.ndarray, np.ndarray]:
    """Return the two sides of each verified pair."""
    places = np.zeros((1 << sets.bits) + 1, np.int32)
    bucket_starts(sets.sample, alike.room, places)
    held = np.empty(int(places[-1]), np.int32)
    # Memory that is never touched is never taken.
    left = np.empty(sets.total.size * alike.enough, np.int32)
    right = np.empty_like(left)
    links = link(
        sets.shingle, sets.worth, sets.starts, sets.total, sets.sample, places, held,
        alike.part, round(alike.proof * STEPS), alike.meetings, alike.looks, alike.enough,
        left, right,
    )  # fmt: skip
    return left[:links], right[:links]


def _centres(sets: _Sets, alike: Alike) -> np.ndarray:
    """Return the centre of each different text; itself where it stands alone."""
    left, right = _links(sets, alike)
    starts = np.zeros(sets.total.size + 2, np.int64)
    other = np.empty(2 * left.size, np.int32)
    neighbours(left, right, starts, other)
    starts = starts[:-1]
    centre = np.empty(sets.total.size, np.int32)
    stars(np.argsort(-np.diff(starts), kind="stable"), starts, other, centre)
    facts = (sets.shingle, sets.worth, sets.starts, sets.total)
    centres, member_starts, member = _by_size(centre)
    join_stars(centres, member_starts, member, starts, other, *facts, float(alike.near), centre)
    _, member_starts, member = _by_size(centre)
    full = alike.full_proof * STEPS
    keep_cohesive(member_starts, member, *facts, float(alike.cohesion), full, centre)
    return centre


def _by_size(centre: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the centres, those with most texts first, where the texts of each begin, the texts."""
    texts = np.bincount(centre, minlength=centre.size)
    centres = np.argsort(-texts, kind="stable")[: np.count_nonzero(texts)]
    place = np.empty(centre.size, np.int64)
    place[centres] = np.arange(centres.size)
    member = np.argsort(place[centre], kind="stable")
    return centres, np.concatenate([[0], np.cumsum(texts[centres])]), member


def _numbered(
    centre: np.ndarray, rows: np.ndarray, copy_of: np.ndarray, empty: np.ndarray
) -> TextClusters:
    """Return the clusters by first appearance; those of one text, or of empty ones, are none."""
    of_row = centre[copy_of].astype(np.int64)
    texts = np.bincount(of_row, minlength=centre.size)
    none = texts < 2
    none[empty] = True
    of_row[none[of_row]] = ALONE
    together = np.flatnonzero(of_row != ALONE)
    kept, first = np.unique(of_row[together], return_index=True)
    order = np.argsort(first)
    number = np.full(centre.size + 1, ALONE, np.int64)
    number[kept[order]] = np.arange(kept.size)
    kept = kept[order]
    return TextClusters(number[of_row], texts[kept], rows[kept])
