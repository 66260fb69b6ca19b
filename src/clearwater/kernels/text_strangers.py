"""What a shared shingle weighs, and what it proves: nothing, if it stands in texts of strangers.

A check-in line, a share button's suffix, an emote or a set phrase stands in many texts that have
nothing else in common. How rare such a shingle is says little: there are rare places. So a few of
the texts that hold it are compared; how alike they are is the part of its weight that it proves.
Sets are in the order of a hash of their content, so the first few are a fair sample. Ours.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

SKETCH = 24
"""Smallest shingles of two texts together by which their resemblance is estimated."""
STEPS = 8.0
"""Steps of a weight in one natural unit of information."""
HEAVIEST = 255
_FULL = 255
_FEW = 64


@njit("float64(uint32[::1], int64, int64, int64, int64)", nogil=True, cache=True)
def resemblance(shingle: Any, a: Any, a_end: Any, b: Any, b_end: Any) -> Any:
    """Return the Jaccard coefficient of two sorted sets, estimated from their smallest members [1].

    Shingles are hashes, so the smallest are a fair sample. With `SKETCH` or fewer it is exact.

    [1] Broder: On the resemblance and containment of documents, SEQUENCES (1997).
    """
    union = 0
    shared = 0
    while union < SKETCH and a < a_end and b < b_end:
        left, right = shingle[a], shingle[b]
        shared += left == right
        a += left <= right
        b += right <= left
        union += 1
    union = min(SKETCH, union + a_end - a + b_end - b)
    return shared / max(1, union)


@njit("void(int32[::1], int64, int64, int32[::1], uint8[::1])", nogil=True, cache=True)
def holder_starts(texts_with: Any, common: Any, room: Any, starts: Any, filled: Any) -> None:
    """Fill where the holders of each bucket of `common` texts or more begin: `room` of them.

    `filled` marks the other buckets as full; it must be zero.
    """
    starts[0] = 0
    for b in range(texts_with.size):
        size = min(room, np.int64(texts_with[b])) if texts_with[b] >= common else 0
        starts[b + 1] = starts[b] + size
        if size == 0:
            filled[b] = _FULL


@njit("void(uint32[::1], int64[::1], int32[::1], uint8[::1], int32[::1])", nogil=True, cache=True)
def find_holders(shingle: Any, set_starts: Any, starts: Any, filled: Any, holder: Any) -> None:
    """Fill the first sets that hold a shingle of each bucket."""
    last = np.uint32(filled.size - 1)
    for s in range(set_starts.size - 1):
        for k in range(set_starts[s], set_starts[s + 1]):
            bucket = shingle[k] & last
            if filled[bucket] == _FULL:
                continue
            at = starts[bucket] + filled[bucket]
            holder[at] = s
            filled[bucket] = _FULL if at + 1 == starts[bucket + 1] else filled[bucket] + 1


@njit("float64(uint32[::1], int64[::1], int32[::1], int64, int64)", nogil=True, cache=True)
def how_alike(shingle: Any, set_starts: Any, holder: Any, first: Any, end: Any) -> Any:
    """Return the mean resemblance of neighbours in the ring ``holder[first:end]``."""
    n = end - first
    pairs = n if n > 2 else n - 1
    summed = 0.0
    for i in range(pairs):
        one, two = holder[first + i], holder[first + (i + 1) % n]
        summed += resemblance(
            shingle, set_starts[one], set_starts[one + 1], set_starts[two], set_starts[two + 1]
        )
    return summed / max(1, pairs)


@njit("int64(float64, int64)", nogil=True, cache=True)
def _weight(corpus: Any, texts: Any) -> Any:
    return min(HEAVIEST, max(1, int(STEPS * np.log(corpus / texts))))


@njit(
    "void(uint32[::1], int64[::1], int32[::1], int32[::1], int32[::1], float64, uint16[::1])",
    nogil=True,
    cache=True,
)
def weigh_buckets(
    shingle: Any,
    set_starts: Any,
    texts_with: Any,
    starts: Any,
    holder: Any,
    corpus: Any,
    worth_of: Any,
) -> None:
    """Fill each bucket's worth: 256 times its weight plus what it proves.

    A weight is ``log(corpus / texts)`` in steps of an eighth. A shingle of one text proves nothing.
    """
    few = np.empty(_FEW, np.int64)
    for count in range(1, _FEW):
        few[count] = _weight(corpus, count)
    for b in range(texts_with.size):
        texts = np.int64(texts_with[b])
        if texts == 0:
            continue
        weight = few[texts] if texts < _FEW else _weight(corpus, texts)
        alike = 1.0 if texts > 1 else 0.0
        if starts[b + 1] > starts[b]:
            alike = how_alike(shingle, set_starts, holder, starts[b], starts[b + 1])
        worth_of[b] = weight << 8 | int(weight * alike)
