from __future__ import annotations

import json
import socket
import webbrowser
from pathlib import Path

import pyarrow as pa
import pytest

from clearwater.cli.demo_work import LOOPBACK, USUAL_PORT, free_port
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


DEMO = ("demo", "--no-console", "--out")


def test_planted_against_found_goes_to_stdout_and_the_report_is_named(
    clearwater: CommandLine, calls: Calls, tmp_path: Path
) -> None:
    ended = clearwater(
        *("demo", "--out", str(tmp_path / "demo"), "--no-open", "--no-console"),
        *("--format", "json"),
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
    clearwater(*DEMO, str(tmp_path / "demo"), "--no-open", parts=parts)
    assert opened == []
    ended = clearwater(*DEMO, str(tmp_path / "demo"), "--seed", "8", parts=parts)
    assert opened == [(tmp_path / "demo" / "run" / "report.html").as_uri()]
    assert "report (opened)" in ended.err


def test_what_is_not_there_cannot_be_opened_again(clearwater: CommandLine, tmp_path: Path) -> None:
    ended = clearwater("demo", "--keep", "--out", str(tmp_path / "demo"))
    assert ended.code == 2
    assert "there is no demo to open again" in ended.err


def test_to_open_nothing_again_is_refused(clearwater: CommandLine, tmp_path: Path) -> None:
    ended = clearwater("demo", "--keep", "--no-serve", "--out", str(tmp_path))
    assert ended.code == 2
    assert "nothing is left to do" in ended.err


def test_the_usual_port_is_left_to_whoever_has_it() -> None:
    try:
        taken = socket.create_server((LOOPBACK, USUAL_PORT))
    except OSError:  # somebody else's, which is as good
        assert free_port() == 0
        return
    with taken:
        assert free_port() == 0
