from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import clearwater as cw
from clearwater.app.case import events_of
from clearwater.app.case.events_of import write_events_of
from clearwater.events.schema import COLUMN_TYPES

MEMBERS = pa.array(["小明", "desk1"])


def events(rows: int) -> pa.Table:
    actors = ["小明", "p1", "desk1", "p2", "p3"]
    return pa.table(
        {
            "actor": [actors[n % 5] for n in range(rows)],
            "action": ["like"] * rows,
            "object": [f"视频{n % 7}" for n in range(rows)],
            "time": pa.array(
                [1_700_000_000_000_000 + n for n in range(rows)], COLUMN_TYPES["time"]
            ),
            "value": [n / 3 for n in range(rows)],
            "text": [None if n % 2 else f"好看{n}" for n in range(rows)],
        }
    )


def test_only_the_accounts_events_are_written_with_every_column(tmp_path: Path) -> None:
    log = cw.read(events(50))
    reading = write_events_of(log, MEMBERS, tmp_path / "e.parquet")
    found = pq.read_table(tmp_path / "e.parquet")
    expected = [row for row in events(50).to_pylist() if row["actor"] in {"小明", "desk1"}]
    order = ["actor", "action", "object", "time", "text", "value"]
    assert found.column_names == order
    assert found.to_pylist() == [{name: row[name] for name in order} for row in expected]
    assert (reading.rows, reading.events) == (50, 50)


def test_whole_number_ids_become_their_text(tmp_path: Path) -> None:
    table = pa.table(
        {"actor": [7, 8], "action": ["like"] * 2, "object": [1, 1], "time": [1_700_000_000] * 2}
    )
    write_events_of(cw.read(table), pa.array(["7"]), tmp_path / "e.parquet")
    (row,) = pq.read_table(tmp_path / "e.parquet").to_pylist()
    assert (row["actor"], row["object"]) == ("7", "1")


@pytest.mark.parametrize("size", [1, 3, 17, 1000])
def test_the_bytes_do_not_depend_on_how_the_log_was_cut(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_of, "GROUP_ROWS", 16)
    table = events(100)
    cut = pa.Table.from_batches(table.to_batches(max_chunksize=size))
    for name, log in (("whole", table), ("cut", cut)):
        write_events_of(cw.read(log), MEMBERS, tmp_path / name)
    assert (tmp_path / "whole").read_bytes() == (tmp_path / "cut").read_bytes()
    meta = pq.read_metadata(tmp_path / "cut")
    assert [meta.row_group(n).num_rows for n in range(meta.num_row_groups)] == [16, 16, 8]


def test_accounts_without_an_event_give_an_empty_file(tmp_path: Path) -> None:
    write_events_of(cw.read(events(10)), pa.array(["nobody"]), tmp_path / "e.parquet")
    assert pq.read_table(tmp_path / "e.parquet").num_rows == 0
