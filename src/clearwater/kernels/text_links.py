"""Which texts say much the same: proposed by shared samples, verified on all shingles.

A flat index: each bucket of samples has a fixed place for the first few texts that fall into it,
in the order of their content, and no more. A campaign of thousands is a star around those few, a
phrase that everybody uses costs no more than they do. Texts come one after another: each asks the
buckets, verifies the texts it meets there most often, and then enters. Ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from clearwater.kernels.text_shingles import NO_SAMPLE

_MOST = 255


@njit(
    "UniTuple(int64, 2)(uint32[::1], uint16[::1], int64, int64, int64, int64)",
    nogil=True,
    cache=True,
)
def shared_weight(shingle: Any, worth: Any, a: Any, a_end: Any, b: Any, b_end: Any) -> Any:
    """Return the weight of the shingles that two sorted sets share, and what they prove."""
    shared = np.int64(0)
    proved = np.int64(0)
    while a < a_end and b < b_end:
        left, right = shingle[a], shingle[b]
        if left == right:
            shared += np.int64(worth[a] >> 8)
            proved += np.int64(worth[a] & 255)
        a += left <= right
        b += right <= left
    return shared, proved


@njit("int64(uint32[::1], int64, int64, int64[::1])", nogil=True, cache=True)
def note(shingle: Any, first: Any, end: Any, table: Any) -> Any:
    """Enter a set into a table of four times its size or more; return the mask of its slots.

    Slots are found by the low bits and by walking on; free ones are -1, and must be all.
    """
    size = np.int64(4)
    while size < 4 * (end - first):
        size *= 2
    mask = size - 1
    for k in range(first, end):
        slot = np.int64(shingle[k]) & mask
        while table[slot] >= 0:
            slot = (slot + 1) & mask
        table[slot] = shingle[k]
    return mask


@njit(
    "UniTuple(int64, 2)(uint32[::1], uint16[::1], int64, int64, int64[::1], int64)",
    nogil=True,
    cache=True,
)
def weight_noted(shingle: Any, worth: Any, first: Any, end: Any, table: Any, mask: Any) -> Any:
    """Return as `shared_weight`, of a set and the one in `table`.

    One text is held against a dozen others: to look each shingle up takes a fifth of the time of
    walking along both, where every step waits for the last.
    """
    shared = np.int64(0)
    proved = np.int64(0)
    for k in range(first, end):
        slot = np.int64(shingle[k]) & mask
        while table[slot] >= 0:
            if table[slot] == np.int64(shingle[k]):
                shared += np.int64(worth[k] >> 8)
                proved += np.int64(worth[k] & 255)
                break
            slot = (slot + 1) & mask
    return shared, proved


@njit("void(uint32[:, ::1], int64, int32[::1])", nogil=True, cache=True)
def bucket_starts(sample: Any, room: Any, starts: Any) -> None:
    """Fill where each bucket's texts begin; a bucket has place for `room` texts at most.

    `starts` is one longer than there are buckets, and zero.
    """
    for s in range(sample.shape[0]):
        for k in range(sample.shape[1]):
            if sample[s, k] == NO_SAMPLE:
                break
            if starts[np.int64(sample[s, k]) + 1] < room:
                starts[np.int64(sample[s, k]) + 1] += 1
    for b in range(starts.size - 1):
        starts[b + 1] += starts[b]


@njit(
    "int64(uint32[::1], uint16[::1], int64[::1], int32[::1], uint32[:, ::1],"
    " int32[::1], int32[::1], float64, int64, int64, int64, int64, int32[::1], int32[::1])",
    nogil=True,
    cache=True,
)
def link(
    shingle: Any,
    worth: Any,
    set_starts: Any,
    total: Any,
    sample: Any,
    starts: Any,
    held: Any,
    least_part: Any,
    least_proof: Any,
    meetings: Any,
    looks: Any,
    enough: Any,
    left: Any,
    right: Any,
) -> Any:
    """List the pairs of sets that share `least_part` of the lighter one's weight; return how many.

    A pair must share `meetings` samples (or all that a text has) and prove `least_proof`; a text
    looks at `looks` others and stops after `enough` links. `held` has a place for each text in
    each bucket, `left` and `right` for `enough` links of each text.
    """
    texts = sample.shape[0]
    filled = np.zeros(starts.size - 1, np.uint8)
    met = np.zeros(texts, np.uint8)
    # A bucket's places are counted in a byte.
    seen = np.empty(sample.shape[1] * 256, np.int32)
    longest = np.int64(1)
    for s in range(texts):
        longest = max(longest, set_starts[s + 1] - set_starts[s])
    table = np.full(8 * longest, -1, np.int64)
    links = 0
    for s in range(texts):
        n = 0
        most = 0
        samples = 0
        for k in range(sample.shape[1]):
            if sample[s, k] == NO_SAMPLE:
                break
            samples += 1
            bucket = np.int64(sample[s, k])
            for e in range(starts[bucket], starts[bucket] + filled[bucket]):
                other = held[e]
                if met[other] == 0:
                    seen[n] = other
                    n += 1
                met[other] += met[other] < _MOST
                most = max(most, met[other])
            if starts[bucket] + filled[bucket] < starts[bucket + 1]:
                held[starts[bucket] + filled[bucket]] = s
                filled[bucket] += 1
        wanted = most
        mask = np.int64(-1)
        looked = 0
        found = 0
        # Those that were met most often come first.
        while wanted >= max(1, min(meetings, samples)) and looked < looks and found < enough:
            for i in range(n):
                other = seen[i]
                if met[other] != wanted:
                    continue
                looked += 1
                if mask < 0:
                    mask = note(shingle, set_starts[s], set_starts[s + 1], table)
                shared, proved = weight_noted(
                    shingle, worth, set_starts[other], set_starts[other + 1], table, mask
                )
                if proved >= least_proof and shared >= least_part * min(total[s], total[other]):
                    left[links] = other
                    right[links] = s
                    links += 1
                    found += 1
                if looked >= looks or found >= enough:
                    break
            wanted -= 1
        for i in range(n):
            met[seen[i]] = 0
        table[: mask + 1] = -1
    return links
