"""The optional tables beside a log: what is known of objects and of accounts.

They are small next to a log and are held whole. They only add to what events say, so a cell that
cannot be read is unknown rather than a reason to stop; how many there were is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.errors import ParameterError, SchemaError, near_names
from clearwater.events.aliases import ALIASES, matched
from clearwater.events.ids import as_number, as_text, check_text, missing
from clearwater.events.locate import located
from clearwater.events.mapping import CONSTANT_MARK
from clearwater.events.problems import mask_of
from clearwater.events.readers.base import Source
from clearwater.events.schema import ACCOUNT_COLUMNS, OBJECT_COLUMNS, TIME_TYPE
from clearwater.events.times import TimeReader

TABLES: dict[str, Sequence[str]] = {"objects": OBJECT_COLUMNS, "accounts": ACCOUNT_COLUMNS}
COUNTS = frozenset({"followers", "following", "posts"})


def split_mapping(
    mapping: Mapping[str, str] | None,
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the mapping of events and those of the side tables (``objects.created=pub_date``).

    Raises
    ------
    ParameterError
        If a side table or its column is not one of ours.
    """
    events: dict[str, str] = {}
    sides: dict[str, dict[str, str]] = {name: {} for name in TABLES}
    for key, origin in (mapping or {}).items():
        table, dot, column = key.partition(".")
        if not dot:
            events[key] = origin
        elif table not in TABLES or column not in TABLES[table]:
            known = [f"{name}.{column}" for name, columns in TABLES.items() for column in columns]
            raise ParameterError(
                "a mapping names a column that Clearwater does not have",
                where=f"{key}={origin}",
                expected="a canonical column, or one of " + ", ".join(known),
                next_step=near_names(key, known).capitalize(),
            )
        else:
            sides[table][column] = origin
    return events, sides


def side_table(
    source: object,
    table: str,
    mapping: Mapping[str, str],
    time_zone: str | None,
    key_type: pa.DataType,
) -> tuple[pa.Table, list[str]]:
    """Return a side table with canonical columns, one row a key, and notes about it.

    `key_type` is the type of the same column in the log, so that the two can be joined.

    Raises
    ------
    SourceError, SchemaError, TimeZoneNeededError
        As for events.
    """
    columns = TABLES[table]
    times = TimeReader(time_zone)
    parts = [part for one in located(source) for part in _parts(one, columns, mapping, times)]
    wanted = [name for name in columns if any(name in part.column_names for part in parts)]
    schema = pa.schema([(name, _type_of(name)) for name in wanted])
    whole = pa.concat_tables([_filled(part, schema) for part in parts])
    notes = [f"{table}: {note}" for note in times.notes]
    result, dropped = _one_a_key(whole, columns[0], key_type)
    if dropped:
        notes.append(f"{table}: {dropped:,} rows without {columns[0]} or for the same one again")
    if "created" in wanted:
        unknown = result.column("created").null_count
        if unknown:
            notes.append(f"{table}: {unknown:,} of {result.num_rows:,} creation times are unknown")
    else:
        notes.append(f"{table}: no creation times")
    return result, notes


def _parts(
    source: Source, columns: Sequence[str], mapping: Mapping[str, str], times: TimeReader
) -> list[pa.Table]:
    schema = source.schema()
    bound = _bound(source.name, schema, columns, mapping)
    times.where = f"{source.name}, created"
    parts: list[pa.Table] = []
    for chunk in source.chunks(list(dict.fromkeys(bound.values()))):
        cells = {name: _cells(name, chunk.batch.column(bound[name]), times) for name in bound}
        parts.append(pa.table(cells))
    return parts or [pa.table({name: pa.nulls(0, _type_of(name)) for name in bound})]


def _bound(
    where: str, schema: pa.Schema, columns: Sequence[str], mapping: Mapping[str, str]
) -> dict[str, str]:
    for name, column in mapping.items():
        if column.startswith(CONSTANT_MARK) or column not in schema.names:
            raise SchemaError(
                f"the column that {name} is mapped to is not there",
                where=f"{where}, {name}={column}",
                found="columns " + ", ".join(schema.names),
                next_step=near_names(column, schema.names).capitalize(),
            )
    free = [column for column in schema.names if column not in mapping.values()]
    guessed = matched([name for name in columns if name not in mapping], free)
    bound = {**{name: found[0] for name, found in guessed.items()}, **mapping}
    if columns[0] not in bound:
        raise SchemaError(
            f"no column for {columns[0]}",
            where=where,
            expected=f"{columns[0]}, or one of {', '.join(ALIASES[columns[0]])}",
            found="columns " + ", ".join(schema.names),
        )
    for name, column in bound.items():
        if name not in COUNTS | {"created"}:
            check_text(schema.field(column).type, f"{where}, column {column}")
    return bound


def _cells(name: str, column: pa.Array, times: TimeReader) -> pa.Array:
    if name == "created":
        values, problems = times.read(column)
    elif name in COUNTS:
        values, problems = as_number(column)
    else:
        values, problems = as_text(column)
    unusable = np.zeros(len(column), dtype=bool)
    for part in problems:
        unusable |= part.rows
    if unusable.any():
        values = pc.if_else(pa.array(unusable), pa.scalar(None, values.type), values)
    return values.cast(_type_of(name), safe=False)


def _type_of(name: str) -> pa.DataType:
    if name == "created":
        return TIME_TYPE
    return pa.int64() if name in COUNTS else pa.string()


def _filled(part: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [
        part.column(field.name)
        if field.name in part.column_names
        else pa.nulls(part.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _one_a_key(table: pa.Table, key: str, key_type: pa.DataType) -> tuple[pa.Table, int]:
    """Return the first row of each key, in the log's type, and how many rows were dropped."""
    keys = table.column(key).combine_chunks()
    usable = ~missing(keys)
    if key_type == pa.int64():
        # The log counts its ids in whole numbers, so a key that is none stands for nothing in it.
        usable &= mask_of(pc.match_substring_regex(keys, r"^-?(0|[1-9]\d{0,17})$"))
    table = table.filter(pa.array(usable))
    numbered = table.select([key]).append_column("row", pa.array(np.arange(table.num_rows)))
    first = numbered.group_by(key).aggregate([("row", "min")]).column("row_min").to_numpy()
    kept = table.take(pa.array(np.sort(first)))
    place = kept.schema.get_field_index(key)
    kept = kept.set_column(place, key, kept.column(key).cast(key_type))
    return kept, len(keys) - kept.num_rows
