"""Models of tables that use-cases return, made from their schemas."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyarrow as pa
from pydantic import create_model

from clearwater.cases.ledger.entry import shown_time
from clearwater.web.models.base import Out


class Rows(Out):
    """Rows of a table, all of them or a page."""

    items: list[Any]
    next: str | None = None


def rows_model(name: str, schema: pa.Schema) -> type[Rows]:
    """Return the model of a table with this schema; any field may be nothing."""
    fields: dict[str, Any] = {field.name: (_type(field.type), ...) for field in schema}
    row: type[Out] = create_model(f"{name}Row", __base__=Out, **fields)
    items: Any = list[row]  # type: ignore[valid-type]  # made from a schema
    made: type[Rows] = create_model(name, __base__=Rows, items=(items, ...))
    return made


def row_model(name: str, schema: pa.Schema) -> type[Out]:
    """Return the model of one row of a table with this schema."""
    fields: dict[str, Any] = {field.name: (_type(field.type), ...) for field in schema}
    made: type[Out] = create_model(name, __base__=Out, **fields)
    return made


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows of a table, times as they are shown everywhere."""
    times = [field.name for field in table.schema if pa.types.is_timestamp(field.type)]
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        for name in times:
            row[name] = _shown(row[name])
    return rows


def _shown(moment: datetime | None) -> str | None:
    return None if moment is None else shown_time(round(moment.timestamp() * 1_000_000))


def _type(kind: pa.DataType) -> Any:
    if pa.types.is_list(kind):
        return list[str] | None
    if pa.types.is_boolean(kind):
        return bool | None
    if pa.types.is_integer(kind):
        return int | None
    return float | None if pa.types.is_floating(kind) else str | None
