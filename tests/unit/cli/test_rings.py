"""``clearwater rings`` and ``clearwater chain`` on the real parts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearwater.app.assembly import REAL_PARTS
from tests.unit.cli.conftest import CommandLine


def test_remember_then_recognise(clearwater: CommandLine, scanned: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(bytes(range(40)))
    where = ("--store", str(tmp_path / "rings.jsonl"), "--key-file", str(tmp_path / "key"))
    ended = clearwater("rings", "remember", str(scanned), *where, parts=REAL_PARTS)
    assert ended.code == 0, ended.err
    assert "rings were new" in ended.err
    text = (tmp_path / "rings.jsonl").read_text("utf-8")
    assert "desk0" not in text
    assert "line-desk" not in text
    again = clearwater(
        "rings", "recognise", str(scanned), *where, "--format", "json", parts=REAL_PARTS
    )
    assert again.code == 0, again.err
    assert json.loads(again.out) == []


def test_without_a_key_it_says_how_to_make_one(clearwater: CommandLine, scanned: Path) -> None:
    ended = clearwater(
        "rings", "remember", str(scanned), "--store", str(scanned / "s"),
        "--key-file", str(scanned / "none"), parts=REAL_PARTS,
    )  # fmt: skip
    assert ended.code == 3
    assert "head -c 32 /dev/urandom" in ended.err


@pytest.mark.parametrize("give", ["roles", "suppliers", "customers"])
def test_the_chain_has_three_tables(clearwater: CommandLine, scanned: Path, give: str) -> None:
    ended = clearwater("chain", str(scanned), "--give", give, "--format", "json", parts=REAL_PARTS)
    assert ended.code == 0, ended.err
    rows = json.loads(ended.out)
    assert bool(rows) == (give == "roles")
    assert "not asked: customers" in ended.err
