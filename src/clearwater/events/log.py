"""An event log that was looked at but not read, and the stream that reads it.

The stream is where counts are kept and limits are watched: whoever reads it to the end knows that
the share of bad rows stayed below what was allowed and that there is at least one event.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeVar

import numpy as np
import pyarrow as pa

from clearwater.errors import (
    EmptyLogError,
    InputError,
    ParameterError,
    SchemaError,
    TooManyBadRowsError,
    near_names,
)
from clearwater.events.canonical import Sorted, Sorter
from clearwater.events.mapping import Bindings
from clearwater.events.quarantine import Quarantine
from clearwater.events.readers.base import Chunk, Source
from clearwater.events.reading import Reading, SourceFile
from clearwater.events.schema import COLUMN_TYPES
from clearwater.events.times import TimeReader
from clearwater.units import Share

DEFAULT_BAD_SHARE = Share(0.01)

_E = TypeVar("_E", bound=InputError)

OUTPUT_ROWS = 262_144
"""Rows of a batch at most."""

SETTLED_ROWS = 10_000
"""Rows after which a share of bad rows is worth looking at before the end."""


@dataclass(frozen=True)
class BoundSource:
    """A source and where its canonical columns come from."""

    source: Source
    """Looked at, not read."""
    bindings: Bindings
    """For its own columns: files of one log may name them differently."""
    time_unit: str
    """What its numbers count; ``auto`` to find out."""


@dataclass(frozen=True)
class EventLog:
    """Events that can be read: as often as wanted, but a pipe only once."""

    columns: tuple[str, ...]
    """Canonical columns that at least one source has, in canonical order."""
    notes: tuple[str, ...]
    """What was assumed: how columns were matched, what times count."""
    types: Mapping[str, pa.DataType]
    """Arrow type of each canonical column in this log."""
    sources: tuple[BoundSource, ...] = field(repr=False)
    """In the order in which they are read."""
    time_zone: str | None = None
    """Zone of times that carry none."""
    max_bad_share: Share = DEFAULT_BAD_SHARE
    """0..1; above it a stream ends in TooManyBadRowsError."""
    objects: pa.Table | None = field(default=None, repr=False)
    """One row an object: ``object`` and any of ``target, created, kind``; None if not given."""
    accounts: pa.Table | None = field(default=None, repr=False)
    """One row an account: ``actor`` and any of ``created, followers, following, posts, agency``."""

    def open(self, columns: Sequence[str]) -> EventStream:
        """Return a stream of `columns`, in canonical order.

        The four required columns are always read and judged, whatever is asked for; an optional
        column is judged only if it is asked for.

        Raises
        ------
        SchemaError
            If the log does not have one of the columns.
        """
        for column in columns:
            if column not in self.columns:
                raise SchemaError(
                    f"the log has no column {column}",
                    where=self.name,
                    expected="one of " + ", ".join(self.columns),
                    next_step=_advice(column, self.columns),
                )
        ordered = tuple(name for name in COLUMN_TYPES if name in columns)
        return EventStream(self, ordered)

    def to_arrow(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Return all events as one table, `columns` or all; needs memory for it."""
        with self.open(columns if columns is not None else self.columns) as stream:
            return pa.Table.from_batches(stream, schema=stream.schema)

    @property
    def name(self) -> str:
        """Return what messages call the log."""
        names = [bound.source.name for bound in self.sources]
        return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


