"""Groups of linked texts, each around one text that is its centre; no chain of links makes one.

Chains are the risk: a line that apps add to what people share links strangers one by one. So the
text with the most links becomes a centre and takes the texts linked to it, then the next of those
left. A smaller group joins a larger one that its links reach if the two centres say much the same;
each of its texts is then asked by itself. At last a group lets go of the texts least like its
centre until the others are alike enough on average. Ours, after star clustering [1].

[1] Aslam, Pelekhov, Rus: The star clustering algorithm, J. Graph Algorithms Appl. 8 (2004).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from clearwater.kernels.text_links import shared_weight

_DROPPED = -2


@njit("void(int32[::1], int32[::1], int64[::1], int32[::1])", nogil=True, cache=True)
def neighbours(left: Any, right: Any, starts: Any, other: Any) -> None:
    """Fill the neighbours of each text; `starts` must be zero, two longer than there are texts.

    Text t has ``other[starts[t]:starts[t + 1]]``.
    """
    for e in range(left.size):
        starts[left[e] + 2] += 1
        starts[right[e] + 2] += 1
    for t in range(1, starts.size):
        starts[t] += starts[t - 1]
    for e in range(left.size):
        other[starts[left[e] + 1]] = right[e]
        starts[left[e] + 1] += 1
        other[starts[right[e] + 1]] = left[e]
        starts[right[e] + 1] += 1


@njit("void(int64[::1], int64[::1], int32[::1], int32[::1])", nogil=True, cache=True)
def stars(order: Any, starts: Any, other: Any, centre: Any) -> None:
    """Fill each text's centre; `order` lists the texts by their links, those with most first."""
    centre[:] = -1
    for c in order:
        if centre[c] >= 0:
            continue
        centre[c] = c
        for e in range(starts[c], starts[c + 1]):
            if centre[other[e]] < 0:
                centre[other[e]] = c


@njit(
    "float64(uint32[::1], uint16[::1], int64[::1], int32[::1], int64, int64)",
    nogil=True,
    cache=True,
)
def part_shared(shingle: Any, worth: Any, set_starts: Any, total: Any, a: Any, b: Any) -> Any:
    """Return which part of the lighter text's weight lies in the other."""
    shared, _ = shared_weight(
        shingle, worth, set_starts[a], set_starts[a + 1], set_starts[b], set_starts[b + 1]
    )
    return shared / max(1, min(total[a], total[b]))


@njit(
    "void(int64[::1], int64[::1], int64[::1], int64[::1], int32[::1], uint32[::1], uint16[::1],"
    " int64[::1], int32[::1], float64, int32[::1])",
    nogil=True,
    cache=True,
)
def join_stars(
    centres: Any,
    member_starts: Any,
    member: Any,
    starts: Any,
    other: Any,
    shingle: Any,
    worth: Any,
    set_starts: Any,
    total: Any,
    near: Any,
    centre: Any,
) -> None:
    """Give the texts of smaller groups to larger ones whose centre shares `near` with them.

    `centres` lists the centres, those with most texts first; the texts of number i are
    ``member[member_starts[i]:member_starts[i + 1]]``.
    """
    root = np.full(centre.size, -1, np.int32)
    for i in range(centres.size):
        c = centres[i]
        best = np.int64(-1)
        best_part = 0.0
        asked = np.int64(-1)
        for m in range(member_starts[i], member_starts[i + 1]):
            for e in range(starts[member[m]], starts[member[m] + 1]):
                larger = np.int64(root[centre[other[e]]])
                if larger < 0 or larger == asked:
                    continue
                asked = larger
                part = part_shared(shingle, worth, set_starts, total, c, larger)
                if part > best_part or (part == best_part and larger < best):
                    best, best_part = larger, part
        root[c] = best if best_part >= near else c
    for t in range(centre.size):
        c = np.int64(centre[t])
        larger = np.int64(root[c])
        if c in (larger, t) or larger < 0:
            continue
        if part_shared(shingle, worth, set_starts, total, t, larger) < near:
            centre[t] = _DROPPED
    for t in range(centre.size):
        centre[t] = t if centre[t] == _DROPPED else root[centre[t]]


@njit(
    "void(int64[::1], int64[::1], uint32[::1], uint16[::1], int64[::1], int32[::1],"
    " float64, float64, int32[::1])",
    nogil=True,
    cache=True,
)
def keep_cohesive(
    member_starts: Any,
    member: Any,
    shingle: Any,
    worth: Any,
    set_starts: Any,
    total: Any,
    cohesion: Any,
    full_proof: Any,
    centre: Any,
) -> None:
    """Let go of texts until those of each group are alike enough: `cohesion` on average.

    A text is as alike as the part of its weight that lies in the centre, less if what they share
    proves less than `full_proof`. A text that is let go is its own centre.
    """
    for g in range(member_starts.size - 1):
        first, end = member_starts[g], member_starts[g + 1]
        if end - first < 2:
            continue
        c = np.int64(centre[member[first]])
        alike = np.empty(end - first)
        for m in range(first, end):
            t = member[m]
            shared, proved = shared_weight(
                shingle,
                worth,
                set_starts[c],
                set_starts[c + 1],
                set_starts[t],
                set_starts[t + 1],
            )
            alike[m - first] = shared / max(1, total[t]) * min(1.0, proved / full_proof)
            if t == c:
                # The centre stays, and comes first.
                alike[m - first] = 2.0
        order = np.argsort(-alike, kind="mergesort")
        summed = 0.0
        kept = 0
        for k in range(1, order.size):
            summed += alike[order[k]]
            if summed < cohesion * k:
                break
            kept = k
        for k in range(kept + 1, order.size):
            centre[member[first + order[k]]] = member[first + order[k]]
