"""Where the records of a block of CSV begin and end, and on which lines.

Arrow parses CSV fast and forgets line numbers, and a person who is told of a bad row needs its
line. So every block is first looked at as bytes: a newline ends a record if an even number of
quotes stands before it. That is only true where quotes are used as RFC 4180 has them, so this is
checked for every quote of the block (an opening one follows a delimiter or a line end, a closing
one precedes one); a block that fails the check goes through `irregular_records`, which reads field
by field and survives a quote that is never closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clearwater.events.readers.base import Lines

QUOTE, NEWLINE, RETURN = 34, 10, 13

UNCLOSED = "a quote is opened and never closed"


@dataclass(frozen=True)
class Block:
    """The whole records at the start of a buffer."""

    size: int
    """Bytes that they take, the last line end included."""
    line_offsets: Lines
    """Of each record that is not a blank line: lines between the start of the block and
    its start."""
    blank: np.ndarray
    """For every record, blank or not: whether it is a blank line."""
    lines: int
    """Lines that end within the block."""
    multiline: bool
    """Whether any record spans lines."""


def regular_block(buffer: bytes, delimiter: bytes, *, at_end: bool) -> Block | None:
    """Return the records of `buffer`, or None where its quotes are not regular."""
    data = np.frombuffer(buffer, dtype=np.uint8)
    newlines = np.flatnonzero(data == NEWLINE)
    if at_end and not buffer.endswith(b"\n"):
        newlines = np.append(newlines, len(buffer))
    if b'"' not in buffer:
        ending = np.arange(len(newlines))
    else:
        quotes = np.flatnonzero(data == QUOTE)
        ending = np.flatnonzero(np.searchsorted(quotes, newlines) % 2 == 0)
        cut = int(newlines[ending[-1]]) if len(ending) else 0
        inside = quotes[: int(np.searchsorted(quotes, cut))]
        unclosed = at_end and cut != int(newlines[-1])
        if unclosed or not _regular(data, inside, delimiter[0]):
            return None
    ends = newlines[ending]
    starts = np.append([0], ends[:-1] + 1) if len(ends) else ends
    before = np.append([0], ending[:-1] + 1) if len(ends) else ending
    widths = ends - starts
    # A line that holds nothing but its own carriage return is blank as well.
    blank = widths == 0
    ones = np.flatnonzero(widths == 1)
    blank[ones] = data[starts[ones]] == RETURN
    lines = int(ending[-1]) + 1 if len(ending) else 0
    return Block(
        size=min(int(ends[-1]) + 1, len(buffer)) if len(ends) else 0,
        line_offsets=before[~blank].astype(np.int64),
        blank=blank,
        lines=lines,
        multiline=len(ending) != lines,
    )


def _regular(data: np.ndarray, quotes: np.ndarray, delimiter: int) -> bool:
    opening, closing = quotes[0::2], quotes[1::2]
    before = data[opening[opening > 0] - 1]
    after = data[closing[closing < len(data) - 1] + 1]
    return bool(
        np.isin(before, (delimiter, NEWLINE, QUOTE)).all()
        and np.isin(after, (delimiter, NEWLINE, RETURN, QUOTE)).all()
    )


@dataclass(frozen=True)
class Record:
    """One record, found by reading it field by field."""

    end: int
    """First byte after it and its line end."""
    lines: int
    """Lines it takes."""
    fields: list[bytes] | None
    """None where its quote is never closed; then it is the first line only."""


def irregular_records(
    buffer: bytes, delimiter: bytes, *, at_end: bool, limit: int
) -> Iterator[Record]:
    """Yield the whole records of `buffer`, however its quotes are used.

    A quote counts only at the start of a field. What follows a closing quote within the field is
    kept as it stands. If a quoted field spans lines and something other than a delimiter follows
    it, or it is longer than `limit` bytes, its quote is taken as never closed: only the line on
    which it began is lost, and reading goes on with the next.
    """
    position = 0
    stop = re.compile(b"[" + re.escape(delimiter) + b"\n]")
    while position < len(buffer):
        record = _plain_record(buffer, position, delimiter) or _record(
            buffer, position, stop, at_end=at_end
        )
        if record is None:
            if len(buffer) - position < limit:
                return
            record = _first_line(buffer, position)
        yield record
        position = record.end


def _plain_record(buffer: bytes, start: int, delimiter: bytes) -> Record | None:
    """Return a record in which no field begins with a quote: most of them, and fast to split."""
    end = buffer.find(b"\n", start)
    line = buffer[start:end]
    if end < 0 or line.startswith(b'"') or delimiter + b'"' in line:
        return None
    return Record(end + 1, 1, line.removesuffix(b"\r").split(delimiter))


def _record(buffer: bytes, start: int, stop: re.Pattern[bytes], *, at_end: bool) -> Record | None:
    fields: list[bytes] = []
    position = start
    while True:
        after = _closing_quote(buffer, position) if buffer[position : position + 1] == b'"' else 0
        if after < 0:
            return _first_line(buffer, start) if at_end else None
        found = stop.search(buffer, after or position)
        if found is None and not at_end:
            return None
        end = found.start() if found is not None else len(buffer)
        rest = buffer[after or position : end].removesuffix(b"\r" if _ends_line(found) else b"")
        if after:
            quoted = buffer[position + 1 : after - 1]
            if rest and b"\n" in quoted:
                return _first_line(buffer, start)
            rest = quoted.replace(b'""', b'"') + rest
        fields.append(rest)
        if _ends_line(found):
            after_record = min(end + 1, len(buffer))
            lines = buffer.count(b"\n", start, end) + 1
            return Record(after_record, lines, fields)
        position = end + 1


def _ends_line(found: re.Match[bytes] | None) -> bool:
    return found is None or found.group() == b"\n"


def _closing_quote(buffer: bytes, opening: int) -> int:
    """Return the position after the quote that closes the one at `opening`, or -1."""
    position = opening + 1
    while (quote := buffer.find(b'"', position)) >= 0:
        if buffer[quote + 1 : quote + 2] != b'"':
            return quote + 1
        position = quote + 2
    return -1


def _first_line(buffer: bytes, start: int) -> Record:
    newline = buffer.find(b"\n", start)
    end = len(buffer) if newline < 0 else newline + 1
    return Record(end, 1, None)
