"""The key that wraps all others, and what wraps and opens them.

AES-256-GCM throughout (NIST SP 800-38D). Each text and each file has a random key of its own, which
seals that one thing and nothing else. It is kept wrapped: sealed under the store's master key, with
what it is for beside it, so that a wrapped key put in another's place opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class BrokenSealError(ValueError):
    """What was sealed cannot be opened: it was altered, or the key is another one."""


@dataclass(frozen=True)
class MasterKey:
    """The key that wraps the keys of a store's texts and files.

    Whoever has it and a wrapped key can open what that key seals; it alone opens nothing.
    """

    secret: bytes = field(repr=False)
    """32 bytes."""

    def wrapped(self, key: bytes, purpose: str, nonce: bytes | None = None) -> str:
        """Return a key as it is kept.

        Parameters
        ----------
        key
            32 bytes.
        purpose
            What it seals: a commitment, or the hash of a file's content.
        nonce
            12 bytes, which must be another one for each key; random where none are given. At
            2**32 keys two random ones are equal with odds of 1 to 2**32.
        """
        once = secrets.token_bytes(NONCE_BYTES) if nonce is None else nonce
        sealed = AESGCM(self.secret).encrypt(once, key, purpose.encode())
        return base64.b64encode(once + sealed).decode()

    def opened(self, wrapped: str, purpose: str) -> bytes:
        """Return the key that was wrapped.

        Raises
        ------
        BrokenSealError
            If it was altered, is for something else, or was wrapped by another master key.
        """
        try:
            raw = base64.b64decode(wrapped, validate=True)
            return AESGCM(self.secret).decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode()
            )
        except (binascii.Error, ValueError, InvalidTag, UnicodeEncodeError) as error:
            raise BrokenSealError("the key cannot be opened with this master key") from error
