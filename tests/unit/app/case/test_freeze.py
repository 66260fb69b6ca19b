from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.freeze import freeze_finding, safe_folder
from clearwater.app.case.run_digest import run_digest
from clearwater.app.case.run_finding import read_finding
from clearwater.app.progress import Progress
from clearwater.app.run_sources import Elsewhere
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.evidence.frozen import Frozen
from clearwater.cases.evidence.verifier.names import is_safe_name
from clearwater.errors import OutputError, ParameterError, SourceError
from clearwater.findings.tables import TABLES
from tests.helpers.desk import DESK
from tests.helpers.desk_folder import desk_folder
from tests.helpers.desk_run import desk_events, desk_run

pytestmark = pytest.mark.slow  # the first one scans a log


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run folder, with its log beside it."""
    return desk_folder(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """Return a run folder of one's own; its log is that of `made`."""
    return shutil.copytree(made, tmp_path / "run")


def frozen(run: Path, tmp_path: Path, **more: Any) -> tuple[Blobs, dict[str, Frozen]]:
    blobs = Blobs(tmp_path / "evidence")
    files = freeze_finding(REAL_PARTS, read_finding(run, "F001"), blobs, **more)
    return blobs, {item.name.rpartition("/")[2]: item for item in files}


def table(blobs: Blobs, item: Frozen) -> pa.Table:
    return pq.read_table(blobs.path(item.sha256))


def test_everything_that_concerns_the_finding_is_kept(run: Path, tmp_path: Path) -> None:
    blobs, files = frozen(run, tmp_path)
    names = {f"{name}.parquet" for name in TABLES if name != "quarantine"}
    assert files.keys() == names | {
        *("events.parquet", "places.parquet", "raster.svg", "method.json", "run.json")
    }
    digest = run_digest(run)[:16]
    for name, item in files.items():
        folder = f"runs/{digest}" if name == "run.json" else f"findings/{digest}/F001"
        assert item.name == f"{folder}/{name}"
        assert is_safe_name(item.name)
        assert blobs.path(item.sha256).stat().st_size == item.size
        assert blobs.check(item.sha256) == ""


def test_tables_hold_the_rows_of_the_finding_as_the_run_has_them(run: Path, tmp_path: Path) -> None:
    blobs, files = frozen(run, tmp_path)
    of_run = desk_run()
    for name in ("findings", "members", "pairs", "objects", "waterfall", "explanations", "raster"):
        rows = [row for row in of_run.tables[name].to_pylist() if row["finding"] == "F001"]
        assert rows
        assert table(blobs, files[f"{name}.parquet"]).to_pylist() == rows
    pairs = set(table(blobs, files["pairs.parquet"])["pair"].to_pylist())
    meetings = [row for row in of_run.meetings.to_pylist() if row["pair"] in pairs]
    assert table(blobs, files["meetings.parquet"]).to_pylist() == meetings
    accounts = table(blobs, files["accounts.parquet"])["account"].to_pylist()
    assert set(accounts) == set(DESK)
    objects = set(table(blobs, files["objects.parquet"])["object"].to_pylist())
    assert set(table(blobs, files["recount.parquet"])["object"].to_pylist()) <= objects
    pushed = table(blobs, files["pushed.parquet"]).to_pylist()
    assert pushed == [row for row in of_run.pushed.to_pylist() if "F001" in row["findings"]]


def test_events_are_those_of_the_members_from_the_log_itself(run: Path, tmp_path: Path) -> None:
    blobs, files = frozen(run, tmp_path)
    events = table(blobs, files["events.parquet"])
    assert events.column_names[:4] == ["actor", "action", "object", "time"]
    assert {"text", "device", "line"} <= set(events.column_names)
    expected = [row for row in desk_events().to_pylist() if row["actor"] in DESK]
    assert [row["text"] for row in events.to_pylist()] == [row["text"] for row in expected]
    assert "真的好用" in events["text"][0].as_py()


