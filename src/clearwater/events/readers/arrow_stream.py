"""Arrow in memory, and Arrow IPC files.

In memory: tables, record batch readers, and anything that offers ``__arrow_c_stream__`` (polars,
pandas 3, DuckDB relations).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import pyarrow as pa

from clearwater.errors import SourceError
from clearwater.events.compression import ByteSource
from clearwater.events.readers.base import (
    BATCH_BYTES,
    BATCH_ROWS,
    Chunk,
    IpcHash,
    Source,
    read_once_error,
)
from clearwater.events.reading import SourceFile

IPC_MAGIC = b"ARROW1"
_LEAST_ROWS = 64


class ArrowStream(Source):
    """A table or stream in memory."""

    def __init__(self, value: Any, name: str = "<arrow>") -> None:
        self.name = name
        self._rows: int | None = value.num_rows if isinstance(value, pa.Table) else None
        self.once = isinstance(value, pa.RecordBatchReader)
        self.looks_ahead = not self.once
        self._used = False
        self._hash: IpcHash | None = None
        self._open: Callable[[], pa.RecordBatchReader] = _opener(value)
        first = self._open()
        self._schema: pa.Schema = first.schema
        self._reader = first if self.once else None

    def schema(self) -> pa.Schema:
        """Return the stream's schema."""
        return self._schema

    def total_rows(self) -> int | None:
        """Return the rows of a table, None of a stream."""
        return self._rows

    def chunks(self, columns: Sequence[str]) -> Generator[Chunk]:
        """Yield the batches as they come, cut where they are long."""
        if self.once and self._used:
            raise read_once_error(self.name)
        self._used = True
        reader = self._reader if self._reader is not None else self._open()
        hashed = self._hash = IpcHash(self._schema)
        row = 1
        while (batch := self._next(reader)) is not None:
            hashed.add(batch)
            wanted = batch.select(list(columns))
            width = max(1, wanted.nbytes // max(1, batch.num_rows))
            size = max(_LEAST_ROWS, min(BATCH_ROWS, BATCH_BYTES // width))
            for start in range(0, batch.num_rows, size):
                part = wanted.slice(start, size)
                yield Chunk(part, row)
                row += part.num_rows

    def finish(self) -> SourceFile:
        """Return size and hash of the IPC stream of what was read."""
        hashed = self._hash if self._hash is not None else IpcHash(self._schema)
        digest = hashed.hexdigest()
        complete = self._rows is None or hashed.rows == self._rows
        return SourceFile(self.name, hashed.size, digest if complete else "", hashed.rows)

    def _next(self, reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
        try:
            return reader.read_next_batch()
        except StopIteration:
            return None
        except (OSError, pa.ArrowException) as error:
            raise SourceError(
                "an Arrow stream broke off", where=self.name, found=str(error)
            ) from error


def arrow_ipc_file(source: ByteSource) -> ArrowStream:
    """Return the source of an Arrow IPC file (``.arrow``, ``.feather``)."""
    try:
        with pa.ipc.open_file(source.open_seekable()) as file:
            table = file.read_all()
    except (OSError, pa.ArrowException) as error:
        raise SourceError(
            "an Arrow file cannot be read", where=source.name, found=str(error)
        ) from error
    return ArrowStream(table, source.name)


def _opener(value: Any) -> Callable[[], pa.RecordBatchReader]:
    if isinstance(value, pa.RecordBatchReader):
        return lambda: value
    if isinstance(value, (pa.RecordBatch, pa.Table)):
        batches = [value] if isinstance(value, pa.RecordBatch) else value.to_batches()
        return lambda: pa.RecordBatchReader.from_batches(value.schema, batches)
    return lambda: pa.RecordBatchReader.from_stream(value)
