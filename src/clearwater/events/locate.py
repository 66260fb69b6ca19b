"""From what a caller names (path, glob, folder, URL, pipe, table) to sources of rows.

What a file is, is told by its first bytes where they say it, and by its suffix otherwise.
"""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa

from clearwater.errors import EmptyLogError, SourceError, near_names
from clearwater.events.compression import ByteSource, compression_of
from clearwater.events.readers.arrow_stream import IPC_MAGIC, ArrowStream, arrow_ipc_file
from clearwater.events.readers.base import Source
from clearwater.events.readers.csv_file import CsvFile
from clearwater.events.readers.encoding import marked_encoding, opening_text
from clearwater.events.readers.json_lines import JsonLinesFile
from clearwater.events.readers.parquet_file import PARQUET_MAGIC, ParquetFile
from clearwater.events.readers.url import is_url, rows_url

STDIN = "-"
KINDS = "Parquet, CSV, TSV, JSON Lines (each also .gz or .zst), Arrow IPC"
SUFFIXES = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".arrow": "arrow",
    ".feather": "arrow",
}
COMPRESSED = {".gz", ".gzip", ".zst", ".zstd"}
FOREIGN = {
    b"PK\x03\x04": "a zip archive: unpack it first",
    b"SQLite format 3\0": "a SQLite database: write sqlite:///path?table=NAME",
    b"\xfd7zXZ\0": "an xz file: unpack it, or compress it with gzip or zstd",
    b"BZh": "a bzip2 file: unpack it, or compress it with gzip or zstd",
    b"ORC": "an ORC file: convert it to Parquet",
}
_DUCKDB_MAGIC = b"DUCK"


def located(source: object) -> list[Source]:
    """Return the sources that `source` names, in the order in which they will be read.

    Raises
    ------
    SourceError
        If there is nothing there, or it is of no known kind.
    EmptyLogError
        If it is one file without content.
    """
    parts = list(_parts(source))
    if not parts:
        raise SourceError("no source was named", expected="at least one path, URL or table")
    found: list[Source] = []
    empty: list[EmptyLogError] = []
    for part in parts:
        try:
            found.append(_opened(part))
        except EmptyLogError as error:  # one empty day in a folder is no fault
            empty.append(error)
    if not found:
        raise empty[0]
    return found


def _parts(source: object) -> Iterator[object]:
    if isinstance(source, (str, Path)):
        yield from _named(str(source))
    elif isinstance(source, (list, tuple)):
        seen: set[Path] = set()
        for part in source:
            for one in _parts(part):
                if isinstance(one, Path):
                    # Overlapping globs must not count a file's events twice.
                    if one.resolve() in seen:
                        continue
                    seen.add(one.resolve())
                yield one
    else:
        yield source


def _named(name: str) -> Iterable[object]:
    path = Path(name)
    if name == STDIN:
        return [cast("BinaryIO", sys.stdin.buffer)]
    if is_url(name):
        return [name]
    if path.is_dir():
        return _folder(path)
    if path.exists():
        return [path]
    if glob.has_magic(name):
        matches = [Path(match) for match in sorted(glob.glob(name, recursive=True))]
        files = [match for match in matches if match.is_file()]
        if files:
            return files
    raise _not_found(path)


def _folder(folder: Path) -> list[Path]:
    """Return the files in a folder and below it, without hidden ones and ``_SUCCESS`` marks."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and _kind_by_suffix(path) is not None
        and not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    ]
    if not files:
        raise SourceError("a folder holds no events", where=str(folder), expected=KINDS)
    return files


def _not_found(path: Path) -> SourceError:
    siblings = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    near = near_names(path.name, siblings).capitalize()
    return SourceError(
        "there is no such file",
        where=str(path),
        next_step=near or "Check the path; it starts where the program was started.",
    )


def _opened(part: object) -> Source:
    if isinstance(part, Path):
        return _file(ByteSource(str(part), part), part)
    if isinstance(part, str):
        return _database(part)
    if isinstance(part, (pa.Table, pa.RecordBatch, pa.RecordBatchReader)) or hasattr(
        part, "__arrow_c_stream__"
    ):
        return ArrowStream(part)
    if hasattr(part, "read"):
        pipe = cast("Any", part)
        name = "<stdin>" if pipe is sys.stdin.buffer else str(getattr(pipe, "name", "<pipe>"))
        return _file(ByteSource(name, pipe), Path("."))
    raise SourceError(
        "a source is of no known kind",
        expected="a path, a URL, an open binary file, or an Arrow table or stream",
        found=type(part).__name__,
    )


def _database(text: str) -> Source:
    url = rows_url(text)
    # Database libraries are heavy: they are loaded only when a URL asks for one.
    if url.scheme == "duckdb":
        from clearwater.events.readers.duckdb_file import DuckdbRows  # noqa: PLC0415

        return DuckdbRows(url)
    from clearwater.events.readers.sql_rows import SqlRows  # noqa: PLC0415

    return SqlRows(url)


def _file(source: ByteSource, path: Path) -> Source:
    start = source.peek()
    content = source.peek_text() if compression_of(start) is not None else start
    if not content:
        raise EmptyLogError(
            "a file is empty", where=source.name, expected="a header and rows", found="0 bytes"
        )
    if content.startswith(PARQUET_MAGIC):
        return ParquetFile(source)
    if content.startswith(IPC_MAGIC) and not source.once:
        return arrow_ipc_file(source)
    for magic, advice in FOREIGN.items():
        if content.startswith(magic):
            raise _unknown(source.name, advice)
    if content[8:12] == _DUCKDB_MAGIC:
        raise _unknown(source.name, "a DuckDB database: write duckdb:///path?table=NAME")
    if _kind_by_suffix(path) is None and b"\0" in content[:1024] and not marked_encoding(content):
        raise _unknown(source.name, f"it begins with {content[:16]!r}")
    return _text_file(source, opening_text(content, source.name), path)


def _text_file(source: ByteSource, text: bytes, path: Path) -> Source:
    kind = _kind_by_suffix(path)
    first = text.lstrip()[:1]
    if kind in {"parquet", "arrow"}:
        raise _unknown(source.name, f"not {kind.capitalize()}, whatever its suffix says")
    if kind == "jsonl" or (first in {b"{", b"["} and kind != "tsv"):
        return JsonLinesFile(source)
    if kind is None and b"\n" not in text:
        raise _unknown(source.name, f"it begins with {text[:16]!r}")
    return CsvFile(source, b"\t" if kind == "tsv" else None)


def _kind_by_suffix(path: Path) -> str | None:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    while suffixes and suffixes[-1] in COMPRESSED:
        suffixes.pop()
    return SUFFIXES.get(suffixes[-1]) if suffixes else None


def _unknown(name: str, found: str) -> SourceError:
    return SourceError("a file is of no known kind", where=name, expected=KINDS, found=found)
