"""A text and its salt, sealed: what stands in a row in the place of both.

``sealed:1:`` and base64 of AES-256-GCM over salt, length and text, filled up with zeros to a
multiple of 64 bytes, so that what is left after an erasure does not say how long the text was. The
nonce is zero: a key seals one text, once. The commitment is authenticated too, so that a sealed
text put in another's place is not opened.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clearwater.cases.sealing.keys import NONCE_BYTES, BrokenSealError

SEALED = "sealed:1:"
"""Begins every sealed text. A text in clear has its salt beside it, a sealed one has none."""
SALT_BYTES = 32
_LENGTH_BYTES = 4
_STEP = 64
_ONCE = bytes(NONCE_BYTES)


def seal_text(key: bytes, commitment: str, salt: str, text: str) -> str:
    """Return the sealed form of a text.

    Parameters
    ----------
    key
        32 bytes that seal nothing else.
    commitment
        What the row is found by.
    salt
        32 bytes in hex.
    """
    said = text.encode()
    plain = bytes.fromhex(salt) + len(said).to_bytes(_LENGTH_BYTES) + said
    plain += bytes(-len(plain) % _STEP)
    sealed = AESGCM(key).encrypt(_ONCE, plain, commitment.encode())
    return SEALED + base64.b64encode(sealed).decode()


def unseal_text(key: bytes, commitment: str, sealed: str) -> tuple[str, str]:
    """Return salt (hex) and text.

    Raises
    ------
    BrokenSealError
        If it was altered, or is of another key or commitment.
    """
    try:
        raw = base64.b64decode(sealed.removeprefix(SEALED), validate=True)
        plain = AESGCM(key).decrypt(_ONCE, raw, commitment.encode())
        start = SALT_BYTES + _LENGTH_BYTES
        length = int.from_bytes(plain[SALT_BYTES:start])
        text = plain[start : start + length].decode()
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise BrokenSealError("the text cannot be opened with its key") from error
    return plain[:SALT_BYTES].hex(), text
