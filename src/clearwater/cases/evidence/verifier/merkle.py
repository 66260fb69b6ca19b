"""Hashes of the ledger's tree (RFC 6962), and proofs that an entry is in it."""

from __future__ import annotations

import hashlib
from typing import Any

from clearwater.cases.evidence.verifier.broken import BrokenError


def leaf_hash_of(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def root_by_proof(leaf: bytes, number: int, size: int, proof: Any) -> bytes:
    """Return the root of the tree of `size` leaves that `proof` leads to from leaf `number`.

    Parameters
    ----------
    proof
        Hashes in hex, from the leaf's neighbour up, as RFC 6962, section 2.1.1 has them.

    Raises
    ------
    BrokenError
        If the proof has not the one length that this place in this tree asks for, or is no list of
        hashes.
    """
    if not isinstance(proof, list) or not 0 <= number < size:
        raise BrokenError("not a proof")
    hashed, place, last = leaf, number, size - 1
    for one in proof:
        sibling = hash_of_hex(one)
        if last == 0:
            raise BrokenError("a proof that is too long")
        if place & 1 or place == last:
            hashed = _node_hash(sibling, hashed)
            # A right edge without a left neighbour is passed up as it is.
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = _node_hash(hashed, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise BrokenError("a proof that is too short")
    return hashed


def hash_of_hex(said: Any) -> bytes:
    """Return the 32 bytes of 64 lower-case hex digits.

    Raises
    ------
    BrokenError
        If `said` is anything else.
    """
    if not isinstance(said, str) or len(said) != 64 or set(said) - set("0123456789abcdef"):
        raise BrokenError("not a SHA-256 in hex")
    return bytes.fromhex(said)


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
