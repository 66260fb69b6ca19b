"""The use-case on logs at the edge: nothing crashes, and the counts are right."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest

import clearwater as cw
from clearwater.findings.tables import TABLES
from tests.helpers.coded import Row, events_table, objects_table
from tests.helpers.desk import DAY_S, START_S, desk_rows

WINDOWS = ("10s", "60s")


def scanned(rows: Iterable[Row]) -> cw.Run:
    """Return the run of a log without creation times, seconds counted from `START_S`."""
    moved = [(account, thing, START_S + second) for account, thing, second in rows]
    return cw.scan(cw.read(events_table(moved)), windows=WINDOWS, threads=1)


def pairs_that_meet(count: int) -> list[Row]:
    return [(who, f"o{k}", k * DAY_S) for k in range(count) for who in ("a", "b")]


EDGES: dict[str, list[Row]] = {
    "one event": [("a", "x", 0)],
    "two events": [("a", "x", 0), ("b", "x", 1)],
    "one account": [("a", f"o{k}", float(k)) for k in range(50)],
    "two accounts": pairs_that_meet(30),
    "one object": [(f"a{k % 20:02d}", "x", float(k)) for k in range(200)],
    "one moment": [(f"a{k % 20:02d}", f"o{k % 7}", 0) for k in range(140)],
    "everybody everywhere at once": [(f"a{k}", f"o{m}", 0) for k in range(12) for m in range(12)],
    "duplicates only": [("a", "x", 0.0)] * 40 + [("b", "x", 0.0)] * 40,
    "an account that floods": [("a", "x", float(k)) for k in range(500)] + pairs_that_meet(5),
    "ten years of silence": [("a", "x", 0), ("b", "x", 3650 * DAY_S), ("b", "y", 1)],
}


@pytest.mark.parametrize("edge", EDGES)
def test_a_log_at_the_edge_is_scanned_and_counted(edge: str) -> None:
    rows, counts = EDGES[edge], scanned(EDGES[edge]).manifest["counts"]
    accounts = len({row[0] for row in rows})
    assert {name: counts[name] for name in ("rows", "events", "accounts", "objects")} == {
        "rows": len(rows),
        "events": len(set(rows)),
        "accounts": accounts,
        "objects": len({row[1] for row in rows}),
    }
    assert counts["duplicates"] == len(rows) - len(set(rows))
    assert counts["pairs_possible"] == accounts * (accounts - 1) // 2


@pytest.mark.parametrize("edge", EDGES)
def test_a_log_at_the_edge_accuses_nobody(edge: str) -> None:
    run = scanned(EDGES[edge])
    assert (run.findings.num_rows, run.pairs.num_rows, run.members.num_rows) == (0, 0, 0)


@pytest.mark.parametrize("edge", ["one event", "two accounts"])
def test_every_table_is_there_even_if_empty(edge: str) -> None:
    tables = scanned(EDGES[edge]).tables
    assert {name: table.schema for name, table in tables.items()} == TABLES


@pytest.fixture(scope="module")
def run() -> cw.Run:
    rows, birth = desk_rows()
    log = cw.read(events_table(rows), objects=objects_table(birth))
    return cw.scan(log, windows=WINDOWS, threads=1, seed=3)


def test_a_run_that_was_saved_and_loaded_is_the_same(run: cw.Run, tmp_path: Path) -> None:
    loaded = cw.Run.load(run.save(tmp_path / "run"))
    assert loaded.manifest == run.manifest
    for name in TABLES:
        assert loaded.tables[name].equals(run.tables[name]), name


def test_the_manifest_counts_what_the_tables_hold(run: cw.Run) -> None:
    counts = run.manifest["counts"]
    assert counts["findings"] == run.findings.num_rows == 2
    assert counts["pairs_significant"] == run.pairs.num_rows
    assert counts["pairs_tested"] >= counts["pairs_significant"]
    assert counts["objects_with_creation_time"] == counts["objects"]


def test_the_manifest_names_the_parameters(run: cw.Run) -> None:
    assert run.manifest["parameters"]["windows_s"] == [10.0, 60.0]
    assert run.manifest["parameters"]["q_each_window"] == pytest.approx(0.005)
    assert run.manifest["parameters"]["seed"] == 3


def test_only_the_environment_depends_on_the_moment(run: cw.Run) -> None:
    rows, birth = desk_rows()
    log = cw.read(events_table(rows), objects=objects_table(birth))
    again = cw.scan(log, windows=WINDOWS, threads=1, seed=3)
    first, second = (
        {k: v for k, v in r.manifest.items() if k != "environment"} for r in (run, again)
    )
    assert first == second


def test_missing_creation_times_are_said() -> None:
    notes = " ".join(scanned(EDGES["two events"]).manifest["notes"])
    assert "1 of 1 objects have no creation time" in notes


def test_source_ids_name_the_events_of_meetings() -> None:
    rows, birth = desk_rows()
    events = events_table(rows)
    names = pa.array([f"row {k}" for k in range(events.num_rows)], pa.string())
    log = cw.read(events.append_column("event", names), objects=objects_table(birth))
    meetings = cw.scan(log, windows=WINDOWS, threads=1).meetings
    assert meetings.num_rows > 0
    for row in meetings.slice(0, 50).to_pylist():
        place = int(row["event_l"].removeprefix("row "))
        assert row["time_l"].timestamp() == rows[place][2]


def test_progress_goes_forward_to_the_end() -> None:
    told: list[cw.Progress] = []
    moved = [(a, o, START_S + s) for a, o, s in EDGES["two accounts"]]
    cw.scan(cw.read(events_table(moved)), windows=WINDOWS, threads=1, on_progress=told.append)
    stages = list(dict.fromkeys(one.stage for one in told))
    assert stages[0] == "read events"
    assert stages[-1] == "write down findings"
    for stage in stages:
        last = [one for one in told if one.stage == stage][-1]
        assert last.done == last.total


def test_two_windows_share_the_error_rate(run: cw.Run) -> None:
    assert max(run.pairs["q_value"].to_pylist()) <= 0.01


def test_the_same_window_twice_is_one_window() -> None:
    log = cw.read(events_table([(a, o, START_S + s) for a, o, s in EDGES["two events"]]))
    run = cw.scan(log, windows=("60s", "1min", 60), threads=1)
    assert run.manifest["parameters"]["windows_s"] == [60.0]
