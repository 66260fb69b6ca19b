from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.cli.rows import check_form, write_rows
from clearwater.errors import ParameterError
from clearwater.events.schema import TIME_TYPE

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
TABLE = pa.table(
    {
        "account": pa.array(["甲", None]),
        "bits": pa.array([1.5, float("nan")]),
        "time": pa.array([NOON, None], TIME_TYPE),
        "families": pa.array([["moves", "says"], []], pa.list_(pa.string())),
    }
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(form: str) -> bytes:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    write_rows(TABLE, form, stream=stream)
    stream.flush()
    return raw.getvalue()


def test_json_is_one_array_with_a_row_a_line() -> None:
    text = written("json").decode()
    assert json.loads(text) == [
        {
            "account": "甲",
            "bits": 1.5,
            "time": "2026-03-01T12:00:00.250000Z",
            "families": ["moves", "says"],
        },
        {"account": None, "bits": None, "time": None, "families": []},
    ]
    assert len(text.splitlines()) == 4


def test_json_of_nothing_is_an_empty_array() -> None:
    stream = io.StringIO()
    write_rows(TABLE.slice(0, 0), "json", stream=stream)
    assert json.loads(stream.getvalue()) == []


def test_csv_keeps_times_and_joins_lists() -> None:
    lines = written("csv").decode().splitlines()
    assert lines[0] == '"account","bits","time","families"'
    assert lines[1] == '"甲",1.5,"2026-03-01T12:00:00.250000Z","moves says"'


def test_parquet_is_the_table_itself() -> None:
    assert pq.read_table(pa.BufferReader(written("parquet"))).drop(["bits"]) == TABLE.drop(["bits"])


def test_parquet_is_refused_by_a_terminal() -> None:
    with pytest.raises(ParameterError, match="not for a terminal"):
        check_form("parquet", Terminal())


def test_the_table_for_people_has_only_the_shown_columns() -> None:
    stream = io.StringIO()
    write_rows(TABLE, "table", shown=["account", "time"], stream=stream)
    assert "甲" in stream.getvalue()
    assert "2026-03-01T12:00:00Z" in stream.getvalue()
    assert "bits" not in stream.getvalue()
