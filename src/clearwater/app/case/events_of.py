"""The events of some accounts, read again from a run's own log into one Parquet file.

They stream: a batch is filtered as it comes, and what is kept is written in row groups of one size,
so that memory does not grow with the log and the bytes do not depend on how it was batched.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clearwater.events.log import EventLog
from clearwater.events.reading import Reading
from clearwater.events.schema import COLUMN_TYPES

GROUP_ROWS = 131_072
"""Rows of a row group; the last one has what is left."""

BatchListener = Callable[[pa.RecordBatch], None]
"""Called with each batch of events that are kept."""


def write_events_of(
    log: EventLog, accounts: pa.Array, path: Path, on_batch: BatchListener = lambda _batch: None
) -> Reading:
    """Write the events of `accounts` with every column that the log has, in the log's order.

    Parameters
    ----------
    accounts
        Texts. Ids that are whole numbers in the log are written as their decimal text.
    path
        The file to write.

    Returns
    -------
    Reading
        What was read, with the hashes of the inputs. Until it was held against the run's own, the
        file is nobody's evidence.

    Raises
    ------
    InputError
        If the log cannot be read.
    """
    schema = pa.schema([(name, COLUMN_TYPES[name]) for name in log.columns])
    with log.open(log.columns) as stream, pq.ParquetWriter(path, schema, compression="zstd") as out:
        groups = _Groups(out, schema)
        for batch in stream:
            kept = _kept(batch, accounts, schema)
            if kept.num_rows:
                on_batch(kept)
                groups.add(kept)
        groups.finish()
    return stream.reading


class _Groups:
    """Gathers batches into row groups of one size."""

    def __init__(self, out: pq.ParquetWriter, schema: pa.Schema) -> None:
        self._out = out
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Take a batch, and write what fills a group."""
        self._waiting.append(batch)
        self._rows += batch.num_rows
        while self._rows >= GROUP_ROWS:
            table = pa.Table.from_batches(self._waiting, self._schema)
            self._write(table.slice(0, GROUP_ROWS))
            self._waiting = table.slice(GROUP_ROWS).to_batches()
            self._rows -= GROUP_ROWS

    def finish(self) -> None:
        """Write what is left."""
        if self._rows:
            self._write(pa.Table.from_batches(self._waiting, self._schema))

    def _write(self, table: pa.Table) -> None:
        # One chunk a column: how they were cut would show in the pages of the file.
        self._out.write_table(table.combine_chunks(), row_group_size=GROUP_ROWS)


def _kept(batch: pa.RecordBatch, accounts: pa.Array, schema: pa.Schema) -> pa.RecordBatch:
    """Return the rows of `accounts`, with ids as text."""
    actors = batch.column("actor").cast(pa.string())
    mask = pc.call_function("is_in", [actors], pc.SetLookupOptions(value_set=accounts))
    rows = batch.filter(mask)
    columns = [rows.column(field.name).cast(field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
