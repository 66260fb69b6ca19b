"""What a source of rows is: a schema to look at first, then chunks with line numbers.

A reader knows nothing of events. It hands out the source's own columns and tells for every row
where it stood, so that whoever finds fault with it can say so. Rows that cannot even become a row
of a table (a ragged line, broken JSON) come as faults beside the batch.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clearwater.errors import SourceError
from clearwater.events.ids import as_text, is_text
from clearwater.events.quarantine import Fault
from clearwater.events.reading import SourceFile

Lines = npt.NDArray[np.int64]

BATCH_ROWS = 131_072
"""Rows of one chunk at most, where the reader can choose."""

BATCH_BYTES = 64 << 20
"""Bytes of one chunk that a reader aims to stay below."""


@dataclass(frozen=True)
class Chunk:
    """Some rows of a source, in order."""

    batch: pa.RecordBatch
    """The columns that were asked for, under the source's names."""
    lines: int | Lines
    """Line of each row; a single number where they count up from there."""
    faults: tuple[Fault, ...] = ()
    """Rows that are not in `batch`."""
    told_by: int | None = None
    """How many rows of the source the batch tells of, where one may give several or none; they are
    then told apart by their lines. None where each row of the batch is one row of the source."""

    @property
    def rows(self) -> int:
        """Return how many rows of the source this chunk accounts for."""
        whole = int(self.batch.num_rows) if self.told_by is None else self.told_by
        return whole + len(self.faults)

    def line_of(self, rows: Lines) -> Lines:
        """Return the lines of the given row numbers of `batch`."""
        return rows + self.lines if isinstance(self.lines, int) else self.lines[rows]


@dataclass(frozen=True)
class Records:
    """Some rows of a source as Python mappings, for formats in which a row is a tree."""

    records: list[Mapping[str, Any]]
    """One mapping a row."""
    lines: Sequence[int]
    """Line of each record."""
    faults: tuple[Fault, ...] = ()
    """Rows that are no record."""


class Source(ABC):
    """One file, table or query. It may be read again unless `once` is true."""

    name: str
    """What messages and the quarantine call it."""
    once: bool = False
    """True for a pipe: a second `chunks` is an error."""
    looks_ahead: bool = True
    """False where the first rows cost a query or would be lost."""
    numbered_by: str = "row"
    """``line`` or ``row``: what a line number counts."""

    @abstractmethod
    def schema(self) -> pa.Schema:
        """Return the source's columns. Text files know no types and say string."""

    @abstractmethod
    def chunks(self, columns: Sequence[str]) -> Generator[Chunk]:
        """Yield the rows with `columns` only, names being those of `schema`."""

    @abstractmethod
    def finish(self) -> SourceFile:
        """Return the file's identity; called after `chunks`, exhausted or not."""

    def total_rows(self) -> int | None:
        """Return how many rows there are, where that is known without reading them."""
        return None

    def records(self) -> Generator[Records]:
        """Yield the rows as mappings, with all columns."""
        for chunk in self.chunks(self.schema().names):
            numbers = chunk.line_of(np.arange(chunk.batch.num_rows, dtype=np.int64))
            batch, faults = chunk.batch, list(chunk.faults)
            for column in batch.schema.names:
                batch, numbers, new = _without_undecodable(batch, numbers, column)
                faults += new
            yield Records(batch.to_pylist(), numbers.tolist(), tuple(faults))


def _without_undecodable(
    batch: pa.RecordBatch, lines: Lines, column: str
) -> tuple[pa.RecordBatch, Lines, list[Fault]]:
    """Return the rows in which `column` can be read, and the others as faults."""
    if not is_text(batch.column(column).type):
        return batch, lines, []
    texts, problems = as_text(batch.column(column))
    if not problems:
        return batch, lines, []
    wrong = problems[0].rows
    faults = [
        Fault(int(lines[row]), column, problems[0].reason, texts[int(row)].as_py())
        for row in np.flatnonzero(wrong)
    ]
    return batch.filter(pa.array(~wrong)), lines[~wrong], faults


@dataclass
class IpcHash:
    """Hash and size of Arrow batches, which have no stored form of their own.

    What is hashed is their IPC stream; it is never held, each written piece goes into the hash.
    """

    schema: pa.Schema
    """Of every batch that will be added."""
    rows: int = 0
    """Rows added."""
    size: int = 0
    """Bytes of the stream so far."""
    _hash: Any = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self._writer = pa.ipc.new_stream(pa.PythonFile(self, mode="w"), self.schema)

    def write(self, data: bytes | memoryview) -> int:
        """Take a piece of the stream; Arrow calls this as it would a file."""
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is no buffer."""

    @property
    def closed(self) -> bool:
        """Return False: a hash is never closed."""
        return False

    def add(self, batch: pa.RecordBatch) -> None:
        """Add one batch."""
        self._writer.write_batch(batch)
        self.rows += batch.num_rows

    def hexdigest(self) -> str:
        """End the stream and return its hash; nothing may be added afterwards."""
        self._writer.close()
        return str(self._hash.hexdigest())


def read_once_error(name: str) -> SourceError:
    """Return the error for a second pass over a pipe."""
    return SourceError(
        "the source was read already and cannot be read again",
        where=name,
        next_step="Write it to a file first, or open a new reader.",
    )
