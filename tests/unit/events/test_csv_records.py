"""Records of CSV against Python's own reader, at every place where a block may end."""

from __future__ import annotations

import csv
import io
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.events.compression import ByteSource
from clearwater.events.readers import csv_file
from clearwater.events.readers.csv_records import irregular_records, regular_block

CELLS = st.text(alphabet='ab",\n\r\té中 ', max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8)


def written(rows: list[list[str]], line_end: str) -> bytes:
    sink = io.StringIO()
    # The writer leaves a carriage return bare where lines end otherwise; no reader could tell.
    bare = any("\r" in cell for row in rows for cell in row)
    quoting: Literal[0, 1] = csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL
    csv.writer(sink, lineterminator=line_end, quoting=quoting).writerows(rows)
    return sink.getvalue().encode()


def read_all(
    content: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[int, list[str]]]:
    with monkeypatch.context() as patch:
        patch.setattr(csv_file, "BLOCK_BYTES", block)
        source = csv_file.CsvFile(ByteSource("log", io.BytesIO(b"x,y\n" + content)))
        found: list[tuple[int, list[str]]] = []
        for chunk in source.chunks(["x", "y"]):
            assert chunk.faults == ()
            numbers = chunk.line_of(np.arange(chunk.batch.num_rows))
            rows = zip(*(column.to_pylist() for column in chunk.batch.columns), strict=True)
            found += [
                (int(number) - 1, [cell or "" for cell in row])
                for number, row in zip(numbers, rows, strict=True)
            ]
        return found


@settings(max_examples=150)
@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.integers(1, 40))
def test_cells_and_lines_are_those_of_the_csv_module(
    rows: list[list[str]], line_end: str, block: int
) -> None:
    content = written(rows, line_end)
    expected_lines, line = [], 1
    for row in rows:
        expected_lines.append(line)
        line += written([row], line_end).count(b"\n")
    with pytest.MonkeyPatch.context() as patch:
        found = read_all(content, block, patch)
    assert [cells for _, cells in found] == rows
    assert [number for number, _ in found] == expected_lines


@settings(max_examples=150)
@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_both_ways_of_splitting_agree_where_quotes_are_regular(
    rows: list[list[str]], line_end: str
) -> None:
    content = written(rows, line_end)
    block = regular_block(content, b",", at_end=True)
    records = list(irregular_records(content, b",", at_end=True, limit=1 << 20))
    assert block is not None
    assert (block.size, block.lines) == (len(content), sum(record.lines for record in records))
    assert len(block.line_offsets) == len(records)


@pytest.mark.parametrize(
    "content", [b'a "quote",b\n', b'"a"b,c\n', b'a,"never closed\nb,c\n', b'"a" ,b\n']
)
def test_irregular_quotes_are_noticed(content: bytes) -> None:
    assert regular_block(content, b",", at_end=True) is None


def test_a_record_that_is_not_whole_yet_is_left_for_later() -> None:
    block = regular_block(b'a,b\n"c\nd', b",", at_end=False)
    assert block is not None
    assert (block.size, block.lines) == (4, 1)
    assert list(irregular_records(b'a 5",b', b",", at_end=False, limit=1 << 20)) == []
