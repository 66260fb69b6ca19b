"""The operator's key, and the tokens made with it: HMAC-SHA256, cut to 128 bits.

Devices, lines and addresses are few enough to be tried one by one. A plain hash of them can be
undone by whoever has the store; one that is keyed cannot, without the key. The key itself is never
written anywhere; what the store holds of it is a token of a fixed word, so that another key is
noticed. RFC 2104.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path

from clearwater.errors import ParameterError, SourceError

LEAST_BYTES = 32
TOKEN_BYTES = 16
HOW_TO_MAKE = "Make one with: head -c 32 /dev/urandom > ring.key; chmod 600 ring.key"


@dataclass(frozen=True)
class Secret:
    """A key of at least `LEAST_BYTES` bytes."""

    key: bytes = field(repr=False)

    @classmethod
    def read(cls, path: str | Path) -> Secret:
        """Return the key that a file holds.

        Raises
        ------
        SourceError
            If the file cannot be read.
        ParameterError
            If it holds fewer than `LEAST_BYTES` bytes.
        """
        try:
            found = Path(path).read_bytes()
        except OSError as error:
            raise SourceError(
                "the key file cannot be read",
                where=str(path),
                expected=f"a file of {LEAST_BYTES} random bytes or more",
                found=error.strerror or str(error),
                next_step=HOW_TO_MAKE,
            ) from error
        if len(found) < LEAST_BYTES:
            raise ParameterError(
                "the key is too short",
                where=str(path),
                expected=f"{LEAST_BYTES} bytes or more",
                found=f"{len(found)} bytes",
                next_step=HOW_TO_MAKE,
            )
        return cls(found)

    def token(self, kind: str, value: str) -> str:
        """Return 32 hexadecimal digits that stand for `value` among values of its kind."""
        return self._digest(kind, value).hex()

    def number(self, kind: str, value: str) -> int:
        """Return the same as a number of 64 bits."""
        return int.from_bytes(self._digest(kind, value)[:8], "big")

    @property
    def name(self) -> str:
        """Return what tells this key from another, and nothing else about it."""
        return self.token("key", "clearwater rings")[:16]

    def _digest(self, kind: str, value: str) -> bytes:
        content = f"{kind}\0{value}".encode()
        return hmac.new(self.key, content, hashlib.sha256).digest()[:TOKEN_BYTES]
