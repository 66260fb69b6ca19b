"""On the real parts: the run's own log is found, read and checked again."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from clearwater.app.assembly import REAL_PARTS
from tests.helpers.desk import DESK
from tests.unit.cli.conftest import CommandLine

LEADS = ("--from", "account:desk0", "--from", "account:desk1", "--from", "account:desk2")


def test_a_lead_grows_and_the_path_is_written(
    clearwater: CommandLine, scanned: Path, tmp_path: Path
) -> None:
    out = tmp_path / "path"
    ended = clearwater(
        "expand", str(scanned), *LEADS, "--out", str(out), "--format", "json", parts=REAL_PARTS
    )
    assert ended.code == 0, ended.err
    assert {row["account"] for row in json.loads(ended.out) if row["holds"]} == set(DESK)
    assert "stopped: step" in ended.err
    assert "not ruled out: notified at the same moment" in ended.err
    assert sorted(path.name for path in out.iterdir()) == [
        *("accounts.parquet", "edges.parquet", "explanations.parquet", "path.html", "path.svg"),
        "steps.parquet",
    ]
    assert pq.read_table(out / "accounts.parquet").num_rows == len(DESK)


def test_people_read_yes_and_no(clearwater: CommandLine, scanned: Path) -> None:
    ended = clearwater("expand", str(scanned), "--from", "account:p003", parts=REAL_PARTS)
    assert ended.code == 0, ended.err
    assert " no " in ended.out
    assert "claimed: nothing: nobody is named" in ended.err


def test_a_log_that_has_changed_is_refused(
    clearwater: CommandLine, scanned: Path, tmp_path: Path
) -> None:
    events = pq.read_table(tmp_path / "events.parquet")
    pq.write_table(events.slice(1), tmp_path / "events.parquet")
    ended = clearwater("expand", str(scanned), *LEADS, parts=REAL_PARTS)
    assert ended.code == 3
    assert "not the one that the run was made from" in ended.err


def test_a_log_that_has_moved_is_named(
    clearwater: CommandLine, scanned: Path, tmp_path: Path
) -> None:
    (tmp_path / "events.parquet").rename(tmp_path / "moved.parquet")
    gone = clearwater("expand", str(scanned), *LEADS, parts=REAL_PARTS)
    assert gone.code == 3
    assert "--events" in gone.err
    found = clearwater(
        "expand", str(scanned), *LEADS, "--events", str(tmp_path / "moved.parquet"),
        parts=REAL_PARTS,
    )  # fmt: skip
    assert found.code == 0, found.err


def test_a_lead_of_no_kind_is_a_mistake_in_the_command(
    clearwater: CommandLine, scanned: Path
) -> None:
    ended = clearwater("expand", str(scanned), "--from", "u004217", parts=REAL_PARTS)
    assert ended.code == 2
    assert "KIND:NAME" in ended.err
