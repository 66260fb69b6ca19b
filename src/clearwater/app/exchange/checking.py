"""Files of other people's standards, looked at before they leave or after they came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from clearwater.cases.exchange.dsa_check import LINE, Fault, faults_in, faults_of_call
from clearwater.cases.exchange.dsa_check import faults_of_lines as faults_of_dsa_lines
from clearwater.cases.exchange.stix_check import stix_faults
from clearwater.cases.exchange.strict_json import Limits, NotReadableError, read_json

WHOLE = Limits(most_bytes=64 << 20, deepest=16)
"""Of a file that is one value: a bundle, or a call of the API."""
MOST_FAULTS = 10_000
"""That are told; what comes after is not looked at."""
FAULTS = pa.schema(
    [
        ("line", pa.int64()),
        ("field", pa.string()),
        ("expected", pa.string()),
        ("found", pa.string()),
        ("refused", pa.bool_()),
        ("next", pa.string()),
    ]
)
"""``line`` of a file of lines, or the place of a statement; nothing for a bundle, whose objects
stand in ``field``. ``refused``: whether a receiver refuses it; else it is taken otherwise than
meant."""


@dataclass(frozen=True)
class Checked:
    """What was seen."""

    what: str
    """``statement`` or ``STIX bundle``."""
    faults: pa.Table
    """Columns of `FAULTS`, at most `MOST_FAULTS` rows."""
    count: int | None
    """How many statements; nothing for a bundle, which is one."""

    @property
    def refused(self) -> int:
        """How many faults a receiver refuses the file for."""
        return sum(self.faults["refused"].to_pylist())


def check_file(path: Path, stream: BinaryIO) -> Checked:
    """Return what is wrong with a file: ``.json`` is one value, anything else JSON Lines.

    Raises
    ------
    NotReadableError
        If a file that is one value cannot be read as JSON.
    """
    if path.suffix != ".json":
        counted = _Counted()
        faults = islice(faults_of_dsa_lines(counted.of(lines_of(stream))), MOST_FAULTS)
        rows = list(map(_dsa_row, faults))
        return Checked("statement", _table(rows), counted.count)
    content = stream.read(WHOLE.most_bytes + 1)
    said = read_json(content, str(path), WHOLE)
    if isinstance(said, dict) and said.get("type") == "bundle":
        found: list[Row] = [
            (None, f"{one.object} {one.field}", one.expected, one.found, True, "")
            for one in stix_faults(said)[:MOST_FAULTS]
        ]
        return Checked("STIX bundle", _table(found), None)
    return _call(path, said)


def _call(path: Path, said: object) -> Checked:
    if isinstance(said, dict) and "statements" in said:
        statements = said["statements"]
        if not isinstance(statements, list):
            raise NotReadableError(
                "this cannot be read", where=str(path), expected="a list of statements"
            )
        rows = list(map(_dsa_row, islice(faults_of_call(statements), MOST_FAULTS)))
        return Checked("statement", _table(rows), len(statements))
    return Checked("statement", _table(list(map(_dsa_row, faults_in(said)))), 1)


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines; one that is longer than can be, cut: it is a fault whatever follows."""
    most = LINE.most_bytes + 2
    while line := stream.readline(most):
        yield line
        while not line.endswith(b"\n") and len(line) == most:
            line = stream.readline(most)


class _Counted:
    """Counts lines that hold something as they go by."""

    def __init__(self) -> None:
        self.count = 0

    def of(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.count += bool(line.strip())
            yield line


Row = tuple[int | None, str, str, str, bool, str]


def _dsa_row(fault: Fault) -> Row:
    return (fault.line, fault.field, fault.expected, fault.found, fault.refused, fault.near)


def _table(rows: list[Row]) -> pa.Table:
    names = FAULTS.names
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], FAULTS)
