"""Rows on standard output: a table for people, JSON, CSV or Parquet for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, BinaryIO, TextIO

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from clearwater.cli.messages import printable
from clearwater.errors import ParameterError


def write_rows(
    table: pa.Table, form: str, *, shown: Sequence[str] | None = None, stream: TextIO | None = None
) -> None:
    """Write `table` to `stream` (standard output) as ``table``, ``json``, ``csv`` or ``parquet``.

    `shown` names the columns of the table for people; programs always get all of them. JSON is
    one array with one row a line. Times are ISO 8601 in UTC; lists are joined by a space in CSV.

    Raises
    ------
    ParameterError
        If Parquet would go to a terminal.
    """
    out = stream if stream is not None else sys.stdout
    if form == "table":
        _write_table(table.select(shown) if shown else table, out)
    elif form == "json":
        _write_json(table, out)
    elif form == "csv":
        pa_csv.write_csv(_flat(table), _binary(out))
    else:
        check_form(form, out)
        pa_parquet.write_table(table, pa.PythonFile(_binary(out), mode="w"))
    # Here, not on the way out of the process: a reader that has gone is noticed in time.
    out.flush()


def check_form(form: str, stream: TextIO | None = None) -> None:
    """Return if rows of this form may go to `stream` (standard output).

    Raises
    ------
    ParameterError
        If Parquet would go to a terminal. Asked before the work, not after it.
    """
    out = stream if stream is not None else sys.stdout
    if form == "parquet" and out.isatty():
        raise ParameterError(
            "Parquet is not for a terminal",
            expected="standard output sent to a file or a program",
            next_step="Add `> findings.parquet`, or choose --format table.",
        )


def _binary(out: TextIO) -> BinaryIO:
    out.flush()
    return out.buffer


def _write_json(table: pa.Table, out: TextIO) -> None:
    rows = [
        json.dumps({k: _plain(v) for k, v in row.items()}, ensure_ascii=False, allow_nan=False)
        for row in table.to_pylist()
    ]
    out.write("[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - the test for NaN
        return None
    return value


def _flat(table: pa.Table) -> pa.Table:
    columns = [_flat_column(column) for column in table.columns]
    return pa.table(dict(zip(table.column_names, columns, strict=True)))


def _flat_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        return pa.chunked_array([pa.array([" ".join(v or ()) for v in column.to_pylist()])])
    if pa.types.is_timestamp(column.type):
        texts = [None if v is None else iso(v) for v in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    return column


def iso(moment: datetime) -> str:
    """Return ``2024-03-01T12:00:00Z``, with as many decimals as the time needs."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _write_table(table: pa.Table, out: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415 - programs that ask for JSON need no rich
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = Table(box=None, pad_edge=False, header_style="dim")
    for field in table.schema:
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        shown.add_column(field.name.replace("_", " "), justify="right" if number else "left")
    for row in table.to_pylist():
        # Text, not str: a str would be read as markup, and ids are other people's words.
        shown.add_row(*(Text(printable(cell(value))) for value in row.values()))

    class _Plain(Console):
        def on_broken_pipe(self) -> None:
            # rich would end the process with 1, which means "findings" here.
            raise BrokenPipeError

    # In a file or a pipe a row stays one line, however long.
    _Plain(file=out, highlight=False, width=None if out.isatty() else 10_000).print(shown)


def cell(value: Any) -> str:
    """Return a value as people are shown it: numbers to three digits, times to the second."""
    match value:
        case None | bool():
            return {None: "-", True: "yes", False: "no"}[value]
        case int():
            return f"{value:,}"
        case float():
            return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
        case datetime():
            return iso(value.replace(microsecond=0))
        case list():
            return ", ".join(str(one) for one in value)
    return str(value)
