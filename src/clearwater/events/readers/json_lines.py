"""JSON Lines: one object a line, read in blocks of lines.

What columns there are is seen from the first lines. A number stays a number until all of a column
in a block is known: whole numbers, else text.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.errors import SourceError
from clearwater.events.compression import PEEK_BYTES
from clearwater.events.quarantine import Fault
from clearwater.events.readers.base import Chunk, Records
from clearwater.events.readers.encoding import Utf8Stream
from clearwater.events.readers.text_file import TextFile

BLOCK_BYTES = 4 << 20
LINE_BYTES = 64 << 20
"""Longest line."""

LOOKED_AT = 1000
"""Lines in which a column must be seen to be known."""


class JsonLinesFile(TextFile):
    """One JSON Lines file."""

    @cached_property
    def _schema(self) -> pa.Schema:
        text = self._whole_lines()
        # The last piece may be cut in the middle; it is used only if it is whole JSON.
        lines = text.lstrip().split(b"\n")[:LOOKED_AT]
        keys: dict[str, pa.DataType] = {}
        for line in lines:
            record = _record_of(line, 0)
            if isinstance(record, dict):
                # A key that is not UTF-8 cannot be named by anyone, so it is no column.
                for key, kind in filter(lambda pair: _encodable(pair[0]), _keys(record)):
                    known = keys.get(key, kind)
                    same = known == kind or kind == pa.null()
                    keys[key] = known if same else kind if known == pa.null() else pa.string()
        if text.lstrip()[:1] == b"[" and (not keys or lines[0].strip() == b"["):
            raise SourceError(
                "a JSON file is one array",
                where=self.name,
                expected="one object a line",
                next_step="Convert it, for instance with: jq -c '.[]' file.json > file.jsonl",
            )
        kinds = [(key, pa.string() if kind == pa.null() else kind) for key, kind in keys.items()]
        return pa.schema(kinds)

    def schema(self) -> pa.Schema:
        """Return the keys of the first lines, nested ones as ``outer.inner``.

        Objects and lists have their own types; whatever holds single values is a string.
        """
        return self._schema

    def _whole_lines(self) -> bytes:
        """Return the beginning of the file, at least one line of it."""
        size, text = PEEK_BYTES, self._opening()
        # A line may be longer than what is looked at; more is read until its end is seen.
        while b"\n" not in text and size < LINE_BYTES:
            size *= 4
            longer = self._opening(size)
            if len(longer) == len(text):
                break
            text = longer
        return text

    def chunks(self, columns: Sequence[str]) -> Generator[Chunk]:
        """Yield blocks of rows as columns."""
        for part in self.records():
            yield chunk_of(part, columns)

    def records(self) -> Generator[Records]:
        """Yield blocks of rows as they are."""
        with self._text() as text:
            for first_line, lines in self._line_blocks(text):
                part = _parse(first_line, lines)
                self._rows += len(part.records) + len(part.faults)
                yield part

    def _line_blocks(self, text: Utf8Stream) -> Iterator[tuple[int, list[bytes]]]:
        rest, line = [b""], 1
        while more := text.read(BLOCK_BYTES):
            head, newline, tail = more.rpartition(b"\n")
            if not newline:
                rest.append(tail)
                self._check_length(sum(map(len, rest)), line)
                continue
            lines = b"".join([*rest, head]).split(b"\n")
            yield line, lines
            rest, line = [tail], line + len(lines)
        last = b"".join(rest)
        if last:
            yield line, [last]

    def _check_length(self, length: int, line: int) -> None:
        if length > LINE_BYTES:
            raise SourceError(
                "a line is too long for JSON Lines",
                where=f"{self.name}, line {line}",
                expected=f"at most {LINE_BYTES >> 20} MB",
                next_step="Write one object a line.",
            )


def chunk_of(part: Records, columns: Sequence[str]) -> Chunk:
    """Return the values at `columns` of every record; a row with an unusable value is a fault."""
    faults: dict[int, Fault] = {}
    values = {column: _column(column, part.records, part.lines, faults) for column in columns} or {
        "row": [None] * len(part.records)
    }
    good = [row for row in range(len(part.records)) if row not in faults]
    arrays = [
        _array(cells if not faults else [cells[row] for row in good]) for cells in values.values()
    ]
    lines = np.array(part.lines, dtype=np.int64)[good]
    batch = pa.record_batch(arrays, names=list(values))
    found = sorted([*part.faults, *faults.values()], key=lambda fault: fault.line)
    return Chunk(batch, lines, tuple(found))


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """Return the value at ``outer.inner``, or None where there is none."""
    if path in record or "." not in path:
        return record.get(path)
    value: Any = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _column(
    column: str,
    records: Sequence[Mapping[str, Any]],
    lines: Sequence[int],
    faults: dict[int, Fault],
) -> list[Any]:
    cells = [value_at(record, column) for record in records]
    for row, cell in enumerate(cells):
        if isinstance(cell, str):
            # Lone surrogates come from \ud800 escapes and, by "surrogateescape", from bytes that
            # are not UTF-8.
            if not cell.isascii() and not _encodable(cell):
                faults.setdefault(row, Fault(lines[row], column, "not UTF-8", cell))
        elif isinstance(cell, bool):
            cells[row] = "true" if cell else "false"
        elif isinstance(cell, (dict, list)):
            reason = "a list or an object where one value is needed"
            faults.setdefault(row, Fault(lines[row], column, reason, str(cell)[:1000]))
    return cells


def _array(cells: list[Any]) -> pa.Array:
    kinds = set(map(type, cells)) - {type(None)}
    if kinds == {int}:
        try:
            return pa.array(cells, pa.int64())
        except OverflowError:
            pass
    elif kinds and kinds <= {int, float}:
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _parse(first_line: int, lines: list[bytes]) -> Records:
    records: list[Mapping[str, Any]] = []
    numbers: list[int] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=first_line):
        record = _record_of(line, number)
        if isinstance(record, dict):
            records.append(record)
            numbers.append(number)
        elif record is not None:
            faults.append(record)
    return Records(records, numbers, tuple(faults))


def _record_of(line: bytes, number: int) -> dict[str, Any] | Fault | None:
    """Return the object on a line, what is wrong with it, or None for a blank line."""
    if not line or line.isspace():
        return None
    text = line.decode("utf-8", "surrogateescape").rstrip("\r")
    try:
        record = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        reason = "not JSON" if isinstance(error, json.JSONDecodeError) else f"not JSON: {error}"
        return Fault(number, "row", reason, text)
    if not isinstance(record, dict):
        kind = "an array" if isinstance(record, list) else "a single value"
        return Fault(number, "row", f"{kind} where an object is needed", text)
    return record


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no JSON value")


# json.loads with an option builds a decoder for every line, which costs more than the line.
_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _keys(
    record: Mapping[str, Any], prefix: str = "", depth: int = 4
) -> Iterator[tuple[str, pa.DataType]]:
    for key, value in record.items():
        if isinstance(value, list):
            yield prefix + key, pa.list_(pa.null())
        elif isinstance(value, dict):
            yield prefix + key, pa.struct([])
            if depth:
                yield from _keys(value, f"{prefix}{key}.", depth - 1)
        else:
            yield prefix + key, pa.null() if value is None else pa.string()
