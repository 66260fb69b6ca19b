from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.errors import TooManyBadRowsError
from clearwater.events.reading import Reading
from clearwater.events.schema import QUARANTINE_SCHEMA
from tests.helpers.fake_parts import Calls, fake_parts, no_finding, one_finding
from tests.unit.cli.conftest import CommandLine


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "run"


def test_defaults_reach_the_parts_as_checked_values(
    clearwater: CommandLine, calls: Calls, out: Path
) -> None:
    ended = clearwater("scan", "events.parquet", "--out", str(out))
    assert ended.code == 0, ended.err
    assert calls.of("read") == {
        "source": "events.parquet",
        "format_in": None,
        "mapping": None,
        "time_zone": None,
        "time_unit": "auto",
        "max_bad_share": 0.01,
        "objects": None,
        "accounts": None,
    }
    assert calls.of("scan") == {
        "windows": (10.0, 60.0, 600.0, 3_600.0, 21_600.0),
        "q": 0.01,
        "seed": 0,
        "threads": None,
    }


def test_every_option_reaches_the_parts(clearwater: CommandLine, calls: Calls, out: Path) -> None:
    ended = clearwater(
        *("scan", "a.csv", "b/*.csv", "--out", str(out), "--map", "actor=user_id"),
        *("--map", "object=post", "--format-in", "coortweet", "--time-zone", "Asia/Shanghai"),
        *("--time-unit", "ms", "--objects", "o.parquet", "--accounts", "a.parquet"),
        *("--window", "10min", "--window", "5s", "--q", "5%", "--seed", "11", "--threads", "2"),
        *("--max-bad-share", "0.2", "--language", "zh-CN", "--format", "json"),
    )
    assert ended.code == 0, ended.err
    assert calls.of("read") == {
        "source": ["a.csv", "b/*.csv"],
        "format_in": "coortweet",
        "mapping": {"actor": "user_id", "object": "post"},
        "time_zone": "Asia/Shanghai",
        "time_unit": "ms",
        "max_bad_share": 0.2,
        "objects": "o.parquet",
        "accounts": "a.parquet",
    }
    assert calls.of("scan") == {"windows": (5.0, 600.0), "q": 0.05, "seed": 11, "threads": 2}
    assert calls.of("write_report")["language"] == "zh-CN"


def test_a_dash_is_standard_input(clearwater: CommandLine, calls: Calls, out: Path) -> None:
    clearwater("scan", "-", "--out", str(out))
    assert calls.of("read")["source"] == "-"


def test_the_run_folder_is_whole_and_alone(clearwater: CommandLine, out: Path) -> None:
    ended = clearwater("scan", "x", "--out", str(out))
    assert (out / "run.json").is_file()
    assert (out / "report.html").read_text() == "report in en"
    assert [entry.name for entry in out.parent.iterdir()] == ["run"]
    assert f"run folder: {out}" in ended.err
    assert "1 findings, 3 accounts in them" in ended.err


def test_no_report_writes_none(clearwater: CommandLine, out: Path) -> None:
    ended = clearwater("scan", "x", "--out", str(out), "--no-report")
    assert not (out / "report.html").exists()
    assert "report:" not in ended.err


def test_data_on_stdout_progress_and_notes_on_stderr(clearwater: CommandLine, out: Path) -> None:
    ended = clearwater("scan", "x", "--out", str(out), "--format", "json")
    (row,) = json.loads(ended.out)
    assert row["finding"] == "F001"
    assert row["families"] == ["moves"]
    assert "taken for seconds" in ended.err
    assert "find meetings: done (2)" in ended.err


