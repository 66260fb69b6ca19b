"""``clearwater recount`` on the real parts."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from clearwater.app.assembly import REAL_PARTS
from tests.helpers.desk_run import desk_run, write_desk
from tests.unit.cli.conftest import CommandLine


def test_what_lost_most_events_comes_first_and_ranks_last(
    clearwater: CommandLine, scanned: Path
) -> None:
    ended = clearwater("recount", str(scanned), parts=REAL_PARTS)
    assert ended.code == 0, ended.err
    _, *rows = ended.out.splitlines()
    is_rank = [" rank by like " in row for row in rows]
    assert is_rank == sorted(is_rank)
    lost = [int(row.split()[-5]) - int(row.split()[-4]) for row in rows if " rank " not in row]
    assert lost[0] == max(lost) > 0


def test_a_program_gets_the_rows_in_the_order_of_the_file(
    clearwater: CommandLine, scanned: Path
) -> None:
    ended = clearwater("recount", str(scanned), "--format", "json", parts=REAL_PARTS)
    rows = json.loads(ended.out)
    assert rows == sorted(rows, key=lambda row: (row["object"], row["metric"]))
    assert {row["object"] for row in rows} == set(
        pq.read_table(scanned / "recount.parquet")["object"].to_pylist()
    )


def test_by_day_reads_the_log_again(clearwater: CommandLine, scanned: Path) -> None:
    asked = ("recount", str(scanned), "--by", "day", "--format", "json")
    ended = clearwater(*asked, parts=REAL_PARTS)
    assert ended.code == 0, ended.err
    assert {len(row["day"]) for row in json.loads(ended.out)} == {len("2026-03-01")}
    table = clearwater("recount", str(scanned), "--by", "day", parts=REAL_PARTS)
    assert table.code == 0, table.err


def test_an_object_that_nobody_pushed_is_said_to_be_as_reported(
    clearwater: CommandLine, scanned: Path
) -> None:
    ended = clearwater("recount", str(scanned), "--objects", "夜市", parts=REAL_PARTS)
    assert ended.code == 0
    assert "夜市: as it was reported" in ended.err


@pytest.mark.parametrize("command", ["chain", "recount"])
def test_a_run_made_in_memory_is_told_its_columns(
    clearwater: CommandLine, tmp_path: Path, command: str
) -> None:
    run = desk_run().save(tmp_path / "run")
    events, objects = write_desk(tmp_path)
    table = pq.read_table(events)
    theirs = ["wer" if name == "actor" else name for name in table.column_names]
    pq.write_table(table.rename_columns(theirs), tmp_path / "theirs.parquet")
    asked = [command, str(run), "--events", str(tmp_path / "theirs.parquet"), "--format", "json"]
    asked += ["--by", "day"] if command == "recount" else []
    without = clearwater(*asked, parts=REAL_PARTS)
    assert without.code == 2
    assert "--objects-table" in without.err
    tables = ("--objects-table", str(objects))
    unnamed = clearwater(*asked, *tables, parts=REAL_PARTS)
    assert unnamed.code == 3
    found = clearwater(*asked, *tables, "--map", "actor=wer", parts=REAL_PARTS)
    assert found.code == 0, found.err
    assert json.loads(found.out)
