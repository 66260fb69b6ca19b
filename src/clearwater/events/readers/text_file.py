"""What text files have in common: bytes are hashed, decompressed and made UTF-8 on their way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from clearwater.errors import SourceError
from clearwater.events.compression import (
    PEEK_BYTES,
    ByteSource,
    HashedFile,
    broken_compression,
    compression_of,
    decompressed,
)
from clearwater.events.readers.base import Source
from clearwater.events.readers.encoding import Utf8Stream, opening_text
from clearwater.events.reading import SourceFile


class TextFile(Source):
    """A text file; subclasses split it into rows and count them in ``_rows``."""

    numbered_by = "line"

    def __init__(self, source: ByteSource) -> None:
        self.name = source.name
        self.once = source.once
        self.looks_ahead = not source.once
        self._source = source
        self._file: HashedFile | None = None
        self._rows = 0

    def finish(self) -> SourceFile:
        """Return size and hash of the file as stored; what was left of it is read for that."""
        file = self._file
        if file is None or not (file.drained or self.once):
            file = self._source.open()
        file.drain()
        file.close()
        return SourceFile(self.name, file.size, file.hexdigest(), self._rows)

    def _opening(self, size: int = PEEK_BYTES) -> bytes:
        """Return about the first `size` bytes of the text as UTF-8."""
        return opening_text(self._source.peek_text(size), self.name)

    @contextmanager
    def _text(self) -> Iterator[Utf8Stream]:
        """Open the text from its beginning; what the system or a codec says becomes our error."""
        start = self._source.peek()
        file = self._file = self._source.open()
        self._rows = 0
        try:
            content = decompressed(file, start, self.name)
            yield Utf8Stream(content, self._source.peek_text()[:4], self.name)
            file.drain()
        except OSError as error:
            if compression_of(start) is not None:
                raise broken_compression(self.name, error) from error
            raise SourceError("a file cannot be read", where=self.name, found=str(error)) from error
        finally:
            if not self.once:
                file.close()
