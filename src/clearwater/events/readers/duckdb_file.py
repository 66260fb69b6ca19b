"""A table or query of a DuckDB file, opened read-only."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from clearwater.errors import SourceError
from clearwater.events.readers.base import BATCH_ROWS, Chunk, IpcHash, Source
from clearwater.events.readers.url import RowsUrl, quoted_name
from clearwater.events.reading import SourceFile


class DuckdbRows(Source):
    """The rows of one table or query, in the order in which DuckDB gives them."""

    looks_ahead = False

    def __init__(self, url: RowsUrl) -> None:
        path = url.database.removeprefix("duckdb:///").partition("?")[0]
        self.name = f"duckdb:///{path}"
        if not Path(path).is_file():
            raise SourceError(
                "a DuckDB file does not exist",
                where=path,
                next_step="Write duckdb:///relative.duckdb or duckdb:////absolute.duckdb.",
            )
        self._path = path
        self._hash: IpcHash | None = None
        # A query in the URL is the caller's own; names are quoted, and the file is read-only.
        self._rows = (
            quoted_name(url.table)
            if url.table is not None
            else f"({str(url.query).rstrip().rstrip(';')})"
        )
        reader = self._run("*", "LIMIT 0")
        self._schema: pa.Schema = reader.schema

    def schema(self) -> pa.Schema:
        """Return the columns of the result."""
        return self._schema

    def chunks(self, columns: Sequence[str]) -> Generator[Chunk]:
        """Yield the rows of the result."""
        hashed: IpcHash | None = None
        row = 1
        wanted = ", ".join(quoted_column(column) for column in columns) or "1 AS one"
        reader = self._run(wanted)
        while (batch := self._next(reader)) is not None:
            hashed = hashed or IpcHash(batch.schema)
            hashed.add(batch)
            yield Chunk(batch, row)
            row += batch.num_rows
        self._hash = hashed

    def finish(self) -> SourceFile:
        """Return size and hash of the IPC stream of the columns that were read."""
        hashed = self._hash or IpcHash(self._schema)
        return SourceFile(self.name, hashed.size, hashed.hexdigest(), hashed.rows)

    def _run(self, columns: str, limit: str = "") -> pa.RecordBatchReader:
        select = f"SELECT {columns} FROM {self._rows} {limit}"  # noqa: S608  # see __init__
        try:
            connection = duckdb.connect(self._path, read_only=True)
            return connection.sql(select).to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            raise self._failed(error) from error

    def _next(self, reader: pa.RecordBatchReader) -> pa.RecordBatch | None:
        try:
            return reader.read_next_batch()
        except StopIteration:
            return None
        except (duckdb.Error, OSError, pa.ArrowException) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> SourceError:
        return SourceError(
            "DuckDB cannot give the rows",
            where=self.name,
            found=str(error).splitlines()[0],
            next_step="Check the table or the query in the URL.",
        )


def quoted_column(column: str) -> str:
    """Return a column name that cannot be read as SQL."""
    return '"' + column.replace('"', '""') + '"'
