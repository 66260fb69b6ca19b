from __future__ import annotations

import json
import webbrowser
from pathlib import Path

import pyarrow as pa
import pytest

from tests.helpers.fake_parts import Calls, FakeSimulatedLog, fake_parts
from tests.unit.cli.conftest import CommandLine

SIMULATED = FakeSimulatedLog(
    events=pa.table({"actor": ["a"]}),
    objects=pa.table({"object": ["o"]}),
    truth=pa.table(
        {
            "account": ["a", "b", "x"],
            "population": ["campaign", "campaign", "honest"],
            "campaign": ["paid likes", "paid likes", None],
        }
    ),
)


def test_planted_against_found_goes_to_stdout_and_the_report_is_named(
    clearwater: CommandLine, calls: Calls, tmp_path: Path
) -> None:
    ended = clearwater(
        *("demo", "--out", str(tmp_path / "demo"), "--no-open", "--format", "json"),
        parts=fake_parts(calls, simulated=SIMULATED),
    )
    assert ended.code == 0, ended.err
    assert [(row["name"], row["in_findings"]) for row in json.loads(ended.out)] == [
        ("paid likes", 2),
        ("everyone else", 0),
    ]
    assert f"report: {tmp_path / 'demo' / 'run' / 'report.html'}" in ended.err
    assert calls.of("demo_log") == {"seed": 7}


def test_the_report_is_opened_unless_told_otherwise(
    clearwater: CommandLine, calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def note(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    parts = fake_parts(calls, simulated=SIMULATED)
    clearwater("demo", "--out", str(tmp_path / "demo"), "--no-open", parts=parts)
    assert opened == []
    ended = clearwater("demo", "--out", str(tmp_path / "demo"), "--seed", "8", parts=parts)
    assert opened == [(tmp_path / "demo" / "run" / "report.html").as_uri()]
    assert "report (opened)" in ended.err
