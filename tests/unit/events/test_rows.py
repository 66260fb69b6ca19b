"""Rows as people's files have them: each oddity on its own, with a clear answer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.errors import EmptyLogError, ParameterError, TooManyBadRowsError
from clearwater.events import Reading, read
from clearwater.events.quarantine import Fault, Quarantine
from clearwater.units import Share

from .builders import ALL_BAD, HEADER, T0, csv_log, drained, faults, table, write

GOOD = f"ann,like,o,{T0}"


def test_one_account_equal_times_and_duplicates_are_all_kept(tmp_path: Path) -> None:
    rows, reading = drained(write(tmp_path, "log.csv", csv_log(GOOD, GOOD, GOOD)))
    assert len(rows) == 3
    assert (reading.good, reading.bad) == (3, 0)


def test_ids_that_differ_only_in_case_or_by_a_blank_are_different(tmp_path: Path) -> None:
    log = csv_log(f"ann,like,o,{T0}", f"Ann,like,o,{T0}", f"ann ,like,o,{T0}", f" ann,like,o,{T0}")
    rows, _ = drained(write(tmp_path, "log.csv", log))
    assert [row["actor"] for row in rows] == ["ann", "Ann", "ann ", " ann"]


def test_ids_that_look_like_numbers_stay_as_written(tmp_path: Path) -> None:
    rows, _ = drained(write(tmp_path, "log.csv", csv_log(f"007,like,1e3,{T0}")))
    assert (rows[0]["actor"], rows[0]["object"]) == ("007", "1e3")


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_an_id_with_nul_is_put_aside(tmp_path: Path, suffix: str) -> None:
    if suffix == "jsonl":
        lines = [
            {"actor": who, "action": "like", "object": "o", "time": T0} for who in ("a\0b", "c")
        ]
        path = write(tmp_path, "log.jsonl", "\n".join(map(json.dumps, lines)))
        line = 1
    else:
        path = write(tmp_path, "log.csv", csv_log(f"a\0b,like,o,{T0}", f"c,like,o,{T0}"))
        line = 2
    rows, reading = drained(path, max_bad_share=ALL_BAD)
    assert [row["actor"] for row in rows] == ["c"]
    assert faults(reading) == [(line, "actor", "contains a NUL character")]


def test_nul_in_a_sliced_column_of_ids_is_found_where_it_is() -> None:
    source = table(actor=["a\0b", "c", "d", "e\0"]).slice(1)
    _, reading = drained(source, max_bad_share=ALL_BAD)
    assert faults(reading) == [(3, "actor", "contains a NUL character")]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_a_megabyte_of_text_in_one_cell(tmp_path: Path, suffix: str) -> None:
    text = 'long, "quoted"\n' * 70_000
    path = tmp_path / f"log.{suffix}"
    if suffix == "parquet":
        pq.write_table(table(text=[text]), path)
    elif suffix == "jsonl":
        event = {"actor": "ann", "action": "like", "object": "o", "time": T0, "text": text}
        path.write_text(json.dumps(event))
    else:
        quoted = text.replace('"', '""')
        path.write_bytes(csv_log(f'{GOOD},"{quoted}"', f"{GOOD},x", header=HEADER + ",text"))
    rows, _ = drained(path)
    assert rows[0]["text"] == text


def test_chinese_text_and_ids(tmp_path: Path) -> None:
    row = f"用户甲,评论,帖子①,{T0},好想去看噢[偷笑]，真的！"
    rows, _ = drained(write(tmp_path, "log.csv", csv_log(row, header=HEADER + ",text")))
    assert (rows[0]["actor"], rows[0]["text"]) == ("用户甲", "好想去看噢[偷笑]，真的！")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_files_that_say_their_encoding(tmp_path: Path, encoding: str, suffix: str) -> None:
    text = csv_log(f"用户,like,o,{T0}").decode()
    if suffix == "jsonl":
        event = {"actor": "用户", "action": "like", "object": "o", "time": T0}
        text = json.dumps(event, ensure_ascii=False)
    mark = "\ufeff" if encoding.endswith("e") and encoding != "utf-8-sig" else ""
    rows, _ = drained(write(tmp_path, f"log.{suffix}", (mark + text).encode(encoding)))
    assert rows[0]["actor"] == "用户"


def test_a_row_in_another_encoding_is_put_aside_and_the_file_is_not_lost(tmp_path: Path) -> None:
    content = csv_log(*[GOOD] * 200) + f"用户,like,o,{T0}\n".encode("gbk") + f"{GOOD}\n".encode()
    rows, reading = drained(write(tmp_path, "log.csv", content))
    assert len(rows) == 201
    assert faults(reading) == [(202, "actor", "not UTF-8")]
    assert reading.quarantine.to_pylist()[0]["value"] == "\\xd3û\\xa7"


def test_a_json_line_in_another_encoding(tmp_path: Path) -> None:
    event = {"actor": "用户", "action": "like", "object": "o", "time": T0}
    line = json.dumps(event, ensure_ascii=False)
    content = line.encode() + b"\n" + line.encode("gbk") + b"\n"
    _, reading = drained(write(tmp_path, "log.jsonl", content), max_bad_share=ALL_BAD)
    assert faults(reading) == [(2, "actor", "not UTF-8")]


def test_a_lone_surrogate_in_json(tmp_path: Path) -> None:
    line = '{"actor": "%s", "action": "like", "object": "o", "time": "%s"}'
    content = f"{line % ('ann', T0)}\n{line % (chr(92) + 'ud800', T0)}\n"
    _, reading = drained(write(tmp_path, "log.jsonl", content), max_bad_share=ALL_BAD)
    assert faults(reading) == [(2, "actor", "not UTF-8")]


def test_ragged_rows_blank_lines_and_carriage_returns(tmp_path: Path) -> None:
    content = csv_log(GOOD, "short,row", "", f"{GOOD},extra", GOOD).replace(b"\n", b"\r\n")
    rows, reading = drained(write(tmp_path, "log.csv", content), max_bad_share=ALL_BAD)
    assert [row["object"] for row in rows] == ["o", "o"]
    assert reading.rows == 4
    assert faults(reading) == [
        (3, "row", "2 fields where the header has 4"),
        (5, "row", "5 fields where the header has 4"),
    ]


def test_lines_are_right_after_quoted_newlines(tmp_path: Path) -> None:
    content = csv_log(
        f'{GOOD},"two\nlines"', f',like,o,{T0},"a\n\nb"', f"{GOOD},x", f"{GOOD[:9]}o,later,x",
        header=HEADER + ",text",
    )  # fmt: skip
    rows, reading = drained(write(tmp_path, "log.csv", content), max_bad_share=ALL_BAD)
    assert [row["text"] for row in rows] == ["two\nlines", "x"]
    assert faults(reading) == [(4, "actor", "missing"), (8, "time", "not a time")]


def test_a_quote_that_is_never_closed_costs_one_line(tmp_path: Path) -> None:
    content = csv_log(
        GOOD + ",x", GOOD + ',"open', GOOD + ",y", GOOD + ',"z"', header=HEADER + ",text"
    )
    rows, reading = drained(write(tmp_path, "log.csv", content), max_bad_share=ALL_BAD)
    assert [row["text"] for row in rows] == ["x", "y", "z"]
    assert faults(reading) == [(3, "row", "a quote is opened and never closed")]


def test_a_quote_within_a_field_is_a_character(tmp_path: Path) -> None:
    content = csv_log(f'{GOOD},a 5" nail', f'{GOOD},"x" y', header=HEADER + ",text")
    rows, _ = drained(write(tmp_path, "log.csv", content))
    assert [row["text"] for row in rows] == ['a 5" nail', "x y"]


def test_broken_json_lines(tmp_path: Path) -> None:
    good = json.dumps({"actor": "ann", "action": "like", "object": "o", "time": T0})
    lines = [good, "{broken", "[1, 2]", '"text"', "", '{"actor": NaN}', good[:-1], "[" * 5000, good]
    path = write(tmp_path, "log.jsonl", "\n".join(lines))
    rows, reading = drained(path, max_bad_share=ALL_BAD)
    assert len(rows) == 2
    assert [line for line, _, _ in faults(reading)] == [2, 3, 4, 6, 7, 8]
    assert faults(reading)[:2] == [
        (2, "row", "not JSON"),
        (3, "row", "an array where an object is needed"),
    ]
    assert (reading.rows, reading.bad) == (8, 6)


def test_json_values_that_are_no_id(tmp_path: Path) -> None:
    event = {"actor": "ann", "action": "like", "object": "o", "time": T0}
    lines = [event, {**event, "actor": {"id": 1}}, {**event, "actor": 7}, {**event, "object": ""}]
    path = write(tmp_path, "log.jsonl", "\n".join(map(json.dumps, lines)))
    rows, reading = drained(path, max_bad_share=ALL_BAD)
    assert [row["actor"] for row in rows] == ["ann", "7"]
    assert faults(reading) == [
        (2, "actor", "a list or an object where one value is needed"),
        (4, "object", "missing"),
    ]


def test_nested_json_is_named_with_dots(tmp_path: Path) -> None:
    line = json.dumps({"user": {"id": 2**70}, "repo": {"name": "r"}, "ts": 1_700_000_000})
    rows, _ = drained(
        write(tmp_path, "log.jsonl", line),
        mapping={"actor": "user.id", "object": "repo.name", "action": "=like"},
    )
    assert (rows[0]["actor"], rows[0]["object"]) == (str(2**70), "r")


@pytest.mark.parametrize(
    "ids",
    [
        pa.array(["1", "2"], pa.large_string()),
        pa.array(["1", "2"], pa.string_view()),
        pa.array(["1", "2"]).dictionary_encode(),
        pa.array([b"1", b"2"]),
        pa.array([1.0, 2.0]),
        pa.array([1, 2], pa.uint64()),
    ],
    ids=lambda ids: str(ids.type),
)
def test_id_types_that_become_text(ids: pa.Array) -> None:
    log = read(table(actor=ids))
    assert log.types["actor"] == pa.string()
    assert log.to_arrow(["actor"]).column("actor").to_pylist() == ["1", "2"]


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint32(), pa.int64()])
def test_whole_number_ids_stay_numbers(kind: pa.DataType) -> None:
    log = read(table(actor=pa.array([1, 2], kind)))
    assert log.types["actor"] == pa.int64()
    assert log.to_arrow(["actor"]).column("actor").to_pylist() == [1, 2]


def test_ids_become_text_where_files_differ() -> None:
    log = read([table(actor=[1]), table(actor=["b"])])
    assert log.to_arrow(["actor"]).column("actor").to_pylist() == ["1", "b"]


def test_a_float_that_cannot_be_an_id_is_put_aside() -> None:
    _, reading = drained(table(actor=[1.0, 1.5, 2.0**60]), max_bad_share=ALL_BAD)
    reason = "a fraction, or beyond what a float holds exactly"
    assert faults(reading) == [(2, "actor", reason), (3, "actor", reason)]


def test_binary_ids_that_are_no_text_are_put_aside() -> None:
    _, reading = drained(table(actor=[b"ok", b"\xff\xfe"]), max_bad_share=ALL_BAD)
    assert faults(reading) == [(2, "actor", "not UTF-8")]


def test_a_value_that_is_no_number(tmp_path: Path) -> None:
    content = csv_log(f"{GOOD},4.5", f"{GOOD},", f"{GOOD},five", header=HEADER + ",value")
    rows, reading = drained(write(tmp_path, "log.csv", content), max_bad_share=ALL_BAD)
    assert [row["value"] for row in rows] == [4.5, None]
    assert faults(reading) == [(4, "value", "not a number")]


def test_an_optional_column_is_judged_only_if_it_is_asked_for(tmp_path: Path) -> None:
    content = csv_log(f"{GOOD},five", header=HEADER + ",value")
    with read(write(tmp_path, "log.csv", content)).open(["actor"]) as stream:
        assert sum(batch.num_rows for batch in stream) == 1


def test_required_columns_are_judged_whatever_is_asked_for(tmp_path: Path) -> None:
    content = csv_log(GOOD, "ann,like,,")
    log = read(write(tmp_path, "log.csv", content), max_bad_share=ALL_BAD)
    with log.open(["actor"]) as stream:
        assert sum(batch.num_rows for batch in stream) == 1
    assert stream.reading.bad == 1


def test_a_row_with_two_faults_is_one_bad_row(tmp_path: Path) -> None:
    content = csv_log(GOOD, ",,o,never")
    _, reading = drained(write(tmp_path, "log.csv", content), max_bad_share=ALL_BAD)
    assert faults(reading) == [(3, "actor", "missing")]
    assert (reading.rows, reading.good, reading.bad) == (2, 1, 1)


def bad_log(good: int, bad: int) -> pa.Table:
    return table(actor=["a"] * good + [None] * bad)


def test_above_the_stated_share_the_run_stops_and_keeps_the_quarantine() -> None:
    with pytest.raises(
        TooManyBadRowsError, match=r"2 of 100 \(2.00%\); most often actor: missing"
    ) as caught:
        drained(bad_log(98, 2))
    reading = caught.value.reading
    assert isinstance(reading, Reading)
    assert faults(reading) == [(99, "actor", "missing"), (100, "actor", "missing")]


def test_at_the_stated_share_the_run_goes_on() -> None:
    _, reading = drained(bad_log(99, 1))
    assert reading.bad_share == 0.01


def test_a_hopeless_log_is_not_read_to_the_end() -> None:
    handed_out = []

    def batches() -> object:
        for number in range(100):
            handed_out.append(number)
            yield bad_log(0, 2_000).to_batches()[0]

    source = pa.RecordBatchReader.from_batches(bad_log(0, 1).schema, batches())
    with pytest.raises(TooManyBadRowsError):
        drained(source)
    assert len(handed_out) == 5


def test_a_bad_beginning_is_borne_where_the_rest_may_make_up_for_it() -> None:
    source = pa.concat_tables([bad_log(9_000, 3_000), bad_log(400_000, 0)])
    _, reading = drained(source)
    assert reading.bad == 3_000


def test_no_usable_row_is_an_empty_log() -> None:
    with pytest.raises(EmptyLogError, match="3 rows, 3 bad") as caught:
        drained(bad_log(0, 3), max_bad_share=ALL_BAD)
    assert isinstance(caught.value.reading, Reading)


def test_there_is_no_account_before_the_end() -> None:
    stream = read(table()).open(["actor"])
    with pytest.raises(ParameterError, match="not read to its end"):
        _ = stream.reading


def test_the_quarantine_lists_up_to_its_limit_and_counts_the_rest() -> None:
    quarantine = Quarantine(limit=2)
    quarantine.add(
        "f", [Fault(line, "actor", "missing", "v" * 500) for line in range(5)], unlisted=7
    )
    assert quarantine.count == 12
    assert quarantine.table().column("value").to_pylist() == ["v" * 200] * 2
    assert quarantine.notes() == ["quarantine lists the first 2 bad rows; 10 more are counted"]


def test_more_bad_rows_than_are_listed() -> None:
    _, reading = drained(bad_log(1, 120_000), max_bad_share=Share(1.0))
    assert (reading.bad, reading.quarantine.num_rows) == (120_000, 100_000)
    assert "20,000 more are counted" in reading.notes[-1]


def test_batches_are_bounded_and_never_empty() -> None:
    rows = 300_000
    source = table(actor=np.arange(rows), object=np.arange(rows) % 7)
    with read(source).open(["actor"]) as stream:
        sizes = [batch.num_rows for batch in stream]
    assert sum(sizes) == rows
    assert min(sizes) > 0
    assert max(sizes) <= 262_144


def not_utf8(*cells: bytes) -> pa.Array:
    """Return strings that are none, as careless writers of Parquet make them."""
    raw = pa.array(cells, pa.binary())
    return pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())


@pytest.mark.parametrize(
    ("column", "good", "reason"),
    [
        ("actor", b"bob", "not UTF-8"),
        ("text", b"hi", "not UTF-8"),
        ("time", b"2024-01-01T00:00:00Z", "not a time"),
        ("value", b"1.5", "not a number"),
    ],
)
def test_text_in_arrow_that_is_no_text(column: str, good: bytes, reason: str) -> None:
    source = table(actor=["a", "a"]).drop_columns([column] if column in HEADER else [])
    source = source.append_column(column, not_utf8(good, b"\xff\xfe"))
    rows, reading = drained(source, max_bad_share=ALL_BAD)
    assert len(rows) == 1
    assert faults(reading) == [(2, column, reason)]
    assert reading.quarantine.to_pylist()[0]["value"] == "\\xff\\xfe"


def test_text_in_arrow_that_is_no_text_in_a_format_of_records() -> None:
    ids = not_utf8(b"m1", b"\xff\xfe")
    source = pa.table({"message_id": ids, "user_id": ["u", "u"], "timestamp": [1_700_000_000] * 2})
    _, reading = drained(source, format_in="coordination_network_toolkit", max_bad_share=ALL_BAD)
    assert faults(reading) == [(2, "message_id", "not UTF-8")]
