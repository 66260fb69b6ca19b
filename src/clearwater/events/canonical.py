"""From a chunk of a source to a batch of events, with the rows that cannot be used put aside.

The clean path touches each column once with Arrow and copies nothing that is already right; rows
are looked at one by one only where something is wrong with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
import pyarrow as pa

from clearwater.errors import SchemaError
from clearwater.events.ids import (
    ID_COLUMNS,
    as_number,
    as_text,
    as_whole_numbers,
    check_text,
    is_whole_number,
    missing,
    usable_id,
)
from clearwater.events.mapping import Bindings, Constant, FromColumn
from clearwater.events.problems import Mask, Problem, problem
from clearwater.events.quarantine import Fault
from clearwater.events.readers.base import Chunk, Lines
from clearwater.events.schema import COLUMN_TYPES, REQUIRED
from clearwater.events.times import TimeReader


@dataclass(frozen=True)
class Sorted:
    """The rows of one chunk, told apart."""

    events: pa.RecordBatch
    """Usable rows, canonical columns."""
    lines: Lines
    """Line of each event."""
    faults: tuple[Fault, ...]
    """Rows put aside that there is room to list, by line."""
    unlisted: int
    """Rows put aside beyond that."""
    skipped: int
    """Rows without an object where that is no fault."""


def id_types(schemas: Sequence[tuple[pa.Schema, Bindings]]) -> dict[str, pa.DataType]:
    """Return the type of each id column: ``int64`` where every source has whole numbers."""
    types: dict[str, pa.DataType] = dict(COLUMN_TYPES)
    for name in ID_COLUMNS:
        origins = [(schema, bindings.of.get(name)) for schema, bindings in schemas]
        whole = [
            isinstance(origin, FromColumn) and is_whole_number(_plain(schema, origin.column))
            for schema, origin in origins
        ]
        if whole and all(whole):
            types[name] = pa.int64()
    return types


def check_types(schema: pa.Schema, bindings: Bindings, times: TimeReader, where: str) -> None:
    """Raise for columns whose type cannot be used.

    Raises
    ------
    SchemaError
        If a column has such a type.
    TimeZoneNeededError
        If times carry no zone and none was named.
    """
    for name, origin in bindings.of.items():
        if not isinstance(origin, FromColumn):
            continue
        kind = schema.field(origin.column).type
        place = f"{where}, column {origin.column}"
        if name == "time":
            times.where = place
            times.check(kind)
        elif name == "value":
            if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
                check_text(kind, place)
        else:
            check_text(kind, place)


class Sorter:
    """Sorts the chunks of one source into events and faults."""

    def __init__(
        self,
        bindings: Bindings,
        types: Mapping[str, pa.DataType],
        times: TimeReader,
        columns: Sequence[str],
    ) -> None:
        self._bindings = bindings
        self._types = types
        self._times = times
        self._columns = tuple(columns)
        self._looked_at = tuple(name for name in COLUMN_TYPES if name in (*REQUIRED, *columns))
        self._schema = pa.schema([(name, types[name]) for name in columns])

    @property
    def needed(self) -> list[str]:
        """Return the source's columns that must be read."""
        return self._bindings.columns(self._looked_at)

    def sort(self, chunk: Chunk, room: int) -> Sorted:
        """Return the events of `chunk`; at most `room` faults are worded."""
        rows = chunk.batch.num_rows
        values: dict[str, pa.Array] = {}
        skip = np.zeros(rows, dtype=bool)
        bad = np.zeros(rows, dtype=bool)
        found: list[tuple[str, Problem]] = []
        if self._bindings.skip_without_object:
            skip = self._without_object(chunk)
        for name in self._looked_at:
            values[name], problems = self._column(name, chunk.batch)
            for part in problems:
                # A row is put aside once, for the first thing that is wrong with it.
                first = problem(part.rows & ~bad & ~skip, part.reason)
                found += [(name, new) for new in first]
                bad |= part.rows & ~skip
        batch = pa.RecordBatch.from_arrays(
            [values[name] for name in self._columns], schema=self._schema
        )
        lines = chunk.line_of(np.arange(rows, dtype=np.int64))
        if chunk.told_by is not None:
            found, bad = _by_line(found, bad, lines)
        keep = ~(bad | skip)
        if not keep.all():
            batch, kept = batch.filter(pa.array(keep)), lines[keep]
        else:
            kept = lines
        faults = self._faults(chunk, lines, found, max(0, room - len(chunk.faults)))
        listed = sorted([*self._renamed(chunk.faults), *faults], key=lambda fault: fault.line)
        hidden = sum(int(part.rows.sum()) for _, part in found) - len(faults)
        skipped = int(skip.sum())
        if chunk.told_by is not None:
            skipped = chunk.told_by - len(np.unique(lines))
        return Sorted(batch, kept, tuple(listed), hidden, skipped)

    def _column(self, name: str, batch: pa.RecordBatch) -> tuple[pa.Array, list[Problem]]:
        origin = self._bindings.of.get(name)
        wanted = self._types[name]
        match origin:
            case None:
                return pa.nulls(batch.num_rows, wanted), []
            case Constant(value):
                return pa.repeat(pa.scalar(value, pa.string()).cast(wanted), batch.num_rows), []
            case FromColumn(column):
                return self._converted(name, batch.column(column), wanted)
            case _:
                assert_never(origin)

    def _converted(
        self, name: str, column: pa.Array, wanted: pa.DataType
    ) -> tuple[pa.Array, list[Problem]]:
        if name == "time":
            return self._times.read(column)
        if name == "value":
            return as_number(column)
        problems: list[Problem] = []
        if wanted == pa.int64():
            values = as_whole_numbers(column)
        else:
            values, problems = as_text(column)
        if name in ID_COLUMNS:
            problems = [*problems, *usable_id(values, required=name in REQUIRED)]
        return values, problems

    def _without_object(self, chunk: Chunk) -> Mask:
        origin = self._bindings.of["object"]
        if not isinstance(origin, FromColumn):
            raise SchemaError("an object that is a constant cannot be missing")
        values, problems = self._converted(
            "object", chunk.batch.column(origin.column), self._types["object"]
        )
        absent = missing(values)
        for part in problems:
            # What could not be read as an id was there: that row is bad.
            absent &= ~part.rows | (part.reason == "missing")
        return absent

    def _faults(
        self, chunk: Chunk, lines: Lines, found: Sequence[tuple[str, Problem]], room: int
    ) -> list[Fault]:
        faults: list[Fault] = []
        for name, part in found:
            for row in np.flatnonzero(part.rows)[: max(0, room - len(faults))]:
                value = self._raw(name, chunk.batch, int(row))
                faults.append(Fault(int(lines[row]), name, part.reason, value))
        return faults

    def _raw(self, name: str, batch: pa.RecordBatch, row: int) -> str | None:
        origin = self._bindings.of[name]
        if not isinstance(origin, FromColumn):
            return None
        cell = batch.column(origin.column)[row]
        if isinstance(cell, pa.DictionaryScalar):
            cell = cell.value
        if cell.is_valid and isinstance(cell, pa.BinaryScalar):
            # The bytes, since a value may be here just because it is no text.
            return str(cell.as_buffer().to_pybytes(), "utf-8", "backslashreplace")
        return None if not cell.is_valid else str(cell.as_py())

    def _renamed(self, faults: Sequence[Fault]) -> list[Fault]:
        return [
            Fault(fault.line, self._bindings.field_of(fault.field), fault.reason, fault.value)
            for fault in faults
        ]


def _by_line(
    found: Sequence[tuple[str, Problem]], bad: Mask, lines: Lines
) -> tuple[list[tuple[str, Problem]], Mask]:
    """Return `found` with one problem a line, and all events of such lines.

    A source row that gives several events is one row: it is good or bad as a whole.
    """
    seen: set[int] = set()
    one_each: list[tuple[str, Problem]] = []
    for name, part in found:
        rows = np.zeros_like(part.rows)
        for row in np.flatnonzero(part.rows):
            if int(lines[row]) not in seen:
                seen.add(int(lines[row]))
                rows[row] = True
        one_each += [(name, new) for new in problem(rows, part.reason)]
    return one_each, np.isin(lines, lines[bad])


def _plain(schema: pa.Schema, column: str) -> pa.DataType:
    kind = schema.field(column).type
    return kind.value_type if pa.types.is_dictionary(kind) else kind
