"""A second reader of sealed texts and files, written from the format; it imports nothing of ours.

- Master key: 32 bytes, ``keys/master.key``. A wrapped key is base64 of 12 bytes nonce and
  AES-256-GCM over 32 bytes, with what it is for as associated data.
- Text: ``sealed:1:`` and base64 of AES-256-GCM, nonce zero, commitment as associated data, over
  salt (32), length (4, big end first), text, zeros.
- File: ``clearwater sealed 1`` and a newline, 16 bytes number, pieces of 1 MiB and their tags of 16
  bytes; nonce: 11 bytes place, 1 byte whether it is the last. Its wrapped key:
  ``keys/evidence/<two hex>/<sha256>.<number>``, for the hash.
"""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"clearwater sealed 1\n"
WHOLE = (1 << 20) + 16


def unwrapped(master: bytes, wrapped: str, purpose: str) -> bytes:
    raw = base64.b64decode(wrapped, validate=True)
    return AESGCM(master).decrypt(raw[:12], raw[12:], purpose.encode())


def opened_text(master: bytes, wrapped: str, commitment: str, sealed: str) -> bytes | None:
    """Return salt and text, one after the other; nothing where they cannot be opened."""
    try:
        key = unwrapped(master, wrapped, commitment)
        raw = base64.b64decode(sealed.removeprefix("sealed:1:"), validate=True)
        plain = AESGCM(key).decrypt(b"\0" * 12, raw, commitment.encode())
    except (ValueError, InvalidTag):
        return None
    length = int.from_bytes(plain[32:36], "big")
    return plain[:32] + plain[36 : 36 + length]


def content_of(path: Path, keys: Path) -> bytes | None:
    """Return what a file of evidence holds, sealed or not; nothing where it cannot be opened."""
    raw = path.read_bytes()
    if not raw.startswith(MAGIC):
        return raw
    number, sealed = raw[len(MAGIC) : len(MAGIC) + 16].hex(), raw[len(MAGIC) + 16 :]
    try:
        wrapped = (keys / "evidence" / path.name[:2] / f"{path.name}.{number}").read_text()
        key = unwrapped((keys / "master.key").read_bytes(), wrapped.strip(), path.name)
        count = max(1, -(-len(sealed) // WHOLE))
        return b"".join(
            AESGCM(key).decrypt(
                at.to_bytes(11, "big") + bytes([at == count - 1]),
                sealed[at * WHOLE : (at + 1) * WHOLE],
                None,
            )
            for at in range(count)
        )
    except (OSError, ValueError, InvalidTag):
        return None
