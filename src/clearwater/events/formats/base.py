"""What a named format is, and the table of them.

Two kinds. A `ColumnFormat` is a table whose columns are ours under other names, and streams as fast
as any table. In a `RecordFormat` a row is a tree, or tells of several events; it is read in Python.

Defining a subclass with a ``name`` registers it. The contract test reads each one's `example`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import pyarrow as pa

from clearwater.errors import ParameterError, near_names
from clearwater.events.ids import EXACT_FLOAT
from clearwater.events.mapping import missing_columns
from clearwater.events.quarantine import Fault
from clearwater.events.readers.base import Chunk, Records, Source
from clearwater.events.readers.json_lines import chunk_of
from clearwater.events.reading import SourceFile
from clearwater.events.schema import REQUIRED

Record = Mapping[str, Any]
Event = dict[str, Any]

REGISTRY: dict[str, type[Format]] = {}


class MalformedRecordError(ValueError):
    """A record is not what the format says; never leaves this layer, the row goes to quarantine."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class Format(ABC):
    """A way in which somebody else writes events."""

    name: ClassVar[str]
    """What ``--format-in`` calls it: lower case, digits and ``_``."""
    summary: ClassVar[str]
    """One sentence: what the format is and who writes it."""
    example: ClassVar[str]
    """A small file in the format, CSV or JSON Lines, that reads without a bad row."""
    time_unit: ClassVar[str] = "auto"
    """What whole-number times count, where the format says so."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "name" in cls.__dict__:
            REGISTRY[cls.name] = cls


class ColumnFormat(Format):
    """A table with other column names."""

    columns: ClassVar[Mapping[str, Sequence[str]]]
    """Canonical column to the names it may have, best first; ``=token`` is a constant."""

    def mapping(self, found: Sequence[str], where: str) -> dict[str, str]:
        """Return the mapping for a source with the columns `found`.

        Raises
        ------
        SchemaError
            If a required column has none of its names.
        """
        chosen: dict[str, str] = {}
        for canonical, names in self.columns.items():
            origin = next((n for n in names if n.startswith("=") or n in found), None)
            if origin is not None:
                chosen[canonical] = origin
        missing = [name for name in REQUIRED if name not in chosen]
        if missing:
            error = missing_columns(missing, found, where)
            error.args = (f"{error.args[0]} Format {self.name}: {self.summary}",)
            raise error
        return chosen


class RecordFormat(Format):
    """A file in which one row may give several events, or none."""

    gives: ClassVar[tuple[str, ...]]
    """Canonical columns that events of this format may have."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Keys without which a file is not of this format."""

    @abstractmethod
    def events(self, record: Record) -> Iterator[Event]:
        """Yield the events of one record, none if it tells of nothing.

        Raises
        ------
        MalformedRecordError
            If the record contradicts the format.
        """


class ExplodedSource(Source):
    """A source whose records have been turned to events by a format."""

    def __init__(self, inner: Source, form: RecordFormat) -> None:
        self._inner = inner
        self._format = form
        self.name = inner.name
        self.once = inner.once
        self.looks_ahead = inner.looks_ahead
        self.numbered_by = inner.numbered_by
        found = inner.schema().names
        missing = [key for key in form.needs if key not in found]
        if missing:
            error = missing_columns(missing, found, inner.name)
            raise type(error)(
                f"the file is not in the format {form.name}",
                where=inner.name,
                expected="keys " + ", ".join(form.needs),
                found="keys " + ", ".join(found) if found else "no keys",
                next_step=f"{form.name}: {form.summary}",
            )

    def schema(self) -> pa.Schema:
        """Return the canonical columns that the format gives, as text."""
        return pa.schema([(name, pa.string()) for name in self._format.gives])

    def chunks(self, columns: Sequence[str]) -> Generator[Chunk]:
        """Yield events, each with the line of its record."""
        for part in self._inner.records():
            yield self._exploded(part, columns)

    def finish(self) -> SourceFile:
        """Return the identity of the file that was read."""
        return self._inner.finish()

    def total_rows(self) -> int | None:
        """Return the records of the inner source, where known."""
        return self._inner.total_rows()

    def _exploded(self, part: Records, columns: Sequence[str]) -> Chunk:
        events: list[Record] = []
        lines: list[int] = []
        faults = list(part.faults)
        whole = 0
        for record, line in zip(part.records, part.lines, strict=True):
            try:
                told = list(self._format.events(record))
            except MalformedRecordError as error:
                faults.append(Fault(line, error.field, error.reason, str(record)[:1000]))
                continue
            whole += 1
            events += told
            lines += [line] * len(told)
        chunk = chunk_of(Records(events, lines), columns)
        # An event that is no row of a table takes the other events of its record with it.
        lost = {fault.line for fault in chunk.faults}
        if not lost:
            return Chunk(chunk.batch, chunk.lines, tuple(faults), told_by=whole)
        keep = [line not in lost for line in _numbers(chunk)]
        kept = [line for line in _numbers(chunk) if line not in lost]
        first = {fault.line: fault for fault in reversed(chunk.faults)}
        return Chunk(
            chunk.batch.filter(pa.array(keep, pa.bool_())),
            pa.array(kept, pa.int64()).to_numpy(),
            tuple(sorted([*faults, *first.values()], key=lambda fault: fault.line)),
            told_by=whole - len(lost),
        )


def named_format(name: str) -> Format:
    """Return the format called `name`; case and hyphens do not matter.

    Raises
    ------
    ParameterError
        If there is none.
    """
    by_plain = {known.lower(): form for known, form in REGISTRY.items()}
    found = by_plain.get(name.lower().replace("-", "_"))
    if found is None:
        raise ParameterError(
            "no such format",
            where="format_in",
            expected="one of " + ", ".join(sorted(REGISTRY)),
            found=repr(name),
            next_step=near_names(name, REGISTRY).capitalize(),
        )
    return found()


def text_at(record: Any, *path: str) -> str | None:
    """Return the text or whole number at `path` as text; None where there is none."""
    value = at(record, *path)
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT_FLOAT:
        value = int(value)  # table libraries turn ids to floats where some are missing
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) and value else None


def at(record: Any, *path: str) -> Any:
    """Return what is at `path`, None where any step is missing."""
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def objects_at(record: Any, *path: str) -> list[dict[str, Any]]:
    """Return the objects in the list at `path`; anything else in it is passed over."""
    value = at(record, *path)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _numbers(chunk: Chunk) -> list[int]:
    assert not isinstance(chunk.lines, int)  # noqa: S101  # chunk_of numbers every row
    numbers: list[int] = chunk.lines.tolist()
    return numbers
