"""Texts as sets of shingles, and which few of them propose a text.

A shingle is a run of letters of a set weight: a Hanzi or a Hangul syllable says as much as two or
three letters of an alphabet, so it weighs 2 and everything else 1. Shingles are numbered by a
32-bit hash of their letters' sounds. What is known about a shingle (in how many texts it stands)
is kept in a table by the low bits of that number, its bucket.

Samples are drawn by races [1]: of a text's shingles those come first that prove most and, among
equals, those with a small hash, whichever text they stand in. So two texts that share much share
samples, and boilerplate that everybody writes proposes nobody.

[1] Efraimidis, Spirakis: Weighted random sampling with a reservoir, IPL 97 (2006).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_MIX = np.uint32(0x85EBCA6B)
_MIX_TOO = np.uint32(0xC2B2AE35)
_FEW = 48
NO_SAMPLE = np.uint32(0xFFFFFFFF)


@njit("int64(uint16)", nogil=True, cache=True)
def weight_of_letter(code: Any) -> Any:
    """Return 2 for Hanzi, Hangul and far letters, 1 for everything else."""
    return 2 if 0x3400 <= code < 0xF900 else 1


@njit("uint32(uint32)", nogil=True, cache=True)
def mixed(number: Any) -> Any:
    """Return 32 bits each of which depends on all bits of `number` (the end of MurmurHash3)."""
    number = np.uint32(np.uint32(number ^ (number >> np.uint32(16))) * _MIX)
    number = np.uint32(np.uint32(number ^ (number >> np.uint32(13))) * _MIX_TOO)
    return np.uint32(number ^ (number >> np.uint32(16)))


@njit("void(uint32[::1], int64, int64)", nogil=True, cache=True)
def _sort(numbers: Any, first: Any, end: Any) -> None:
    if end - first > _FEW:
        numbers[first:end] = np.sort(numbers[first:end])
        return
    for i in range(first + 1, end):
        number = numbers[i]
        k = i - 1
        while k >= first and numbers[k] > number:
            numbers[k + 1] = numbers[k]
            k -= 1
        numbers[k + 1] = number


@njit("int64(uint32[::1], int64, int64)", nogil=True, cache=True)
def _distinct(numbers: Any, first: Any, end: Any) -> Any:
    """Drop repeats of a sorted run; return where it ends now."""
    kept = first
    for i in range(first, end):
        if i == first or numbers[i] != numbers[kept - 1]:
            numbers[kept] = numbers[i]
            kept += 1
    return kept


@njit(
    "void(uint16[::1], int64[::1], int64[::1], uint16[::1], int64, uint32[::1], int64[::1])",
    nogil=True,
    cache=True,
)
def shingle_sets(
    codes: Any, starts: Any, rows: Any, sound: Any, span: Any, shingle: Any, set_starts: Any
) -> None:
    """Fill the sorted distinct shingles of the texts `rows`, one set after the other.

    Set s is ``shingle[set_starts[s]:set_starts[s + 1]]``. A text shorter than `span` is one
    shingle; an empty one has none.
    """
    set_starts[0] = 0
    for s in range(rows.size):
        begin, stop = starts[rows[s]], starts[rows[s] + 1]
        first = end = set_starts[s]
        for i in range(begin, stop):
            weight = 0
            number = np.uint32(0)
            k = i
            while k < stop and weight < span:
                code = sound[codes[k]]
                weight += weight_of_letter(code)
                number = np.uint32(np.uint32(number ^ np.uint32(code)) * np.uint32(0x9E3779B1))
                k += 1
            if weight < span and i > begin:
                break
            shingle[end] = mixed(number)
            end += 1
        _sort(shingle, first, end)
        set_starts[s + 1] = _distinct(shingle, first, end)


@njit("void(uint32[::1], int32[::1])", nogil=True, cache=True)
def count_texts(shingle: Any, texts_with: Any) -> None:
    """Add one to the bucket of each shingle of every set; there are a power of two of them."""
    last = np.uint32(texts_with.size - 1)
    for number in shingle:
        texts_with[number & last] += 1


@njit(
    "void(uint32[::1], int64[::1], int32[::1], uint8[::1], uint8[::1], float64, uint8[::1],"
    " uint8[::1], int32[::1], uint32[:, ::1])",
    nogil=True,
    cache=True,
)
def weigh_and_sample(
    shingle: Any,
    set_starts: Any,
    texts_with: Any,
    weight_of: Any,
    proof_of: Any,
    rarity: Any,
    weight: Any,
    proof: Any,
    total: Any,
    sample: Any,
) -> None:
    """Fill each shingle's weight and proof, each text's total weight, and its sampled buckets.

    `weight_of` and `proof_of` are the buckets' own. Only shingles of two texts or more are sampled;
    missing samples are `NO_SAMPLE`. `rarity` is the power of the proof in the race.
    """
    last = np.uint32(weight_of.size - 1)
    samples = sample.shape[1]
    place = np.empty(samples, np.float64)
    slower = np.empty(256, np.float64)
    for w in range(256):
        slower[w] = 1.0 / max(1.0, float(w)) ** rarity
    for s in range(set_starts.size - 1):
        summed = 0
        n = 0
        for k in range(set_starts[s], set_starts[s + 1]):
            bucket = shingle[k] & last
            weight[k] = weight_of[bucket]
            proof[k] = proof_of[bucket]
            summed += np.int64(weight[k])
            # The smaller, the sooner: -log(u) is as good as u where only small ones count.
            when = (mixed(shingle[k]) + 1.0) * slower[proof[k]]
            if (n == samples and when >= place[n - 1]) or texts_with[bucket] < 2:
                continue
            at = n if n < samples else n - 1
            while at > 0 and place[at - 1] > when:
                place[at] = place[at - 1]
                sample[s, at] = sample[s, at - 1]
                at -= 1
            place[at] = when
            sample[s, at] = bucket
            n = min(n + 1, samples)
        total[s] = summed
        for k in range(n, samples):
            sample[s, k] = NO_SAMPLE
