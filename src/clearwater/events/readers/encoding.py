"""Text as UTF-8 bytes.

Marks at the start are honoured, everything else is left for the row readers.
readers.

Bytes that are not UTF-8 stay in the stream: one row of a file may have been written by another
program, and that row alone is put aside by whoever splits the rows.
"""

from __future__ import annotations

import codecs
from typing import Protocol

from clearwater.errors import SourceError

UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Readable(Protocol):
    """Anything with ``read(size)``."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes."""
        ...


class Utf8Stream:
    """Reads UTF-8 from a stream whose first bytes say what its encoding is."""

    def __init__(self, raw: Readable, start: bytes, name: str) -> None:
        self._raw = raw
        self._name = name
        encoding = marked_encoding(start)
        self._decoder = None
        if encoding == "utf-8":
            raw.read(len(codecs.BOM_UTF8))
        elif encoding is not None:
            raw.read(2)
            self._decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int) -> bytes:
        """Return about `size` bytes, ``b""`` only at the end."""
        pieces: list[bytes] = []
        missing = size
        while missing > 0:
            data = self._raw.read(missing)
            piece = data if self._decoder is None else self._decode(data)
            pieces.append(piece)
            missing -= len(piece)
            if not data:
                break
        return b"".join(pieces)

    def _decode(self, data: bytes) -> bytes:
        assert self._decoder is not None  # noqa: S101  # only called with a decoder
        try:
            return self._decoder.decode(data, final=not data).encode("utf-8")
        except UnicodeError as error:
            raise SourceError(
                "a file marked as UTF-16 holds bytes that are not",
                where=self._name,
                found=str(error),
                next_step="Export it again as UTF-8.",
            ) from error


def marked_encoding(start: bytes) -> str | None:
    """Return the encoding named by a byte order mark, or None."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8"
    return UTF16_MARKS.get(start[:2])


def opening_text(start: bytes, name: str) -> bytes:
    """Return the beginning of a text file as UTF-8 without a mark.

    Raises
    ------
    SourceError
        If it looks like UTF-16 without a mark, which would be read as columns full of NUL.
    """
    encoding = marked_encoding(start)
    if encoding == "utf-8":
        return start[len(codecs.BOM_UTF8) :]
    if encoding is not None:
        even = len(start) // 2 * 2
        return start[2:even].decode(encoding, "ignore").encode("utf-8")
    sample = start[:1024]
    if sample and sample.count(0) * 4 > len(sample):
        raise SourceError(
            "a text file is neither UTF-8 nor marked UTF-16",
            where=name,
            expected="UTF-8",
            found=f"{sample.count(0)} NUL bytes in the first {len(sample)}",
            next_step="Export it as UTF-8; if it is UTF-16, with a byte order mark.",
        )
    return start
