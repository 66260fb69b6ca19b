from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.parts import Parts
from clearwater.cli.main import run
from tests.helpers.desk_folder import desk_folder
from tests.helpers.desk_run import write_desk
from tests.helpers.fake_parts import Calls, fake_parts


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


CommandLine = Callable[..., Ended]


CONSIDERED = ("--considered", "all")
"""Typed with every decision on frozen evidence: what could be innocent was considered."""


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def clearwater(
    calls: Calls, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Return a function that runs one command line on fakes, or on `parts`."""
    monkeypatch.delenv("CLEARWATER_DEBUG", raising=False)

    def call(*arguments: str, parts: Parts | None = None) -> Ended:
        chosen = parts if parts is not None else fake_parts(calls)
        with pytest.raises(SystemExit) as ended:
            run(arguments, load_parts=lambda: chosen)
        captured = capfd.readouterr()
        code = ended.value.code
        return Ended(0 if code is None else int(code), captured.out, captured.err)

    return call


@pytest.fixture
def scanned(clearwater: CommandLine, tmp_path: Path) -> Path:
    """Return the folder of a run of the log of `desk`, whose files lie beside it."""
    events, objects = write_desk(tmp_path)
    ended = clearwater(
        *("scan", str(events), "--objects", str(objects), "--window", "10s", "--window", "60s"),
        *("--out", str(tmp_path / "run"), "--no-report"),
        parts=REAL_PARTS,
    )
    assert ended.code == 0, ended.err
    return tmp_path / "run"


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_folder(tmp_path_factory.mktemp("desk"))


class Store:
    """A store in a folder of its own, and somebody who types."""

    def __init__(self, clearwater: CommandLine, folder: Path) -> None:
        self.clearwater = clearwater
        self.url = str(folder / "cases.sqlite")
        self.files = folder / "cases.files"

    def __call__(self, *words: str, user: str = "li.wei") -> Ended:
        return self.clearwater(*words, "--store", self.url, "--as", user, parts=REAL_PARTS)

    def rows(self, *words: str, user: str = "li.wei") -> list[dict[str, Any]]:
        ended = self(*words, "--format", "json", user=user)
        assert ended.code == 0, ended.err
        return list(json.loads(ended.out))

    def opened(self, run_folder: Path, *more: str) -> str:
        words = ("case", "open", str(run_folder), "--finding", "F001", *more)
        return str(self.rows(*words)[0]["case"])


@pytest.fixture
def store(clearwater: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.delenv("CLEARWATER_USER", raising=False)
    return Store(clearwater, tmp_path)
