"""The life of a case from the command line, on SQLite and on PostgreSQL: the same ledger on both.

Finding, second person, measure, notice, group appeal, overturn, reversal; then everything that was
written is verified, and a sealed package besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.cli.main import run
from tests.helpers.desk_folder import desk_folder
from tests.helpers.postgresql import drop_database, new_database

pytestmark = pytest.mark.slow

DAYS = "2026-03-{:02d}T09:{:02d}:00Z"


@dataclass
class Terminal:
    """Types commands at one store, a minute after the other, and reads what they print."""

    store: tuple[str, ...]
    capfd: pytest.CaptureFixture[str]
    day: int = 1
    minute: int = 0
    codes: list[int] = field(default_factory=list)

    def type(self, user: str, *words: str, day: int | None = None) -> Any:
        """Return what a command printed, as JSON; nothing where it printed none."""
        out = self.text(user, *words, "--format", "json", day=day)
        return json.loads(out) if out.strip() else None

    def text(self, user: str, *words: str, day: int | None = None, code: int = 0) -> str:
        """Return what a command printed, which ends with `code`."""
        self.day, self.minute = day or self.day, self.minute + 1
        at = ("--at", DAYS.format(self.day, self.minute % 60))
        with pytest.raises(SystemExit) as ended:
            run((*words, *self.store, "--as", user, *at), load_parts=lambda: REAL_PARTS)
        said = self.capfd.readouterr()
        assert (ended.value.code or 0) == code, said.err
        return said.out if code == 0 else said.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_folder(tmp_path_factory.mktemp("desk"))


@pytest.fixture(params=["sqlite", "postgresql"])
def terminal(
    request: pytest.FixtureRequest, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> Iterator[Terminal]:
    url = new_database() if request.param == "postgresql" else str(tmp_path / "cases.sqlite")
    yield Terminal(("--store", url, "--files", str(tmp_path / "files")), capfd)
    if request.param == "postgresql":
        drop_database(url)


def live(terminal: Terminal, folder: Path) -> str:
    """Type the life of a case and return its name."""
    finding = "F001"
    opened = terminal.type("li.wei", "case", "open", str(folder), "--finding", finding)[0]
    case = str(opened["case"])
    assert opened["state"] == "open"
    assert opened["evidence_files"] > 10
    terminal.type("li.wei", "case", "assign", case)
    why = "同一批设备在同一分钟内点赞：见证据"
    decided = terminal.type(
        "li.wei", "case", "decide", case, "--measure", "suspend", "--reason", "device-farm",
        "--why", why, "--considered", "all",
    )[0]  # fmt: skip
    assert (decided["state"], decided["needs_second"]) == ("proposed", True)
    alone = terminal.text("li.wei", "case", "approve", case, code=3)
    assert "the second person must be another one" in alone
    assert terminal.type("zhang.min", "case", "approve", case)[0]["state"] == "decided"
    told = terminal.type("li.wei", "case", "notify", case)[0]
    assert told["notices"] >= told["members"]
    held = terminal.type("gate", "case", "restrictions")
    assert {row["measure"] for row in held} == {"suspend"}
    assert len(held) == told["members"]
    return case


def overturn(terminal: Terminal, case: str) -> None:
    """Type the group appeal, and how it is won."""
    appealed = terminal.type(
        "li.wei", "case", "appeal", case, "--statement", "我们是同一个班的学生", day=3
    )[0]
    assert appealed["open_appeals"] == 1
    open_appeal = terminal.text("li.wei", "case", "close", case, "--why", "done", code=3)
    assert "an appeal is open" in open_appeal
    answer = ("--outcome", "overturned", "--why", "课表证明他们同时上课")
    for had_part in ("li.wei", "zhang.min"):
        refused = terminal.text(had_part, "case", "resolve-appeal", case, *answer, code=3)
        assert "who decided or entered the appeal does not answer it" in refused
    terminal.type("wang.fang", "case", "resolve-appeal", case, *answer)
    assert terminal.type("gate", "case", "restrictions") == []
    closed = terminal.type("wang.fang", "case", "close", case, "--why", "全部撤销")[0]
    assert (closed["state"], closed["outcome"]) == ("closed", "overturned")


def ledger_of(terminal: Terminal) -> list[str]:
    """Return the entries of the ledger, a line each, with their hashes."""
    return terminal.text("wang.fang", "ledger", "show", "--format", "json").splitlines()


LEDGERS: dict[str, list[str]] = {}
"""Ledger by database: the last of the two tests compares."""


def test_a_life(
    terminal: Terminal, folder: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    terminal.text("li.wei", "case", "init", "--rehearsal", "7")
    case = live(terminal, folder)
    overturn(terminal, case)
    outgoing = [json.loads(path.read_bytes()) for path in (tmp_path / "files/outgoing").iterdir()]
    kinds = [message["type"] for message in outgoing]
    members = kinds.count("measure.start")
    assert members > 0
    assert kinds.count("measure.end") == members, "every measure that began was taken back"
    sealed = terminal.type("li.wei", "evidence", "seal", case, "--out", str(tmp_path / "bag"))[0]
    assert sealed["files"] > 10
    with pytest.raises(SystemExit) as ended:
        run(("evidence", "verify", str(tmp_path / "bag")))
    assert not ended.value.code, terminal.capfd.readouterr().out
    terminal.capfd.readouterr()
    assert terminal.text("wang.fang", "ledger", "verify") == ""
    lines = ledger_of(terminal)
    acts = [json.loads(line)["act"] for line in lines]
    for act in ("case opened", "evidence frozen", "decision approved", "notices issued",
                "message delivered", "appeal filed", "appeal resolved", "measures lifted",
                "personal data read", "case closed", "evidence sealed"):  # fmt: skip
        assert act in acts, act
    LEDGERS[request.node.callspec.params["terminal"]] = lines
    if len(LEDGERS) == 2:
        assert LEDGERS["sqlite"] == LEDGERS["postgresql"]
