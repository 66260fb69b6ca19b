"""The Merkle tree of the ledger: RFC 6962, section 2.1, over stored complete nodes.

A node of level L and place P is complete when all 2**L leaves below it are there; it never changes
afterwards, so nodes are only ever added: on average two for each leaf. The complete nodes that a
tree of any earlier size was made of are all still there, so the root and the proofs of every size
that the ledger ever had can be computed from O(log n) of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves."""

NodeReader = Callable[[int, int], bytes]
"""(level, place) -> hash of a complete node."""


@dataclass(frozen=True)
class Node:
    """One complete node."""

    level: int
    """0 for a leaf."""
    place: int
    """Its place among the nodes of its level, from the left, from 0."""
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf, 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others, 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def peaks_of(size: int) -> tuple[tuple[int, int], ...]:
    """Return (level, place) of the complete nodes that make up a tree of `size`, left to right."""
    levels = (level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1)
    return tuple((level, (size >> level) - 1) for level in levels)


class Frontier:
    """The peaks of a growing tree. What `append` returns is what a store has to keep.

    Parameters
    ----------
    size
        Number of leaves so far.
    peaks
        Hashes of the nodes that `peaks_of` names, in its order.
    """

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} has {size.bit_count()} peaks, not {len(peaks)}")
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> list[Node]:
        """Add the hash of a leaf, and return the nodes that are complete now, lowest first."""
        nodes = [Node(0, self.size, leaf)]
        # Each trailing one of the size is a peak that the new node makes whole.
        while self.size >> nodes[-1].level & 1:
            below = nodes[-1]
            hashed = node_hash(self.peaks.pop(), below.hash)
            nodes.append(Node(below.level + 1, below.place >> 1, hashed))
        self.peaks.append(nodes[-1].hash)
        self.size += 1
        return nodes

    def root(self) -> bytes:
        """Return the root, 32 bytes."""
        return root_of_peaks(self.peaks)


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """Return the root over peaks from left to right."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_at(node: NodeReader, size: int) -> bytes:
    """Return the root that the tree had at `size`."""
    return root_of_peaks([node(level, place) for level, place in peaks_of(size)])


def inclusion_proof(node: NodeReader, number: int, size: int) -> tuple[bytes, ...]:
    """Return the audit path of leaf `number` in the tree of `size` (RFC 6962, 2.1.1).

    Raises
    ------
    ValueError
        If the tree of that size has no such leaf.
    """
    if not 0 <= number < size:
        raise ValueError(f"a tree of {size} has no leaf {number}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_part(end - start)
        if number < middle:
            path.append(_over(node, middle, end))
            end = middle
        else:
            path.append(_over(node, start, middle))
            start = middle
    return tuple(reversed(path))


def nodes_of_inclusion(numbers: Iterable[int], size: int) -> set[tuple[int, int]]:
    """Return (level, place) of every node that the audit paths of these leaves are made of.

    Raises
    ------
    ValueError
        If the tree of that size has no such leaf.
    """
    asked: set[tuple[int, int]] = set()

    def note(level: int, place: int) -> bytes:
        asked.add((level, place))
        return EMPTY_ROOT

    # The proofs themselves say what they need, so that the two can never differ.
    for number in numbers:
        inclusion_proof(note, number, size)
    return asked


def consistency_proof(node: NodeReader, earlier: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of `earlier` is the beginning of that of `size` (2.1.2).

    Raises
    ------
    ValueError
        If ``0 <= earlier <= size`` does not hold.
    """
    if not 0 <= earlier <= size:
        raise ValueError(f"a tree of {size} has no beginning of {earlier}")
    if earlier in (0, size):
        return ()
    path: list[bytes] = []
    start, end, rest = 0, size, earlier
    while rest != end:
        middle = start + _left_part(end - start)
        if rest <= middle:
            path.append(_over(node, middle, end))
            end = middle
        else:
            path.append(_over(node, start, middle))
            start = middle
    if start > 0:  # else the earlier root itself is this node, and whoever checks knows it
        path.append(_over(node, start, end))
    return tuple(reversed(path))


def check_inclusion(
    leaf: bytes, number: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether `proof` leads from the hash of a leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= number < size or any(len(one) != len(EMPTY_ROOT) for one in (leaf, *proof)):
        return False
    place, last, hashed = number, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(beside, hashed)
            # A node at the right edge without a neighbour moves up as it is.
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def check_consistency(
    earlier: int, size: int, proof: Sequence[bytes], earlier_root: bytes, root: bytes
) -> bool:
    """Return whether `proof` shows the earlier tree as the beginning (RFC 9162, 2.1.4.2)."""
    if not 0 <= earlier <= size or any(len(one) != len(EMPTY_ROOT) for one in proof):
        return False
    if earlier == size:
        return not proof and earlier_root == root
    if earlier == 0:
        return not proof and earlier_root == EMPTY_ROOT
    hashes = iter(proof if earlier & (earlier - 1) else (earlier_root, *proof))
    return _both_roots(earlier - 1, size - 1, hashes) == (earlier_root, root)


def _both_roots(place: int, last: int, hashes: Iterator[bytes]) -> tuple[bytes, bytes] | None:
    """Return the earlier and the later root that a consistency proof leads to, or nothing."""
    while place & 1:
        place, last = place >> 1, last >> 1
    first = next(hashes, None)
    if first is None:
        return None
    earlier = later = first
    for beside in hashes:
        if last == 0:
            return None
        if place & 1 or place == last:
            earlier, later = node_hash(beside, earlier), node_hash(beside, later)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            later = node_hash(later, beside)
        place, last = place >> 1, last >> 1
    return (earlier, later) if last == 0 else None


def _left_part(count: int) -> int:
    """Return the largest power of two below `count`, which is at least 2."""
    return 1 << (count - 1).bit_length() - 1


def _over(node: NodeReader, start: int, end: int) -> bytes:
    """Return the hash over leaves `start` to `end`, where `start` fits the count's left part."""
    count = end - start
    # From the left, the peaks of a tree of that many leaves, moved to where this one starts.
    peaks = [node(level, (start >> level) + place) for level, place in peaks_of(count)]
    return root_of_peaks(peaks)
