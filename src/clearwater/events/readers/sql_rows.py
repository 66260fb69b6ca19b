"""A table or query of any database that SQLAlchemy knows.

Rows are streamed with a server-side cursor where the driver has one.
"""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import sqlalchemy
from sqlalchemy.exc import SQLAlchemyError

from clearwater.errors import MissingExtraError, SourceError
from clearwater.events.readers.base import Chunk, IpcHash, Source
from clearwater.events.readers.url import RowsUrl, without_password
from clearwater.events.reading import SourceFile

ROWS_AT_ONCE = 50_000


class SqlRows(Source):
    """The rows of one table or query. Their order is the database's unless the query states one."""

    looks_ahead = False

    def __init__(self, url: RowsUrl) -> None:
        self.name = without_password(url.database)
        try:
            self._engine = sqlalchemy.create_engine(url.database)
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                "the driver of a database is not installed",
                where=self.name,
                found=f"no module {error.name!r}",
                next_step=f"Install it: pip install {error.name}",
            ) from error
        except (SQLAlchemyError, ValueError) as error:
            raise self._failed(error) from error
        self._statement = self._select(url)
        self._hash: IpcHash | None = None
        with self._result(limit=1) as result:
            names = list(result.keys())
            first = result.fetchmany(1)
        values = zip(*first, strict=True) if first else ([] for _ in names)
        self._schema = pa.schema(
            [(name, as_arrow(list(cells)).type) for name, cells in zip(names, values, strict=True)]
        )

    def schema(self) -> pa.Schema:
        """Return the columns of the result, with the types of its first row."""
        return self._schema

    def chunks(self, columns: Sequence[str]) -> Generator[Chunk]:
        """Yield the rows in parts of `ROWS_AT_ONCE`."""
        places = [self._schema.names.index(column) for column in columns]
        hashed = self._hash = IpcHash(pa.schema([(column, pa.string()) for column in columns]))
        row = 1
        with self._result() as result:
            for part in result.partitions(ROWS_AT_ONCE):
                cells = list(zip(*part, strict=True))
                arrays = [as_arrow(list(cells[place])) for place in places]
                batch = (
                    pa.record_batch(arrays, names=list(columns))
                    if columns
                    else pa.record_batch([pa.nulls(len(part))], names=["row"])
                )
                if columns:
                    hashed.add(batch.cast(hashed.schema))
                yield Chunk(batch, row)
                row += len(part)

    def finish(self) -> SourceFile:
        """Return size and hash of the IPC stream of what was read, every cell as text."""
        hashed = self._hash or IpcHash(self._schema)
        return SourceFile(self.name, hashed.size, hashed.hexdigest(), hashed.rows)

    def _select(self, url: RowsUrl) -> Any:
        if url.query is not None:
            # text() reads :name as a parameter; a query in a URL has none.
            return sqlalchemy.text(url.query.replace(":", "\\:"))
        *schema, table = str(url.table).split(".")
        return sqlalchemy.select(sqlalchemy.text("*")).select_from(
            sqlalchemy.table(table, schema=".".join(schema) or None)
        )

    @contextmanager
    def _result(self, limit: int | None = None) -> Iterator[Any]:
        try:
            with self._engine.connect() as connection:
                options = {"stream_results": True, "yield_per": limit or ROWS_AT_ONCE}
                yield connection.execution_options(**options).execute(self._statement)
        except SQLAlchemyError as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> SourceError:
        return SourceError(
            "the database cannot give the rows",
            where=self.name,
            found=str(error).splitlines()[0],
            next_step="Check the URL, its table or query, and your rights.",
        )


def as_arrow(cells: list[Any]) -> pa.Array:
    """Return whole numbers, floats and times as such, everything else as text."""
    kinds = {type(cell) for cell in cells} - {type(None)}
    if kinds == {int}:
        return _whole_numbers(cells)
    if kinds and kinds <= {int, float}:
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    if kinds == {datetime.datetime}:
        return _times(cells)
    return pa.array([None if cell is None else _text(cell) for cell in cells], pa.string())


def _whole_numbers(cells: list[Any]) -> pa.Array:
    try:
        return pa.array(cells, pa.int64())
    except OverflowError:
        return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())


def _times(cells: list[datetime.datetime | None]) -> pa.Array:
    zoned = {cell.tzinfo is not None for cell in cells if cell is not None}
    if zoned == {True}:
        return pa.array(cells, pa.timestamp("us", tz="UTC"))
    if zoned == {False}:
        return pa.array(cells, pa.timestamp("us"))
    return pa.array([None if cell is None else cell.isoformat() for cell in cells], pa.string())


def _text(cell: Any) -> str:
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "backslashreplace")
    return cell.isoformat() if isinstance(cell, datetime.datetime) else str(cell)
