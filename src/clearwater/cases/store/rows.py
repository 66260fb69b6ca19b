"""Writing rows of records: where the key says, and never over another organisation's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from clearwater.cases.ledger.entry import Write
from clearwater.cases.records.base import Record, Value, row_digest
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.store.tables import TABLES
from clearwater.errors import ParameterError

Upsert = sqlite.Insert | postgresql.Insert

_COUNTED = {"preserve_rowcount": True}
"""Without it SQLAlchemy forgets how many rows several INSERTs wrote."""


@cache
def _upsert(table: Table, dialect: str) -> Upsert:
    insert: Upsert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    changed = {c.name: insert.excluded[c.name] for c in table.columns if not c.primary_key}
    if not changed:
        return insert.on_conflict_do_nothing()
    # A name that another organisation uses already is left alone, and `put_rows` notices.
    same = table.c.organisation == insert.excluded.organisation
    return insert.on_conflict_do_update(
        index_elements=table.primary_key.columns, set_=changed, where=same
    )


def put_rows(connection: Connection, records: Iterable[Record]) -> None:
    """Write the rows of `records`; of those with one key the last stays.

    Raises
    ------
    ValueError
        If a key belongs to a row of another organisation.
    """
    by_kind: dict[type[Record], dict[tuple[str, ...], dict[str, Value]]] = {}
    for record in records:
        by_kind.setdefault(type(record), {})[record.key] = record.row()
    for kind, rows in by_kind.items():
        statement = _upsert(TABLES[kind], connection.dialect.name)
        values = list(rows.values())
        # One row goes as one: the driver makes more of several than of one.
        given = values if len(values) > 1 else values[0]
        result = connection.execute(statement, given, execution_options=_COUNTED)
        if result.rowcount != len(rows):
            raise ValueError(f"a row of {kind.TABLE} has a key of another organisation")


def write_of(record: Record) -> Write:
    """Return what an entry says of a row.

    Raises
    ------
    ParameterError
        If a database or a reader of JSON could not keep one of its values as it is.
    """
    row = record.row()
    for name, value in row.items():
        found = _unfit(value)
        if found:
            raise ParameterError(
                "a value cannot be kept",
                where=f"{record.TABLE}.{name} of {', '.join(record.key)[:80]}",
                expected="Unicode text without the sign U+0000, or a whole number below 2**53",
                found=found,
            )
    return Write(record.TABLE, record.key, row_digest(record.TABLE, row))


def _unfit(value: Value) -> str:
    if isinstance(value, int):
        return "" if -LARGEST <= value <= LARGEST else str(value)
    if value is None or (value.isascii() and "\0" not in value):
        return ""
    if "\0" in value:
        return "U+0000"
    try:
        value.encode()
    except UnicodeEncodeError:
        return "half of a surrogate pair"
    return ""
