"""``clearwater org`` as it is typed: a tree, a clue that goes up, a report that is late."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from clearwater.cli.main import run


@dataclass
class Terminal:
    """Types commands at one store, a minute after the other."""

    store: Path
    capfd: pytest.CaptureFixture[str]
    minute: int = field(default=0)

    def text(self, body: str, user: str, *words: str, code: int = 0) -> str:
        self.minute += 1
        at = f"2026-03-02T09:{self.minute:02d}:00Z"
        where = ("--store", str(self.store), "--organisation", body, "--as", user, "--at", at)
        with pytest.raises(SystemExit) as ended:
            run((*words, *where))
        said = self.capfd.readouterr()
        assert (ended.value.code or 0) == code, said.err
        return said.out if code == 0 else said.err

    def rows(self, body: str, user: str, *words: str) -> list[dict[str, Any]]:
        rows = json.loads(self.text(body, user, *words, "--format", "json"))
        assert isinstance(rows, list)
        return rows


@pytest.fixture
def terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Terminal:
    typed = Terminal(tmp_path / "t.sqlite", capfd)
    typed.text("main", "li.wei", "case", "init", "--rehearsal", "7", "--users", "listed")
    typed.text("main", "li.wei", "org", "init", "--level", "province", "--name", "江苏省网信办")
    for body, level, lead in (("nj", "city", "wang.fang"), ("dsp", "platform", "desk")):
        typed.text(
            *("main", "li.wei", "org", "add", body, "--level", level, "--name", f"{body} 机关"),
            *("--lead", lead),
        )
    return typed


@pytest.mark.slow
def test_a_clue_goes_up_and_a_report_is_late(terminal: Terminal, tmp_path: Path) -> None:
    tree = terminal.rows("nj", "wang.fang", "org", "tree")
    assert [row["body"] for row in tree] == ["main", "dsp", "nj"]
    (clue,) = terminal.rows("nj", "wang.fang", "case", "clue", "--account", "用户_1001")
    why = ("--why", "全省都有")
    (offer,) = terminal.rows(
        "nj", "wang.fang", "org", "hand-over", clue["clue"], "--to", "main", *why
    )
    assert (offer["direction"], offer["state"]) == ("up", "offered")
    wrong = terminal.text("dsp", "desk", "org", "accept", offer["handover"], code=3)
    assert "there is no such offer" in wrong
    (taken,) = terminal.rows("main", "li.wei", "org", "accept", offer["handover"])
    assert taken["source"] == "partner"
    (listed,) = terminal.rows("main", "li.wei", "org", "handovers", "--purpose", "case-work")
    assert listed["why"] == "全省都有"
    (duty,) = terminal.rows("main", "li.wei", "org", "ask-report", "dsp", "--week", "2026-W09")
    document = tmp_path / "周报.csv"
    document.write_text("周,账号\n", "utf-8")
    terminal.text("main", "li.wei", "org", "receive-report", duty["duty"], str(document))
    faults = tmp_path / "faults.json"
    faults.write_text('[{"figure": "账号", "said": 3}]', "utf-8")
    (checked,) = terminal.rows(
        "main", "li.wei", "org", "check-report", duty["duty"], "--found", str(faults)
    )
    assert (checked["state"], checked["faults"]) == ("checked", 1)
    assert terminal.rows("main", "li.wei", "org", "duties", "--overdue") == []
    counts = terminal.rows("main", "li.wei", "org", "rollup")
    assert [row["body"] for row in counts] == ["main", "dsp", "nj", "(all)"]


@pytest.mark.slow
def test_registers_are_typed_and_listed(terminal: Terminal, tmp_path: Path) -> None:
    terminal.text("main", "li.wei", "org", "agency", "add", "星光传媒")
    path = tmp_path / "creators.csv"
    path.write_text("account,followers,agency\n小明,120000,星光传媒\n", "utf-8-sig")
    terminal.text("main", "li.wei", "org", "creator", "import", str(path))
    (unnamed,) = terminal.rows("main", "li.wei", "org", "creator", "list")
    assert (unnamed["account"], unnamed["tier"]) == (None, "middle")
    purpose = ("--purpose", "case-work")
    (named,) = terminal.rows("main", "li.wei", "org", "creator", "list", *purpose)
    assert (named["account"], named["agency"]) == ("小明", "星光传媒")
    wrong = terminal.text(
        *("main", "li.wei", "org", "creator", "add", "小明", "--followers", "1"),
        *("--agency", "没有这家"),
        code=3,
    )
    assert "the register has no such agency" in wrong


def test_a_refusal_needs_a_reason_and_an_approval_none(terminal: Terminal) -> None:
    for words in (("--refuse",), ("--why", "x")):
        said = terminal.text("nj", "wang.fang", "org", "approve", "case-1", *words, code=2)
        assert "a refusal has a reason, an approval has none" in said
