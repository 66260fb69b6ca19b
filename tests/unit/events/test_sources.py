"""Where events come from: files of all kinds, pipes, tables, databases."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.errors import EmptyLogError, ParameterError, SchemaError, SourceError
from clearwater.events import read

from .builders import T0, csv_log, drain, drained, table, write

PLAIN = csv_log(f"ann,like,o,{T0}", f"bob,like,o,{T0}")
JSONL = b"".join(
    json.dumps({"actor": name, "action": "like", "object": "o", "time": T0}).encode() + b"\n"
    for name in ("ann", "bob")
)


def parquet_bytes() -> bytes:
    sink = io.BytesIO()
    pq.write_table(table(actor=["ann", "bob"]), sink)
    return sink.getvalue()


def arrow_bytes() -> bytes:
    sink = io.BytesIO()
    source = table(actor=["ann", "bob"])
    with pa.ipc.new_file(sink, source.schema) as writer:
        writer.write_table(source)
    return sink.getvalue()


def actors(source: Any, **options: Any) -> list[str]:
    return [row["actor"] for row in drained(source, **options)[0]]


@pytest.mark.parametrize("squeeze", ["", ".gz", ".zst"])
@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet"])
def test_every_kind_of_file_plain_and_compressed(tmp_path: Path, kind: str, squeeze: str) -> None:
    content = {
        "csv": PLAIN,
        "tsv": PLAIN.replace(b",", b"\t"),
        "jsonl": JSONL,
        "parquet": parquet_bytes(),
    }[kind]
    stored = {
        "": content,
        ".gz": gzip.compress(content, mtime=0),
        ".zst": pa.compress(content, codec="zstd", asbytes=True),
    }[squeeze]
    path = write(tmp_path, f"log.{kind}{squeeze}", stored)
    rows, reading = drained(path)
    assert [row["actor"] for row in rows] == ["ann", "bob"]
    (file,) = reading.files
    assert (file.name, file.bytes, file.rows) == (str(path), len(stored), 2)
    assert file.sha256 == hashlib.sha256(stored).hexdigest()


def test_an_arrow_file(tmp_path: Path) -> None:
    assert actors(write(tmp_path, "log.arrow", arrow_bytes())) == ["ann", "bob"]


def test_the_first_bytes_say_more_than_the_suffix(tmp_path: Path) -> None:
    assert actors(write(tmp_path, "log.csv", gzip.compress(PLAIN, mtime=0))) == ["ann", "bob"]
    assert actors(write(tmp_path, "renamed.csv", parquet_bytes())) == ["ann", "bob"]
    assert actors(write(tmp_path, "renamed.txt", JSONL)) == ["ann", "bob"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_in_the_header(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path, "log.csv", PLAIN.replace(b",", delimiter.encode()))
    assert actors(path) == ["ann", "bob"]


def test_globs_folders_and_lists_are_read_in_order_and_no_file_twice(tmp_path: Path) -> None:
    for day, name in ((2, "bob"), (1, "ann")):
        write(tmp_path, f"day{day}.csv", csv_log(f"{name},like,o,{T0}"))
    write(tmp_path, "_SUCCESS", b"")
    write(tmp_path, ".hidden.csv", b"rubbish")
    write(tmp_path, "notes.md", b"not events")
    assert actors(tmp_path) == ["ann", "bob"]
    assert actors(str(tmp_path / "day*.csv")) == ["ann", "bob"]
    assert actors([tmp_path / "day2.csv", str(tmp_path / "*.csv")]) == ["bob", "ann"]


def test_an_empty_file_among_others_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", b"")
    write(tmp_path, "b.csv", PLAIN)
    assert actors(tmp_path) == ["ann", "bob"]


def test_a_log_can_be_opened_again_but_a_pipe_cannot(tmp_path: Path) -> None:
    log = read(write(tmp_path, "log.csv", PLAIN))
    assert drain(log) == drain(log)
    pipe = read(io.BytesIO(PLAIN))
    drain(pipe)
    with pytest.raises(SourceError, match="cannot be read again"):
        drain(pipe)


@pytest.mark.parametrize("content", [PLAIN, JSONL, parquet_bytes(), gzip.compress(PLAIN, mtime=0)])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(content))
    monkeypatch.setattr("sys.stdin", stdin)
    rows, reading = drained("-")
    assert [row["actor"] for row in rows] == ["ann", "bob"]
    assert reading.files[0].name == "<stdin>"
    assert reading.files[0].sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    "make",
    [
        lambda source: source,
        lambda source: source.to_batches()[0],
        lambda source: source.to_reader(),
        polars.from_arrow,
        lambda source: source.to_pandas(),
    ],
    ids=["table", "batch", "reader", "polars", "pandas"],
)
def test_tables_in_memory(make: Any) -> None:
    assert actors(make(table(actor=["ann", "bob"]))) == ["ann", "bob"]


def test_a_table_is_identified_by_its_ipc_stream() -> None:
    _, first = drained(table(actor=["ann", "bob"]))
    _, same = drained(table(actor=["ann", "bob"]))
    _, other = drained(table(actor=["ann", "eve"]))
    assert first.files == same.files
    assert first.files[0].sha256 != other.files[0].sha256
    assert (first.files[0].name, first.files[0].rows) == ("<arrow>", 2)


def test_pandas_ids_that_became_floats_are_whole_again() -> None:
    frame = pandas.DataFrame(
        {"actor": ["a", "b"], "action": "like", "object": [7.0, None], "time": 1_700_000_000}
    )
    rows, reading = drained(frame, mapping={"object": "object"})
    assert [row["object"] for row in rows] == ["7"]
    assert reading.skipped == 1


@pytest.mark.parametrize(
    "rows", ["table=events", "table=main.events", "query=SELECT%20*%20FROM%20events%3B"]
)
def test_duckdb_url(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "log.duckdb"
    events = table(actor=["ann", "bob"])
    with duckdb.connect(str(path)) as connection:
        connection.register("given", events)
        connection.execute("CREATE TABLE events AS SELECT * FROM given")
    rows_read, reading = drained(f"duckdb:///{path}?{rows}")
    assert [row["actor"] for row in rows_read] == ["ann", "bob"]
    assert reading.files[0].rows == 2


@pytest.mark.parametrize("rows", ["table=events", "query=SELECT%20*%20FROM%20events"])
def test_sqlalchemy_url(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "log.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE events (actor TEXT, action TEXT, object INTEGER, time TEXT)")
    connection.executemany(
        "INSERT INTO events VALUES (?, 'like', 7, ?)", [("ann", T0), ("bob", T0)]
    )
    connection.commit()
    connection.close()
    rows_read, reading = drained(f"sqlite:///{path}?{rows}")
    assert [(row["actor"], row["object"]) for row in rows_read] == [("ann", 7), ("bob", 7)]
    assert reading.files[0].rows == 2


def test_a_database_url_must_say_which_rows() -> None:
    with pytest.raises(SourceError, match=r"\?table=NAME"):
        read("sqlite:///log.db")
    with pytest.raises(SourceError, match="found 2 of them"):
        read("sqlite:///log.db?table=a&query=b")


@pytest.mark.parametrize(
    "url",
    [
        "duckdb:///nowhere.duckdb?table=events",
        "sqlite:////nowhere/at/all.db?table=events",
        "nodialect://x/y?table=events",
    ],
)
def test_databases_that_cannot_answer_are_source_errors(url: str) -> None:
    with pytest.raises(SourceError):
        read(url)


def test_a_missing_table_is_a_source_error(tmp_path: Path) -> None:
    path = tmp_path / "log.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(SourceError, match="DuckDB cannot give the rows"):
        read(f"duckdb:///{path}?table=events")


def test_a_password_never_shows() -> None:
    with pytest.raises(SourceError) as caught:
        read("nodialect://ann:s3cret@host/base?table=events")
    assert "s3cret" not in str(caught.value)
    assert "ann:***@host" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("log.zip", b"PK\x03\x04....", "unpack it first"),
        ("log.db", b"SQLite format 3\0....", "sqlite:///path"),
        ("log.bin", b"\x00\x01\x02", "no known kind"),
        ("log.parquet", b"not parquet at all\n", "not Parquet, whatever its suffix says"),
        ("log.parquet", b"PAR1 cut off", "cannot be opened"),
        ("log.json", b'[{"actor": "a"}]', "jq -c"),
        ("log.csv", "a,b\n".encode("utf-16-le") * 40, "neither UTF-8 nor marked UTF-16"),
    ],
)
def test_files_of_no_known_kind_say_what_they_are(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(SourceError, match=words):
        read(write(tmp_path, name, content))


def test_a_file_that_is_not_there_is_answered_with_a_near_name(tmp_path: Path) -> None:
    write(tmp_path, "events.csv", PLAIN)
    with pytest.raises(SourceError, match=r"Did you mean 'events\.csv'"):
        read(tmp_path / "evnts.csv")
    with pytest.raises(SourceError, match="no such file"):
        read(str(tmp_path / "*.parquet"))
    with pytest.raises(SourceError, match="no source was named"):
        read([])
    with pytest.raises(SourceError, match="found int"):
        read(7)


def test_a_folder_without_events(tmp_path: Path) -> None:
    write(tmp_path, "notes.md", b"nothing")
    with pytest.raises(SourceError, match="holds no events"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl", "log.parquet", "log.csv.gz"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    content = gzip.compress(b"", mtime=0) if name.endswith("gz") else b""
    with pytest.raises(EmptyLogError, match="a file is empty"):
        read(write(tmp_path, name, content))


@pytest.mark.parametrize(
    "source", [csv_log(), csv_log("", ""), table(actor=pa.array([], pa.string()))]
)
def test_a_header_without_rows(tmp_path: Path, source: Any) -> None:
    given = write(tmp_path, "log.csv", source) if isinstance(source, bytes) else source
    with pytest.raises(EmptyLogError, match="found 0 rows"):
        drained(given)


@pytest.mark.parametrize("cut", [8, 60])
@pytest.mark.parametrize("squeeze", ["gz", "zst"])
def test_a_compressed_file_that_ends_early_is_an_error_and_not_a_shorter_log(
    tmp_path: Path, squeeze: str, cut: int
) -> None:
    content = csv_log(*(f"user{n * 7919 % 10007},like,o{n},{T0}" for n in range(200_000)))
    whole = (
        gzip.compress(content, 1, mtime=0)
        if squeeze == "gz"
        else bytes(pa.compress(content, codec="zstd", asbytes=True))
    )
    path = write(tmp_path, f"log.csv.{squeeze}", whole[:-cut])
    with pytest.raises(SourceError, match="ends early or is damaged"):
        drained(path)


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    content = bytearray(parquet_bytes())
    content[4:40] = b"\xff" * 36
    with pytest.raises(SourceError, match="Parquet file"):
        drained(write(tmp_path, "log.parquet", bytes(content)))


def test_a_column_type_that_cannot_be_an_id() -> None:
    with pytest.raises(SchemaError, match="column actor"):
        read(table(actor=[[1, 2]]))


def test_arguments_out_of_range() -> None:
    with pytest.raises(ParameterError, match=r"0\.\.1"):
        read(table(), max_bad_share=1.5)  # type: ignore[arg-type]  # the point of the test
    with pytest.raises(ParameterError, match="Did you mean 'x_v2'"):
        read(table(), format_in="x_v3")
