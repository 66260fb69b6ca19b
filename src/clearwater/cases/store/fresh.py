"""New names and salts: from the system's randomness, or in a rehearsal from its seed.

A rehearsal is an exercise, and its ledger says so in the first entry. Names, salts and keys follow
from the seed, the size of the ledger and a counter, so that the same commands at the same times
leave the same bytes everywhere. They could be guessed: a rehearsal is for no real case.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""32 signs that are read over the telephone without mistakes."""
_SIGNS = 12
"""60 random bits: among ten million names of one kind two are equal with odds of 1 to 20,000."""
SALT_BYTES = 32


class RandomFresh:
    """The system's randomness."""

    def name(self, kind: str) -> str:
        """Return a new name, such as ``case-7k3m9q2x4d8w``."""
        return _named(kind, secrets.token_bytes(_SIGNS))

    def salt(self) -> str:
        """Return 32 random bytes in hex."""
        return secrets.token_hex(SALT_BYTES)


class RehearsedFresh:
    """What follows from a seed.

    Parameters
    ----------
    seed
        The rehearsal's.
    size
        Entries in the ledger when the unit of work began; no later unit begins at the same size
        unless nothing was saved.
    """

    def __init__(self, seed: str, size: int) -> None:
        self._seed = seed
        self._size = size
        self._count = 0

    def name(self, kind: str) -> str:
        """Return the next name."""
        return _named(kind, self._next())

    def salt(self) -> str:
        """Return the next salt, 32 bytes in hex."""
        return self._next().hex()

    def _next(self) -> bytes:
        self._count += 1
        return derived(self._seed, f"{self._size}/{self._count}")


def derived(seed: str, purpose: str) -> bytes:
    """Return 32 bytes that follow from the seed of a rehearsal and a purpose."""
    return hmac.digest(seed.encode(), purpose.encode(), hashlib.sha256)


def _named(kind: str, random: bytes) -> str:
    return f"{kind}-{''.join(_ALPHABET[byte & 31] for byte in random[:_SIGNS])}"
