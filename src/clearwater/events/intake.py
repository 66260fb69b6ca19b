"""`read`: look at a source, settle what its columns mean, and return a log that can be opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

import pyarrow as pa

from clearwater.errors import ParameterError, SchemaError
from clearwater.events.canonical import check_types, id_types
from clearwater.events.formats.base import (
    ColumnFormat,
    ExplodedSource,
    Format,
    RecordFormat,
    named_format,
)
from clearwater.events.locate import located
from clearwater.events.log import DEFAULT_BAD_SHARE, BoundSource, EventLog
from clearwater.events.mapping import CONSTANT_MARK, FromColumn, bind
from clearwater.events.readers.base import Source
from clearwater.events.schema import COLUMN_TYPES
from clearwater.events.side_tables import side_table, split_mapping
from clearwater.events.times import TimeReader
from clearwater.units import Share


def read(  # the one door of this layer; everything after the source has a default
    source: object,
    *,
    format_in: str | None = None,
    mapping: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    time_unit: str = "auto",
    max_bad_share: Share = DEFAULT_BAD_SHARE,
    objects: object = None,
    accounts: object = None,
) -> EventLog:
    """Return a log of events; only headers and the first rows are looked at.

    Limits: JSON columns are known if they occur in the first 1,000 lines. Text ids are compared
    byte by byte. A row with two faults is listed with the first one.

    Parameters
    ----------
    source
        A path, a glob, a folder, ``-`` for standard input, an open binary file, a list of these;
        an Arrow table or stream, or anything with ``__arrow_c_stream__`` (polars, pandas 3); a
        database URL with ``?table=`` or ``?query=`` (`clearwater.events.readers.url`). Files may
        be Parquet, CSV, TSV, JSON Lines or Arrow IPC, the text kinds and Parquet also in gzip or
        zstd.
    format_in
        A named format (`format_names`); without it columns are matched by name.
    mapping
        Ours to theirs, such as ``{"actor": "user_id"}``; a value that starts with ``=`` is a
        constant: ``{"action": "=like"}``. In JSON Lines ``outer.inner`` names a nested value.
        ``objects.created`` and the like map the side tables. Where the **object** is mapped to a
        column, a row without object is skipped and counted apart (one column for each layer is a
        common way to write a log); where it is matched by name or by a format, such a row is bad.
    time_zone
        IANA name or ``+08:00``, for times without a zone. An hour that the clock shows twice is
        read as the earlier, a time that it skips makes a bad row.
    time_unit
        ``auto`` tells ``s``, ``ms``, ``us`` and ``ns`` apart by size, once for the whole log.
    max_bad_share
        0..1; rows that cannot be used, of all rows that are not skipped.
    objects, accounts
        Sources of the optional tables.

    Returns
    -------
    EventLog
        Required columns ``actor, action, object, time`` and the optional ones that were found.

    Raises
    ------
    ParameterError
        If an argument is outside its range.
    SourceError
        If something cannot be opened or is of no known kind.
    SchemaError
        If a required column is missing or has an unusable type.
    TimeZoneNeededError
        If times carry no zone and `time_zone` is not given.
    EmptyLogError
        If there is nothing in the file.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"user_id": ["a"], "post_id": ["p"], "created_at": [1700000000]})
    >>> log = read(table, mapping={"action": "=like"})
    >>> log.to_arrow().to_pylist()[0]["action"]
    'like'
    """
    if not 0 <= max_bad_share <= 1:
        raise ParameterError(
            "not a share", where="max_bad_share", expected="0..1", found=repr(max_bad_share)
        )
    events_mapping, side_mappings = split_mapping(mapping)
    form = named_format(format_in) if format_in is not None else None
    times = TimeReader(time_zone, time_unit)
    unit = form.time_unit if form is not None and time_unit == "auto" else time_unit
    bound = [_bound(one, form, events_mapping, unit) for one in located(source)]
    schemas = [(one.source.schema(), one.bindings) for one in bound]
    for one, (schema, bindings) in zip(bound, schemas, strict=True):
        check_types(schema, bindings, times, one.source.name)
    types = id_types(schemas)
    notes = [_format_note(form)] if form is not None else []
    notes += [note for one in bound for note in one.bindings.notes]
    notes += _first_times(bound, times, unit)
    tables: dict[str, pa.Table | None] = {}
    for name, side, key in (("objects", objects, "object"), ("accounts", accounts, "actor")):
        tables[name] = None
        if side is not None:
            tables[name], said = side_table(side, name, side_mappings[name], time_zone, types[key])
            notes += said
    return EventLog(
        columns=tuple(name for name in COLUMN_TYPES if any(name in b.of for _, b in schemas)),
        notes=tuple(dict.fromkeys(notes)),
        types=types,
        sources=tuple(bound),
        time_zone=time_zone,
        max_bad_share=max_bad_share,
        **tables,
    )


def _bound(
    source: Source, form: Format | None, mapping: Mapping[str, str], time_unit: str
) -> BoundSource:
    by_format: dict[str, str] | None = None
    if isinstance(form, RecordFormat):
        mapped = [key for key, origin in mapping.items() if not origin.startswith(CONSTANT_MARK)]
        if mapped:
            raise ParameterError(
                "a column cannot be mapped over a format that makes several events of a row",
                where=f"{form.name}, {', '.join(mapped)}",
                expected="constants only, such as action==share",
            )
        source = ExplodedSource(source, form)
        by_format = {name: name for name in form.gives}
    columns = _unique(source.schema().names, source.name)
    if isinstance(form, ColumnFormat):
        by_format = form.mapping(columns, source.name)
    bindings = bind(source.schema(), mapping, source.name, by_format=by_format)
    return BoundSource(source, bindings, time_unit)


def _unique(columns: Sequence[str], where: str) -> Sequence[str]:
    repeated = sorted({column for column in columns if columns.count(column) > 1})
    if repeated:
        raise SchemaError(
            "columns have the same name", where=where, found=", ".join(repeated),
            next_step="Rename all but one.",
        )  # fmt: skip
    return columns


def _first_times(bound: Sequence[BoundSource], times: TimeReader, unit: str) -> list[str]:
    """Return what the first rows say about times, so that it is known before a long run."""
    for one in bound:
        origin = one.bindings.of["time"]
        if not one.source.looks_ahead or not isinstance(origin, FromColumn):
            continue
        times.time_unit = unit
        times.where = f"{one.source.name}, column {origin.column}"
        with closing(one.source.chunks([origin.column])) as chunks:
            chunk = next(chunks, None)
        if chunk is not None and chunk.batch.num_rows:
            times.read(chunk.batch.column(origin.column))
            break
    return list(times.notes)


def _format_note(form: Format) -> str:
    return f"read as format {form.name}"
