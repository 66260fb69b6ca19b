from __future__ import annotations

from pathlib import Path

from tests.helpers.fake_parts import Calls, one_finding
from tests.unit.cli.conftest import CommandLine


def test_the_report_goes_into_the_run_folder(
    clearwater: CommandLine, calls: Calls, tmp_path: Path
) -> None:
    folder = one_finding().save(tmp_path / "run")
    ended = clearwater("report", "run", str(folder), "--language", "zh-CN")
    assert ended.code == 0, ended.err
    assert calls.of("write_report") == {"path": folder / "report.html", "language": "zh-CN"}
    assert str(folder / "report.html") in ended.err


def test_or_where_it_was_told(clearwater: CommandLine, tmp_path: Path) -> None:
    folder = one_finding().save(tmp_path / "run")
    clearwater("report", "run", str(folder), "--out", str(tmp_path / "page.html"))
    assert (tmp_path / "page.html").is_file()
    assert not (folder / "report.html").exists()


def test_what_is_no_run_is_refused(clearwater: CommandLine, tmp_path: Path) -> None:
    ended = clearwater("report", "run", str(tmp_path))
    assert ended.code == 3
    assert "run.json" in ended.err