def test_weights_are_those_of_the_members_events(run: Path, tmp_path: Path) -> None:
    blobs, files = frozen(run, tmp_path)
    kept = table(blobs, files["event_weights.parquet"])
    # This log has no ids: events are named by their place, and those of meetings are known.
    meetings = table(blobs, files["meetings.parquet"])
    met = {*meetings["event_l"].to_pylist(), *meetings["event_r"].to_pylist()}
    assert set(kept["event"].to_pylist()) == met & set(
        desk_run().event_weights["event"].to_pylist()
    )
    assert kept.num_rows > 0


def test_freezing_twice_keeps_nothing_twice(run: Path, tmp_path: Path) -> None:
    blobs, first = frozen(run, tmp_path)
    names = list(blobs.names())
    _, second = frozen(run, tmp_path)
    assert (first, names) == (second, list(blobs.names()))
    assert not list(blobs.folder.glob(".*")), "nothing is left half-made"


def test_the_method_says_how_to_do_it_again(run: Path, tmp_path: Path) -> None:
    blobs, files = frozen(run, tmp_path)
    with blobs.open(files["method.json"].sha256) as file:
        said = json.load(file)
    manifest = json.loads((run / "run.json").read_bytes())
    assert said["command"] == manifest["command"]
    assert said["command"].startswith("clearwater scan ")
    assert (said["seed"], said["finding"], said["clearwater"]) == (
        0,
        "F001",
        manifest["clearwater"],
    )
    assert said["inputs"] == manifest["inputs"]
    assert said["run_digest"] == run_digest(run)


def test_a_log_that_has_changed_is_refused(run: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.parquet"
    pq.write_table(desk_events().slice(1), other)
    with pytest.raises(SourceError, match="not the one that the run was made from"):
        frozen(run, tmp_path, elsewhere=Elsewhere(events=(str(other),)))
    assert list(Blobs(tmp_path / "evidence").names()) == []


def test_a_log_that_was_moved_is_found_where_it_is_named(
    made: Path, run: Path, tmp_path: Path
) -> None:
    moved = shutil.copy(made.parent / "events.parquet", tmp_path / "搬走的日志.parquet")
    _, files = frozen(run, tmp_path, elsewhere=Elsewhere(events=(str(moved),)))
    _, before = frozen(made, tmp_path)
    assert files == before


def test_a_log_that_is_gone_is_refused(run: Path, tmp_path: Path) -> None:
    said = json.loads((run / "run.json").read_bytes())
    said["command"] = said["command"].replace("events.parquet", "gone.parquet")
    (run / "run.json").write_text(json.dumps(said))
    with pytest.raises(SourceError, match="--events"):
        frozen(run, tmp_path)


def test_an_unknown_finding_is_an_error_with_near_names(run: Path) -> None:
    with pytest.raises(ParameterError, match="F001"):
        read_finding(run, "F01")


@pytest.mark.parametrize("name", ["run.json", "pairs.parquet"])
def test_what_is_no_run_is_refused(run: Path, tmp_path: Path, name: str) -> None:
    (run / name).unlink()
    with pytest.raises(OutputError, match="not a finished run"):
        frozen(run, tmp_path)
    (run / name).write_bytes(b"\xff not it")
    with pytest.raises(OutputError, match="not a finished run"):
        frozen(run, tmp_path)


def test_progress_is_told(run: Path, tmp_path: Path) -> None:
    told: list[Progress] = []
    frozen(run, tmp_path, on_progress=told.append)
    assert told[-1].done == told[-1].total


@pytest.mark.parametrize("name", ["../../etc/passwd", "发现一", "a/b", "", ".hidden", "x" * 99])
def test_a_name_from_outside_is_never_a_path(name: str) -> None:
    assert is_safe_name(f"findings/{safe_folder(name)}/events.parquet")
    assert safe_folder(name) != safe_folder(name + "2")
