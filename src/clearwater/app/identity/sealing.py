"""Secrets that follow from the store's key, and what is sealed and signed with them.

The key is the one in the store's folder that hides identifiers (``keys/lookup.key``): it is there
with every store, goes into a backup with the others, and is not in the database. HKDF makes a key
of its own for each purpose, so that what is known of one says nothing of another.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


def key_for(purpose: str, store_key: bytes) -> bytes:
    """Return 32 bytes for one purpose: HKDF-SHA-256 of the store's key."""
    info = f"clearwater identity {purpose}".encode()
    return HKDF(SHA256(), 32, salt=None, info=info).derive(store_key)


@dataclass(frozen=True)
class Sealing:
    """Keeps a secret so that only a holder of the store's key can read it: AES-256-GCM."""

    key: bytes
    """32 bytes."""

    def sealed(self, content: bytes, about: str, nonce: bytes) -> str:
        """Return `content` sealed, in base64.

        Parameters
        ----------
        about
            What it belongs to. It does not open elsewhere: a sealed secret that was moved to the
            row of somebody else is none.
        nonce
            12 bytes that were never used with this key.
        """
        inside = AESGCM(self.key).encrypt(nonce, content, about.encode())
        return base64.urlsafe_b64encode(nonce + inside).decode().rstrip("=")

    def opened(self, sealed: str, about: str) -> bytes | None:
        """Return the content, or nothing where it is not sealed with this key about this."""
        try:
            padded = sealed + "=" * (-len(sealed) % 4)
            kept = base64.b64decode(padded.encode(), altchars=b"-_", validate=True)
            inside = kept[NONCE_BYTES:]
            return AESGCM(self.key).decrypt(kept[:NONCE_BYTES], inside, about.encode())
        except (ValueError, InvalidTag):
            return None

    def sealed_object(self, said: dict[str, Any], about: str, nonce: bytes) -> str:
        """Return an object of JSON sealed."""
        return self.sealed(json.dumps(said, separators=(",", ":")).encode(), about, nonce)

    def opened_object(self, sealed: str, about: str) -> dict[str, Any] | None:
        """Return the object, or nothing."""
        content = self.opened(sealed, about)
        # What opens was sealed here, so it is JSON.
        return None if content is None else dict(json.loads(content))