class EventStream:
    """Batches of events, once through. A context manager and an iterator."""

    def __init__(self, log: EventLog, columns: tuple[str, ...]) -> None:
        self.schema = pa.schema([(name, log.types[name]) for name in columns])
        """Columns and types of every batch."""
        self._log = log
        self._columns = columns
        self._times = TimeReader(log.time_zone)
        self._quarantine = Quarantine()
        self._files: list[SourceFile] = []
        self._rows = self._skipped = self._events = 0
        self._batches = self._run()
        self._reading: Reading | None = None

    def __enter__(self) -> EventStream:
        """Return the stream."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what is being read."""
        self._batches.close()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Return the stream."""
        return self

    def __next__(self) -> pa.RecordBatch:
        """Return the next batch, never empty, at most `OUTPUT_ROWS` rows.

        Raises
        ------
        TooManyBadRowsError
            If the share of bad rows passes the limit; its ``reading`` holds the quarantine.
        EmptyLogError
            If the end is reached without an event.
        SourceError
            If a source breaks off.
        TimeZoneNeededError
            If times turn out to carry no zone and none was named.
        """
        return next(self._batches)

    @property
    def reading(self) -> Reading:
        """Return the account of what was read.

        Raises
        ------
        ParameterError
            If the stream was not read to its end, as counts and hashes would be those of a part.
        """
        if self._reading is None:
            raise ParameterError(
                "the stream was not read to its end, so there is no account of it yet",
                where=self._log.name,
                next_step="Read all batches first.",
            )
        return self._reading

    def _run(self) -> Generator[pa.RecordBatch]:
        for bound in self._log.sources:
            yield from self._source(bound)
            self._files.append(bound.source.finish())
        reading = self._account()
        if reading.bad_share > self._log.max_bad_share:
            raise self._too_many()
        if not reading.good:
            raise self._empty(reading)
        self._reading = reading

    def _source(self, bound: BoundSource) -> Iterator[pa.RecordBatch]:
        source = bound.source
        self._times.where = f"{source.name}, time"
        if bound.time_unit != "auto":
            self._times.time_unit = bound.time_unit
        sorter = Sorter(bound.bindings, self._log.types, self._times, self._columns)
        for chunk in source.chunks(sorter.needed):
            told = sorter.sort(chunk, self._quarantine.room())
            self._count(source.name, chunk, told)
            for start in range(0, told.events.num_rows, OUTPUT_ROWS):
                yield told.events.slice(start, OUTPUT_ROWS)
            if self._hopeless():
                self._files.append(source.finish())
                raise self._too_many()

    def _count(self, name: str, chunk: Chunk, told: Sorted) -> None:
        self._rows += chunk.rows
        self._skipped += told.skipped
        self._events += told.events.num_rows
        self._quarantine.add(name, told.faults, unlisted=told.unlisted)

    def _hopeless(self) -> bool:
        """Return whether the limit is broken for certain, or by so much that it may be taken as so.

        Certain: even if all rows that are still to come are good. Where their number is unknown, a
        share half-way between the limit and everything is enough.
        """
        limit, bad = self._log.max_bad_share, self._quarantine.count
        judged = self._rows - self._skipped
        if judged < SETTLED_ROWS or not bad or limit >= 1:
            return False
        totals = [bound.source.total_rows() for bound in self._log.sources]
        known = [total for total in totals if total is not None]
        if len(known) == len(totals):
            return bad > limit * sum(known)
        return limit <= 0 or bad > judged * (limit + (1 - limit) / 2)

    def _account(self) -> Reading:
        bad = self._quarantine.count
        notes = dict.fromkeys([*self._log.notes, *self._times.notes, *self._quarantine.notes()])
        return Reading(
            files=tuple(self._files),
            rows=self._rows,
            good=self._rows - bad - self._skipped,
            bad=bad,
            skipped=self._skipped,
            events=self._events,
            notes=tuple(notes),
            quarantine=self._quarantine.table(),
        )

    def _too_many(self) -> TooManyBadRowsError:
        reading = self._account()
        judged = reading.good + reading.bad
        error = TooManyBadRowsError(
            "too many rows cannot be used",
            where=self._log.name,
            expected=f"at most {self._log.max_bad_share:.2%} bad rows",
            found=f"{reading.bad:,} of {judged:,} ({reading.bad_share:.2%}); most often "
            + _commonest(reading.quarantine),
            next_step="Look at the quarantine, then mend the file or the mapping, or raise "
            "--max-bad-share.",
        )
        return self._with_reading(error, reading)

    def _empty(self, reading: Reading) -> EmptyLogError:
        error = EmptyLogError(
            "the log holds no event",
            where=self._log.name,
            found=f"{reading.rows:,} rows, {reading.bad:,} bad and {reading.skipped:,} skipped",
            next_step="Check the mapping or the format: the skipped rows name no object."
            if reading.skipped
            else "",
        )
        return self._with_reading(error, reading)

    def _with_reading(self, error: _E, reading: Reading) -> _E:
        error.reading = reading
        return error


def _commonest(quarantine: pa.Table) -> str:
    if not quarantine.num_rows:
        return "unknown"
    words = [
        f"{field}: {reason}"
        for field, reason in zip(
            quarantine.column("field").to_pylist(),
            quarantine.column("reason").to_pylist(),
            strict=True,
        )
    ]
    values, counts = np.unique(words, return_counts=True)
    return str(values[int(np.argmax(counts))])


def _advice(column: str, columns: Sequence[str]) -> str:
    near = near_names(column, columns)
    if column in COLUMN_TYPES:
        return f"Map it: {column}=COLUMN."
    return near.capitalize()
