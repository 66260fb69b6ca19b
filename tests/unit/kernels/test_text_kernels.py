"""The text kernels against plain loops."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.text_groups import neighbours, stars
from clearwater.kernels.text_links import link, shared_weight
from clearwater.kernels.text_shingles import (
    NO_SAMPLE,
    count_texts,
    mixed,
    shingle_sets,
    weigh_and_sample,
    weight_of_letter,
)
from clearwater.kernels.text_strangers import SKETCH, resemblance

LETTERS = st.text("abc好用的了가〇", max_size=90)
SETS = st.lists(st.frozensets(st.integers(0, 40), max_size=20), min_size=1, max_size=12)
PLAIN = np.arange(0x10000, dtype=np.uint16)


def _column(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    codes = np.array([ord(letter) for text in texts for letter in text], np.uint16)
    return codes, np.cumsum([0, *map(len, texts)], dtype=np.int64)


def _flat(sets: list[frozenset[int]]) -> tuple[np.ndarray, np.ndarray]:
    shingle = np.array([number for one in sets for number in sorted(one)], np.uint32)
    return shingle, np.cumsum([0, *map(len, sets)], dtype=np.int64)


def _shingles(text: str, span: int) -> set[str]:
    found = set()
    for i in range(len(text)):
        k, weight = i, 0
        while k < len(text) and weight < span:
            weight += weight_of_letter(ord(text[k]))
            k += 1
        if weight >= span or i == 0:
            found.add(text[i:k])
    return found


@given(st.lists(LETTERS, min_size=1, max_size=8), st.integers(1, 7))
def test_texts_share_as_many_shingles_as_by_hand(texts: list[str], span: int) -> None:
    codes, starts = _column(texts)
    shingle = np.empty(codes.size, np.uint32)
    set_starts = np.empty(len(texts) + 1, np.int64)
    rows = np.arange(len(texts))
    shingle_sets(codes, starts, rows, PLAIN, span, shingle, set_starts)
    parts = [shingle[a:b].tolist() for a, b in pairwise(set_starts.tolist())]
    by_hand = [_shingles(text, span) for text in texts]
    for part, expected, first in zip(parts, by_hand, [parts[0]] * len(parts), strict=True):
        assert part == sorted(set(part))
        assert len(part) == len(expected)
        assert len(set(part) & set(first)) == len(expected & by_hand[0])


@given(SETS)
def test_counts_are_those_of_a_loop(sets: list[frozenset[int]]) -> None:
    shingle, _ = _flat(sets)
    texts_with = np.zeros(64, np.int32)
    count_texts(shingle, texts_with)
    assert texts_with.tolist() == [sum(k in one for one in sets) for k in range(64)]


@given(SETS, st.integers(1, 6), st.integers(1, 40))
def test_samples_are_the_first_of_the_race(
    sets: list[frozenset[int]], samples: int, least: int
) -> None:
    shingle, starts = _flat(sets)
    proof_of = (np.arange(64) * 7) % 50
    worth_of = (60 << 8 | proof_of).astype(np.uint16)
    worth = np.empty(shingle.size, np.uint16)
    total = np.empty(len(sets), np.int32)
    sample = np.empty((len(sets), samples), np.uint32)
    weigh_and_sample(shingle, starts, worth_of, least, 4.0, worth, total, sample)
    for s, one in enumerate(sets):
        telling = [k for k in one if proof_of[k] >= least]
        race = sorted((int(mixed(np.uint32(k))) + 1) / int(proof_of[k]) ** 4 for k in telling)
        kept = [int(k) for k in sample[s] if k != NO_SAMPLE]
        came = [(int(mixed(np.uint32(k))) + 1) / int(proof_of[k]) ** 4 for k in kept]
        assert came == race[:samples]
        assert total[s] == 60 * len(one)


@given(SETS)
def test_resemblance_of_small_sets_is_exact(sets: list[frozenset[int]]) -> None:
    shingle, starts = _flat(sets)
    for s, one in enumerate(sets):
        union = len(one | sets[0])
        if union <= SKETCH:
            found = resemblance(shingle, starts[s], starts[s + 1], starts[0], starts[1])
            assert found == (len(one & sets[0]) / union if union else 0.0)


@given(SETS, st.floats(0.1, 1.0), st.integers(0, 900))
def test_links_are_all_pairs_that_share_enough(
    sets: list[frozenset[int]], part: float, proof: int
) -> None:
    shingle, starts = _flat(sets)
    worth = ((shingle % 9 + 1) << 8 | shingle % 5).astype(np.uint16)
    total = np.array([sum(k % 9 + 1 for k in one) for one in sets], np.int32)
    # With every shingle a sample and room for all, nothing that shares two goes unseen.
    sample = np.full((len(sets), 20), NO_SAMPLE, np.uint32)
    for s, one in enumerate(sets):
        sample[s, : len(one)] = sorted(one)
    room = np.arange(65, dtype=np.int32) * len(sets)
    held = np.empty(int(room[-1]), np.int32)
    left, right = np.empty(500, np.int32), np.empty(500, np.int32)
    n = link(shingle, worth, starts, total, sample, room, held, part, proof, 2, 99, 40, left, right)
    expected = set()
    for b, two in enumerate(sets):
        for a, one in enumerate(sets[:b]):
            both = one & two
            weight = sum(k % 9 + 1 for k in both)
            enough = weight >= part * min(total[a], total[b]) and sum(k % 5 for k in both) >= proof
            if enough and len(both) >= max(1, min(2, len(two))):
                expected.add((a, b))
    assert set(zip(left[:n].tolist(), right[:n].tolist(), strict=True)) == expected
    for a, b in expected:
        shared, _ = shared_weight(
            shingle, worth, starts[a], starts[a + 1], starts[b], starts[b + 1]
        )
        assert shared == sum(k % 9 + 1 for k in sets[a] & sets[b])


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda e: e[0] < e[1])))
def test_every_text_of_a_star_is_linked_to_its_centre(pairs: set[tuple[int, int]]) -> None:
    left = np.array([a for a, _ in pairs], np.int32)
    right = np.array([b for _, b in pairs], np.int32)
    starts, other = np.zeros(12, np.int64), np.empty(2 * len(pairs), np.int32)
    neighbours(left, right, starts, other)
    centre = np.empty(10, np.int32)
    stars(np.argsort(-np.diff(starts[:-1]), kind="stable"), starts[:-1], other, centre)
    linked = pairs | {(b, a) for a, b in pairs}
    for t in range(10):
        near = sorted(other[starts[t] : starts[t + 1]].tolist())
        assert near == sorted(b for a, b in linked if a == t)
        assert centre[t] == t or (t, int(centre[t])) in linked
        assert centre[centre[t]] == centre[t]
