"""Parquet, in batches.

Parquet is read from its end, so a compressed ``.parquet.gz`` or a pipe goes to a temporary file
first.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.errors import SourceError
from clearwater.events.compression import (
    ByteSource,
    broken_compression,
    compression_of,
    decompressed,
)
from clearwater.events.readers.base import BATCH_BYTES, BATCH_ROWS, Chunk, Source
from clearwater.events.reading import SourceFile

PARQUET_MAGIC = b"PAR1"
_LEAST_ROWS = 1024
_COPY_BYTES = 4 << 20


class ParquetFile(Source):
    """One Parquet file."""

    def __init__(self, source: ByteSource) -> None:
        self.name = source.name
        # A pipe is spooled to a temporary file, so it too can be read again.
        self._source = source
        self._spooled: str | None = None
        self._identity: tuple[int, str] | None = None
        with self._file() as file:
            self._schema: pa.Schema = file.schema_arrow
            self._rows = int(file.metadata.num_rows)
            self._stored = sum(
                int(file.metadata.row_group(group).total_byte_size)
                for group in range(file.metadata.num_row_groups)
            )

    def schema(self) -> pa.Schema:
        """Return the file's schema."""
        return self._schema

    def total_rows(self) -> int:
        """Return the count in the file's footer."""
        return self._rows

    def chunks(self, columns: Sequence[str]) -> Generator[Chunk]:
        """Yield batches whose size follows the width of the rows."""
        width = max(1, self._stored // max(1, self._rows))
        size = max(_LEAST_ROWS, min(BATCH_ROWS, BATCH_BYTES // width))
        row = 1
        with self._file() as file:
            batches = file.iter_batches(size, columns=list(columns), use_threads=False)
            while (batch := self._next(batches, row)) is not None:
                yield Chunk(batch, row)
                row += batch.num_rows

    def finish(self) -> SourceFile:
        """Return size and hash of the file as stored; its bytes are read once more for it."""
        if self._identity is None:
            file = self._source.open()
            with file:
                file.drain()
            self._identity = (file.size, file.hexdigest())
        size, digest = self._identity
        return SourceFile(self.name, size, digest, self._rows)

    def _next(self, batches: Iterator[pa.RecordBatch], row: int) -> pa.RecordBatch | None:
        try:
            return next(batches, None)
        except (OSError, pa.ArrowException) as error:
            raise SourceError(
                "a Parquet file is damaged",
                where=f"{self.name}, after row {row - 1}",
                found=str(error).splitlines()[0],
                next_step="Fetch or write it again.",
            ) from error

    def _file(self) -> pq.ParquetFile:
        try:
            if not self._source.once and compression_of(self._source.peek()[:4]) is None:
                return pq.ParquetFile(self._source.open_seekable(), pre_buffer=False)
            return pq.ParquetFile(self._unpacked(), pre_buffer=False)
        except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
            raise SourceError(
                "a Parquet file cannot be opened",
                where=self.name,
                found=str(error).splitlines()[0],
                next_step="It may be cut off: fetch or write it again.",
            ) from error

    def _unpacked(self) -> pa.NativeFile:
        if self._spooled is None:
            start = self._source.peek()
            file = self._source.open()
            content = decompressed(file, start, self.name)
            with tempfile.NamedTemporaryFile(prefix="clearwater-", delete=False) as spooled:
                self._spooled = spooled.name
                weakref.finalize(self, Path(spooled.name).unlink, missing_ok=True)
                try:
                    shutil.copyfileobj(content, spooled, _COPY_BYTES)
                except OSError as error:
                    raise broken_compression(self.name, error) from error
            file.drain()
            self._identity = (file.size, file.hexdigest())
            content.close()
            file.close()
        return pa.OSFile(self._spooled)
