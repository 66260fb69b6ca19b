"""The key that signs checkpoints: Ed25519, in one file that nobody but its owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from clearwater.errors import OutputError, SourceError

PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
_PRIME = 2**255 - 19
_SMALL_ORDER = (
    *(0, 1, _PRIME - 1),
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    _PRIME - 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
)
"""The y of the points of order 1, 2, 4 and 8: with such a key one signature fits many texts."""


class SigningKey:
    """An Ed25519 key pair.

    Parameters
    ----------
    seed
        32 bytes: the private key of RFC 8032.
    """

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()
        """32 bytes."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature, 64 bytes; the same data gives the same signature."""
        return self._key.sign(data)

    def pem(self) -> bytes:
        """Return the private key as PKCS8 PEM, without a password."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def signature_fits(public: bytes, signature: bytes, data: bytes) -> bool:
    """Return whether `signature` is the key's over `data`; anything that is none is False.

    Keys of small order, and points that are not in their one encoding, sign nothing: OpenSSL takes
    them, and a ledger with such a key could be rewritten by anybody.
    """
    y = int.from_bytes(public, "little") & 2**255 - 1
    if y >= _PRIME or y in _SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_key(path: Path) -> SigningKey:
    """Return the key of a PEM file.

    Raises
    ------
    SourceError
        If the file is not there, cannot be read or holds no Ed25519 key.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SourceError(
            "the ledger's key cannot be read", where=str(path), found=str(error.strerror)
        ) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SourceError("not a private key", where=str(path), expected="PKCS8 PEM") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SourceError("not the key of a ledger", where=str(path), expected="an Ed25519 key")
    return SigningKey(key.private_bytes_raw())


def keep_secret(path: Path, content: bytes) -> None:
    """Write `content` to a new file of mode 0600, so that it is there as a whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written, or another file is there.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, path)  # unlike a rename, it never replaces what is there
        partial.unlink()
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(
            "a secret cannot be written", where=str(path), found=str(error.strerror)
        ) from error


def sync_folder(folder: Path) -> None:
    """Return once the names in `folder` are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