def test_csv_has_a_header_and_one_line_a_finding(clearwater: CommandLine, out: Path) -> None:
    ended = clearwater("scan", "x", "--out", str(out), "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(ended.out))
    assert row["finding"] == "F001"
    assert row["families"] == "moves"
    assert float(row["score_bits"]) == 41.5


def test_table_shows_the_headline_but_not_what_steers_a_terminal(
    clearwater: CommandLine, calls: Calls, out: Path
) -> None:
    hostile = one_finding("12 accounts \x1b[2Jmet [bold]here[/bold]")
    ended = clearwater("scan", "x", "--out", str(out), parts=fake_parts(calls, hostile))
    assert "\x1b" not in ended.out
    assert "[bold]here[/bold]" in ended.out


def test_findings_end_with_1_only_when_asked(
    clearwater: CommandLine, calls: Calls, out: Path
) -> None:
    assert clearwater("scan", "x", "--out", str(out), "--fail-on-findings").code == 1
    quiet = fake_parts(calls, no_finding())
    again = clearwater(
        "scan", "x", "--out", str(out), "--fail-on-findings", "--overwrite", parts=quiet
    )
    assert again.code == 0, again.err
    assert again.out != ""


def test_an_existing_run_is_kept(clearwater: CommandLine, calls: Calls, out: Path) -> None:
    clearwater("scan", "x", "--out", str(out))
    before = (out / "run.json").stat().st_mtime_ns
    ended = clearwater("scan", "x", "--out", str(out))
    assert ended.code == 2
    assert "--overwrite" in ended.err
    assert (out / "run.json").stat().st_mtime_ns == before
    assert len([name for name, _ in calls.made if name == "scan"]) == 1


def test_overwrite_never_removes_what_is_not_a_runs(clearwater: CommandLine, out: Path) -> None:
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")
    ended = clearwater("scan", "x", "--out", str(out), "--overwrite")
    assert ended.code == 2
    assert "thesis.docx" in ended.err
    assert (out / "thesis.docx").read_text() == "years of work"


def test_interruption_leaves_nothing(clearwater: CommandLine, calls: Calls, out: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    ended = clearwater("scan", "x", "--out", str(out), parts=fake_parts(calls, during_scan=stop))
    assert ended.code == 130
    assert "interrupted" in ended.err
    assert list(out.parent.iterdir()) == []


def test_interruption_while_writing_leaves_nothing(
    clearwater: CommandLine, calls: Calls, out: Path
) -> None:
    parts = fake_parts(calls)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    ended = clearwater("scan", "x", "--out", str(out), parts=replace(parts, write_report=stop))
    assert ended.code == 130
    assert list(out.parent.iterdir()) == []


def test_explain_prints_the_plan_and_runs_nothing(
    clearwater: CommandLine, calls: Calls, out: Path
) -> None:
    ended = clearwater("scan", "x", "--out", str(out), "--explain", "--format", "json")
    assert ended.code == 0, ended.err
    assert [row["step"] for row in json.loads(ended.out)] == ["read events", "find meetings"]
    assert not out.exists()
    assert "scan" not in [name for name, _ in calls.made]


def test_too_many_bad_rows_keep_the_quarantine(
    clearwater: CommandLine, calls: Calls, out: Path
) -> None:
    def stop() -> None:
        error = TooManyBadRowsError("half of the rows cannot be used", next_step="Look at them.")
        error.reading = _reading_with_a_bad_row()
        raise error

    ended = clearwater("scan", "x", "--out", str(out), parts=fake_parts(calls, during_scan=stop))
    assert ended.code == 3
    kept = out / "quarantine.parquet"
    assert pq.read_table(kept)["reason"].to_pylist() == ["no time"]
    assert str(kept) in ended.err
    # The folder is free for the next try: it holds no run.
    assert clearwater("scan", "x", "--out", str(out)).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--q", "2"], "--q cannot be used like this"),
        (["--q", "0"], "more than 0, at most 0.5"),
        (["--window", "soon"], "1ms to 1d"),
        (["--seed", "-1"], "--seed"),
        (["--threads", "0"], "1 to 1024"),
        (["--map", "actor"], "OURS=THEIRS"),
        (["--map", "actor=a", "--map", "actor=b"], "same column twice"),
        (["--format", "jsn"], "did you mean 'json'?"),
        (["--language", "fr"], "en or zh-CN"),
        (["--windows", "10s"], "--window"),
    ],
)
def test_a_mistake_in_the_command_ends_with_2_and_says_what_was_expected(
    clearwater: CommandLine, calls: Calls, out: Path, arguments: list[str], said: str
) -> None:
    ended = clearwater("scan", "x", "--out", str(out), *arguments)
    assert ended.code == 2
    assert said in ended.err
    assert calls.made == []
    assert ended.out == ""


def _reading_with_a_bad_row() -> Reading:
    row = {"file": "x", "line": 2, "field": "time", "reason": "no time", "value": None}
    return Reading(
        files=(),
        rows=2,
        good=1,
        bad=1,
        skipped=0,
        events=1,
        notes=(),
        quarantine=pa.Table.from_pylist([row], schema=QUARANTINE_SCHEMA),
    )
