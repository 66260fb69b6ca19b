"""Bytes of a file: hashed as they are stored, then decompressed, without holding the whole.

Kinds are told by the first bytes and not by the suffix: exports are often renamed. A compressed
file that ends early is an error and not a shorter log: what was lost would bias every count, and
the person can fetch the file again.
"""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from clearwater.errors import SourceError

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
PEEK_BYTES = 1 << 20
_DRAIN_BYTES = 1 << 20


class HashedFile(io.RawIOBase):
    """A readable file that hashes what passes through it."""

    def __init__(self, raw: BinaryIO, prefix: bytes = b"", *, owned: bool = True) -> None:
        super().__init__()
        self._raw = raw
        self._owned = owned
        self._prefix = prefix
        self._hash = hashlib.sha256()
        self.size = 0
        self.drained = False

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, hashed; everything for a negative `size`."""
        if self._prefix:
            data = self._prefix if size < 0 else self._prefix[:size]
            self._prefix = self._prefix[len(data) :]
            if size < 0:
                data += self._raw.read()
        else:
            data = self._raw.read(size)
        self._hash.update(data)
        self.size += len(data)
        return data

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants Buffer, 3.12
        """Fill `buffer` and return how much was read."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def drain(self) -> None:
        """Read to the end, so that the hash is that of the whole file."""
        while not self.drained and self.read(_DRAIN_BYTES):
            pass
        self.drained = True

    def close(self) -> None:
        """Close the file, unless it is somebody else's pipe."""
        if self._owned:
            self._raw.close()
        super().close()

    def hexdigest(self) -> str:
        """Return the hash of what has passed."""
        return self._hash.hexdigest()


class ByteSource:
    """Where bytes come from: a path that can be opened again, or a pipe that cannot."""

    def __init__(self, name: str, origin: Path | BinaryIO) -> None:
        self.name = name
        self._path = origin if isinstance(origin, Path) else None
        self._pipe = None if isinstance(origin, Path) else origin
        self._peeked = b""
        self._peeked_for = 0
        self._opened = False

    @property
    def once(self) -> bool:
        """Return whether this is an open file, which is read once from where it stands."""
        return self._pipe is not None

    def peek(self, size: int = PEEK_BYTES) -> bytes:
        """Return at least the first `size` stored bytes, if there are, without using them up."""
        if size <= self._peeked_for:
            return self._peeked
        if self._pipe is not None:
            self._peeked += _read_fully(self._pipe, size - len(self._peeked))
        else:
            with self._open_or_fail() as file:
                self._peeked = _read_fully(file, size)
        self._peeked_for = size
        return self._peeked

    def peek_text(self, size: int = PEEK_BYTES) -> bytes:
        """Return about the first `size` bytes of the decompressed content."""
        stored = self.peek(size)
        stream = decompressed(io.BytesIO(stored), stored, self.name)
        pieces: list[bytes] = []
        try:
            while sum(map(len, pieces)) < size and (piece := stream.read(1 << 16)):
                pieces.append(piece)
        except (OSError, EOFError) as error:
            # The peeked bytes end in the middle of a compressed file; that is no fault of the file.
            if len(stored) < size:
                raise broken_compression(self.name, error) from error
        return b"".join(pieces)

    def open(self) -> HashedFile:
        """Return the stored bytes from the beginning."""
        if self._pipe is None:
            return HashedFile(self._open_or_fail())
        if self._opened:
            raise SourceError(
                "the source was read already and cannot be read again",
                where=self.name,
                next_step="Write it to a file first.",
            )
        self._opened = True
        return HashedFile(self._pipe, self.peek(), owned=False)

    def open_seekable(self) -> pa.NativeFile:
        """Return the stored file itself, for formats that are read from their end."""
        if self._path is None:
            raise TypeError("a pipe cannot be read from its end")
        return pa.OSFile(str(self._path))

    def _open_or_fail(self) -> BinaryIO:
        try:
            return Path(str(self._path)).open("rb")
        except OSError as error:
            raise SourceError(
                "a file cannot be opened",
                where=self.name,
                found=error.strerror or type(error).__name__,
                next_step="Check that it exists and that you may read it.",
            ) from error


def compression_of(start: bytes) -> str | None:
    """Return ``"gzip"``, ``"zstd"`` or None, by the first bytes."""
    if start.startswith(GZIP_MAGIC):
        return "gzip"
    return "zstd" if start.startswith(ZSTD_MAGIC) else None


def decompressed(file: BinaryIO | HashedFile, start: bytes, name: str) -> BinaryIO | HashedFile:
    """Return a stream of the content of `file`, whose first bytes are `start`."""
    codec = compression_of(start)
    if codec is None:
        return file
    try:
        stream: BinaryIO = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), codec)
    except OSError as error:
        raise broken_compression(name, error) from error
    return stream


def broken_compression(name: str, error: Exception) -> SourceError:
    """Return the error for a compressed file that is cut off or damaged."""
    return SourceError(
        "a compressed file ends early or is damaged",
        where=name,
        found=str(error),
        next_step="Fetch or compress it again; a part of a log is not read, since what is missing "
        "would bias every count.",
    )


def _read_fully(file: BinaryIO, size: int) -> bytes:
    pieces: list[bytes] = []
    missing = size
    while missing and (piece := file.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
