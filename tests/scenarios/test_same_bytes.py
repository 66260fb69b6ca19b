"""The data files are the same bytes on any order of rows, any threads, any clock and locale."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import clearwater as cw
from clearwater.findings.tables import TABLES
from tests.helpers.coded import events_table, objects_table
from tests.helpers.desk import desk_rows

WINDOWS = ("10s", "60s")
Hashes = dict[str, str]

# What another machine would do; the clock of the second is years ahead.
ELSEWHERE = """
import sys, time
from datetime import UTC, datetime
import clearwater as cw
import clearwater.app.scan as scan

class Clock(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime(2039, 12, 31, 23, 59, 59, tzinfo=tz)

if sys.argv[4] == "ahead":
    scan.datetime = Clock
    time.tzset()
log = cw.read(sys.argv[1], objects=sys.argv[2])
cw.scan(log, windows=("10s", "60s"), threads=1).save(sys.argv[3])
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with events and objects of two desks, ids and a second action among them."""
    folder = tmp_path_factory.mktemp("log")
    rows, birth = desk_rows()
    events = events_table(rows)
    twice = pa.concat_tables([events, events.slice(0, 200), events_table(rows[:300], "view")])
    ids = pa.array([f"e{k:05d}" for k in range(twice.num_rows)], pa.string())
    pq.write_table(twice.append_column("event", ids), folder / "events.parquet")
    pq.write_table(objects_table(birth), folder / "objects.parquet")
    return folder


@pytest.fixture(scope="module")
def reference(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Hashes:
    return saved(log / "events.parquet", log, tmp_path_factory.mktemp("reference"))


def saved(events: Path, log: Path, folder: Path, threads: int = 1) -> Hashes:
    read = cw.read(events, objects=log / "objects.parquet")
    cw.scan(read, windows=WINDOWS, threads=threads).save(folder)
    return hashes(folder)


def hashes(folder: Path) -> Hashes:
    return {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*.parquet"))
    }


def test_every_table_is_compared_and_most_of_them_hold_something(
    log: Path, reference: Hashes, tmp_path: Path
) -> None:
    saved(log / "events.parquet", log, tmp_path)
    rows = {name: pq.read_metadata(tmp_path / f"{name}.parquet").num_rows for name in reference}
    assert reference.keys() == TABLES.keys()
    assert {name for name in rows if not rows[name]} == {"quarantine"}


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_rows(log: Path, reference: Hashes, tmp_path: Path, seed: int) -> None:
    events = pq.read_table(log / "events.parquet")
    order = np.random.default_rng(seed).permutation(events.num_rows)
    pq.write_table(events.take(order), tmp_path / "shuffled.parquet", row_group_size=997)
    assert saved(tmp_path / "shuffled.parquet", log, tmp_path / "run") == reference


def test_two_threads(log: Path, reference: Hashes, tmp_path: Path) -> None:
    assert saved(log / "events.parquet", log, tmp_path / "run", threads=2) == reference


@pytest.mark.parametrize(
    ("zone", "locale", "clock"),
    [("Asia/Shanghai", "C", "right"), ("America/New_York", "C.UTF-8", "ahead")],
)
def test_another_machines_clock_and_locale(
    log: Path, reference: Hashes, tmp_path: Path, zone: str, locale: str, clock: str
) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-c", ELSEWHERE, str(log / "events.parquet")),
            *(str(log / "objects.parquet"), str(tmp_path / "run"), clock),
        ],
        env={**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(len(zone))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert hashes(tmp_path / "run") == reference
    told = cw.Run.load(tmp_path / "run").manifest["environment"]["started"]
    assert told.startswith("2039") == (clock == "ahead")
