"""CSV and TSV with a header, in blocks; every row keeps the line it began on.

Blocks with regular quotes are parsed by Arrow, the rest record by record (see `csv_records`). All
columns are text: an id such as ``007`` is not a number. An empty cell is null.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from clearwater.errors import SourceError
from clearwater.events.compression import (
    ByteSource,
)
from clearwater.events.quarantine import Fault
from clearwater.events.readers.base import Chunk, Lines
from clearwater.events.readers.csv_records import (
    UNCLOSED,
    Block,
    Record,
    irregular_records,
    regular_block,
)
from clearwater.events.readers.encoding import Utf8Stream
from clearwater.events.readers.text_file import TextFile

BLOCK_BYTES = 4 << 20
"""Bytes that are split into rows at once."""

RECORD_BYTES = 32 << 20
"""Longest record; a longer one is taken for a quote that was never closed."""

DELIMITERS = (b",", b"\t", b";", b"|")
_OPENING_BYTES = 64 << 10


class CsvFile(TextFile):
    """One CSV file."""

    def __init__(self, source: ByteSource, delimiter: bytes | None = None) -> None:
        super().__init__(source)
        text = self._opening()
        self._delimiter = delimiter or _delimiter_of(text)
        self._header = _header_of(text, self._delimiter, self.name)
        self._names = _unique_names(self._header)

    @property
    def delimiter(self) -> str:
        """Return the character between the fields."""
        return self._delimiter.decode()

    def schema(self) -> pa.Schema:
        """Return the header's columns, all strings."""
        return pa.schema([(name, pa.string()) for name in self._names])

    def chunks(self, columns: Sequence[str]) -> Generator[Chunk]:
        """Yield blocks of rows."""
        places = [self._names.index(column) for column in columns]
        with self._text() as text:
            for chunk in self._blocks(text, places):
                self._rows += chunk.rows
                yield chunk

    def _blocks(self, text: Utf8Stream, places: list[int]) -> Iterator[Chunk]:
        # The header was understood from the beginning of the file; here it is only passed over.
        buffer = text.read(self._header.end)[self._header.end :]
        line, wanted, at_end = self._header.lines + 1, BLOCK_BYTES, False
        while True:
            if not at_end:
                more = text.read(wanted)
                at_end = len(more) < wanted
                buffer += more
            if not buffer and at_end:
                return
            block = regular_block(buffer, self._delimiter, at_end=at_end)
            chunk = self._parse(buffer, block, line, places) if block and block.size else None
            if block is not None and chunk is not None:
                size, lines = block.size, block.lines
            elif block is not None and not block.size and len(buffer) < RECORD_BYTES:
                size, lines = 0, 0
            else:
                chunk, size, lines = self._parse_irregular(buffer, line, places, at_end=at_end)
            if chunk is not None and chunk.rows:
                yield chunk
            buffer, line = buffer[size:], line + lines
            # A record longer than the block: read twice as much, so that rescanning stays linear.
            wanted = BLOCK_BYTES if size else max(BLOCK_BYTES, len(buffer))

    def _parse(self, buffer: bytes, block: Block, line: int, places: list[int]) -> Chunk | None:
        """Return the rows of a regular block, or None where Arrow sees other rows in it."""
        content = memoryview(buffer)[: block.size]
        ragged: list[tuple[int, int]] = []
        table = self._table(content, block, places, None)
        # Arrow hands ragged rows over as text, and complains on standard error where they are none.
        if table is None and _is_utf8(content):
            table = self._table(content, block, places, ragged)
        if table is None or table.num_rows + len(ragged) != len(block.blank):
            return None
        return self._chunk_of(table, ragged, block, line, places)

    def _table(
        self,
        content: memoryview,
        block: Block,
        places: list[int],
        ragged: list[tuple[int, int]] | None,
    ) -> pa.Table | None:
        """Return what Arrow reads, with ragged rows put into `ragged`; None where it cannot."""
        skipped = ragged if ragged is not None else []

        def put_aside(row: pacsv.InvalidRow) -> str:
            skipped.append((row.number - 1, row.actual_columns))
            return "skip"

        names = [str(number) for number in range(len(self._names))]
        reading = pacsv.ReadOptions(
            column_names=names, use_threads=False, block_size=block.size + 64
        )
        parsing = pacsv.ParseOptions(
            delimiter=self.delimiter,
            newlines_in_values=block.multiline,
            ignore_empty_lines=False,
            invalid_row_handler=put_aside if ragged is not None else None,
        )
        converting = pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()),
            include_columns=[str(place) for place in places],
        )
        try:
            return pacsv.read_csv(pa.py_buffer(content), reading, parsing, converting)
        except pa.ArrowInvalid:
            return None

    def _chunk_of(
        self,
        table: pa.Table,
        ragged: list[tuple[int, int]],
        block: Block,
        line: int,
        places: list[int],
    ) -> Chunk:
        lines = np.zeros(len(block.blank), dtype=np.int64)
        lines[~block.blank] = block.line_offsets + line
        whole = np.ones(len(block.blank), dtype=bool)
        whole[[number for number, _ in ragged]] = False
        faults = [
            self._ragged(int(lines[number]), found)
            for number, found in ragged
            if not block.blank[number]
        ]
        if block.blank.any():
            table = table.filter(pa.array(~block.blank[whole]))
            whole &= ~block.blank
        columns = [table.column(str(place)).combine_chunks() for place in places]
        return self._as_text(columns, lines[whole], faults, places)

    def _parse_irregular(
        self, buffer: bytes, line: int, places: list[int], *, at_end: bool
    ) -> tuple[Chunk, int, int]:
        rows: list[list[bytes]] = []
        lines: list[int] = []
        faults: list[Fault] = []
        size, first_line = 0, line
        records = irregular_records(buffer, self._delimiter, at_end=at_end, limit=RECORD_BYTES)
        for record in records:
            if record.fields is None:
                raw = buffer[size : record.end].decode("utf-8", "backslashreplace")
                faults.append(Fault(line, "row", UNCLOSED, raw.rstrip("\r\n")))
            elif len(record.fields) == len(self._names) and record.fields != [b""]:
                rows.append(record.fields)
                lines.append(line)
            elif record.fields != [b""]:
                faults.append(self._ragged(line, len(record.fields)))
            size, line = record.end, line + record.lines
        columns = [pa.array([row[place] for row in rows], pa.binary()) for place in places]
        chunk = self._as_text(columns, np.array(lines, dtype=np.int64), faults, places)
        return chunk, size, line - first_line

    def _ragged(self, line: int, found: int) -> Fault:
        expected = len(self._names)
        return Fault(line, "row", f"{found} fields where the header has {expected}")

    def _as_text(
        self, columns: list[pa.Array], lines: Lines, faults: list[Fault], places: list[int]
    ) -> Chunk:
        good = np.ones(len(lines), dtype=bool)
        for place, column in zip(places, columns, strict=True):
            for row in undecodable(column):
                if good[row]:
                    good[row] = False
                    raw = column[row].as_py().decode("utf-8", "backslashreplace")
                    faults.append(Fault(int(lines[row]), self._names[place], "not UTF-8", raw))
        if not good.all():
            keep = pa.array(good)
            columns, lines = [column.filter(keep) for column in columns], lines[good]
        names = [self._names[place] for place in places]
        texts = [_null_if_empty(column.cast(pa.string())) for column in columns]
        batch = (
            pa.record_batch(texts, names=names)
            if names
            else pa.record_batch([pa.nulls(len(lines))], names=["row"])
        )
        return Chunk(batch, lines, tuple(sorted(faults, key=lambda fault: fault.line)))


