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
_FEW = 512
_HIGH = np.uint32(26)
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


@njit("void(uint32[::1], int64, int64, uint32[::1], int32[::1])", nogil=True, cache=True)
def _sort(numbers: Any, first: Any, end: Any, work: Any, place: Any) -> None:
    """Sort hashes: dealt out by their high bits they are nearly in order already."""
    if end - first > work.size:
        numbers[first:end] = np.sort(numbers[first:end])
        return
    place[:] = 0
    for i in range(first, end):
        work[i - first] = numbers[i]
        place[(numbers[i] >> _HIGH) + 1] += 1
    for k in range(1, place.size):
        place[k] += place[k - 1]
    for i in range(end - first):
        k = work[i] >> _HIGH
        numbers[first + place[k]] = work[i]
        place[k] += 1
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
    work = np.empty(_FEW, np.uint32)
    place = np.empty(65, np.int32)
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
        _sort(shingle, first, end, work, place)
        set_starts[s + 1] = _distinct(shingle, first, end)


@njit("void(uint32[::1], int32[::1])", nogil=True, cache=True)
def count_texts(shingle: Any, texts_with: Any) -> None:
    """Add one to the bucket of each shingle of every set; there are a power of two of them."""
    last = np.uint32(texts_with.size - 1)
    for number in shingle:
        texts_with[number & last] += 1


@njit(
    "void(uint32[::1], int64[::1], uint16[::1], int64, float64, uint16[::1], int32[::1],"
    " uint32[:, ::1])",
    nogil=True,
    cache=True,
)
def weigh_and_sample(
    shingle: Any,
    set_starts: Any,
    worth_of: Any,
    least: Any,
    rarity: Any,
    worth: Any,
    total: Any,
    sample: Any,
) -> None:
    """Fill each shingle's worth, each text's total weight, and its sampled buckets.

    A worth, here and by bucket in `worth_of`, is 256 times the weight plus the proof. Only shingles
    that prove `least` are sampled; missing samples are `NO_SAMPLE`. `rarity` is the power of the
    proof in the race.
    """
    last = np.uint32(worth_of.size - 1)
    samples = sample.shape[1]
    place = np.empty(samples, np.float64)
    slower = np.empty(256, np.float64)
    for w in range(256):
        slower[w] = 1.0 / max(1.0, float(w)) ** rarity
    for s in range(set_starts.size - 1):
        summed = np.int64(0)
        n = 0
        for k in range(set_starts[s], set_starts[s + 1]):
            bucket = shingle[k] & last
            both = np.int64(worth_of[bucket])
            worth[k] = both
            summed += both >> 8
            proof = both & 255
            if proof < least:
                continue
            # The smaller, the sooner: -log(u) is as good as u where only small ones count.
            when = (mixed(shingle[k]) + 1.0) * slower[proof]
            if n == samples and when >= place[n - 1]:
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
