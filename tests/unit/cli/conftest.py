from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.parts import Parts
from clearwater.cli.main import run
from tests.helpers.desk_run import write_desk
from tests.helpers.fake_parts import Calls, fake_parts


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


CommandLine = Callable[..., Ended]


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
