"""``clearwater rings`` and ``clearwater chain`` on the real parts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearwater.app.assembly import REAL_PARTS
from tests.helpers.desk_run import write_desk
from tests.unit.cli.conftest import CommandLine


@pytest.fixture
def scanned(clearwater: CommandLine, tmp_path: Path) -> Path:
    events, objects = write_desk(tmp_path)
    ended = clearwater(
        *("scan", str(events), "--objects", str(objects), "--window", "10s", "--window", "60s"),
        *("--out", str(tmp_path / "run"), "--no-report"),
        parts=REAL_PARTS,
    )
    assert ended.code == 0, ended.err
    (tmp_path / "key").write_bytes(bytes(range(40)))
    return tmp_path


def test_remember_then_recognise(clearwater: CommandLine, scanned: Path) -> None:
    where = ("--store", str(scanned / "rings.jsonl"), "--key-file", str(scanned / "key"))
    ended = clearwater("rings", "remember", str(scanned / "run"), *where, parts=REAL_PARTS)
    assert ended.code == 0, ended.err
    assert "rings were new" in ended.err
    text = (scanned / "rings.jsonl").read_text("utf-8")
    assert "desk0" not in text
    assert "line-desk" not in text
    again = clearwater(
        "rings", "recognise", str(scanned / "run"), *where, "--format", "json", parts=REAL_PARTS
    )
    assert again.code == 0, again.err
    assert json.loads(again.out) == []


def test_without_a_key_it_says_how_to_make_one(clearwater: CommandLine, scanned: Path) -> None:
    ended = clearwater(
        "rings", "remember", str(scanned / "run"), "--store", str(scanned / "s"),
        "--key-file", str(scanned / "none"), parts=REAL_PARTS,
    )  # fmt: skip
    assert ended.code == 3
    assert "head -c 32 /dev/urandom" in ended.err


@pytest.mark.parametrize("give", ["roles", "suppliers", "customers"])
def test_the_chain_has_three_tables(clearwater: CommandLine, scanned: Path, give: str) -> None:
    ended = clearwater(
        "chain", str(scanned / "run"), "--give", give, "--format", "json", parts=REAL_PARTS
    )
    assert ended.code == 0, ended.err
    rows = json.loads(ended.out)
    assert bool(rows) == (give == "roles")
    assert "not asked: customers" in ended.err
