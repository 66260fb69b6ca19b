r"""A file sealed piece by piece, so that gigabytes go through a megabyte of memory.

::

    clearwater sealed 1\n    what it is
    16 bytes                 number of the key, random
    pieces                   AES-256-GCM over 1 MiB of content each; the last may be shorter

The nonce of a piece is its place, and whether it is the last: pieces that are left out, swapped or
cut off at the end are not opened (the STREAM construction, Hoang, Reyhanitabar, Rogaway and Vizar
2015). A key seals one file, once.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from clearwater.cases.sealing.keys import TAG_BYTES, BrokenSealError

MAGIC = b"clearwater sealed 1\n"
NUMBER_BYTES = 16
HEADER_BYTES = len(MAGIC) + NUMBER_BYTES
PIECE_BYTES = 1 << 20
_SEALED_BYTES = PIECE_BYTES + TAG_BYTES


def number_of(header: bytes) -> str | None:
    """Return the number of the key, in hex, from the first bytes of a file; None: not sealed."""
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        return None
    return header[len(MAGIC) : HEADER_BYTES].hex()


def seal_file(
    source: BinaryIO,
    write: Callable[[bytes], object],
    key: bytes,
    number: str,
    see: Callable[[bytes], object],
) -> None:
    """Write the sealed form of everything that `source` holds.

    Parameters
    ----------
    write
        Takes the sealed bytes.
    key
        32 bytes that seal nothing else.
    number
        What the key is found by, 16 bytes in hex.
    see
        Is shown the content as it goes by.
    """
    write(MAGIC + bytes.fromhex(number))
    seal, place, piece = AESGCM(key), 0, _whole_piece(source)
    while True:
        following = _whole_piece(source) if len(piece) == PIECE_BYTES else b""
        see(piece)
        write(seal.encrypt(_nonce(place, last=not following), piece, None))
        if not following:
            return
        place, piece = place + 1, following


class SealedReader(io.RawIOBase):
    """Reads the content of a sealed file from its beginning to its end.

    Parameters
    ----------
    file
        The sealed file, at the first byte after its header; closed with this.
    key
        What it was sealed with.
    """

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        super().__init__()
        self._file = file
        self._seal = AESGCM(key)
        self._place = 0
        self._rest = memoryview(b"")
        self._coming = file.read(_SEALED_BYTES)
        self._over = False

    def readable(self) -> bool:
        """Return whether it can be read: yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer, and return with how many bytes; 0 at the end.

        Raises
        ------
        BrokenSealError
            If a piece was altered, is missing or was cut off.
        """
        if not self._rest and not self._over:
            self._rest = memoryview(self._next())
        wanted = memoryview(buffer)  # type: ignore[arg-type]  # whatever holds bytes
        taken = self._rest[: len(wanted)]
        wanted[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()

    def _next(self) -> bytes:
        piece = self._coming
        # Only a whole piece can have another one after it.
        self._coming = self._file.read(_SEALED_BYTES) if len(piece) == _SEALED_BYTES else b""
        self._over = not self._coming
        try:
            plain = self._seal.decrypt(_nonce(self._place, last=self._over), piece, None)
        except (InvalidTag, ValueError) as error:
            raise BrokenSealError("the file cannot be opened with its key") from error
        self._place += 1
        return plain


def _whole_piece(source: BinaryIO) -> bytes:
    """Return one piece; a stream may give less than it is asked for before its end."""
    parts, left = [], PIECE_BYTES
    while left and (part := source.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11) + (b"\1" if last else b"\0")


def sealed_size(size: int) -> int:
    """Return how many bytes the sealed form of a content of `size` bytes has."""
    pieces = max(1, -(-size // PIECE_BYTES))
    return HEADER_BYTES + size + pieces * TAG_BYTES