def undecodable(column: pa.Array) -> list[int]:
    """Return the rows of a binary column that are not UTF-8."""
    try:
        column.cast(pa.string())
    except pa.ArrowInvalid:
        return [row for row, value in enumerate(column.to_pylist()) if not _is_utf8(value)]
    return []


def _is_utf8(value: bytes | memoryview | None) -> bool:
    try:
        str(value or b"", "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _null_if_empty(column: pa.Array) -> pa.Array:
    empty = pc.equal(column, "")
    if not pc.any(empty).as_py():
        return column
    return pc.if_else(empty, pa.scalar(None, pa.string()), column)


def _delimiter_of(text: bytes) -> bytes:
    first = text[:_OPENING_BYTES].partition(b"\n")[0]
    return max(DELIMITERS, key=lambda delimiter: (first.count(delimiter), delimiter == b","))


def _header_of(text: bytes, delimiter: bytes, name: str) -> Record:
    if b"\r" in text and b"\n" not in text and len(text) > _OPENING_BYTES:
        raise SourceError(
            "lines end in a carriage return alone", where=name, next_step="Convert the line ends."
        )
    header = next(irregular_records(text, delimiter, at_end=True, limit=RECORD_BYTES), None)
    if header is None or header.fields is None:
        raise SourceError(
            "the header of a CSV file cannot be read",
            where=name,
            expected="column names, separated by commas",
            found=UNCLOSED if header is not None else "nothing",
        )
    return header


def _unique_names(header: Record) -> list[str]:
    """Return the column names; one that comes again, or is empty, is numbered."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for number, field in enumerate(header.fields or (), start=1):
        column = field.decode("utf-8", "replace").strip() or f"column {number}"
        seen[column] = seen.get(column, 0) + 1
        names.append(column if seen[column] == 1 else f"{column}#{seen[column]}")
    return names
