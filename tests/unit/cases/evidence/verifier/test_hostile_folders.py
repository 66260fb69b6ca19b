"""Folders made to exhaust whoever verifies them, or to end the verification with an exception."""

from __future__ import annotations

import base64
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clearwater.cases.evidence.verifier import package as package_of
from clearwater.cases.evidence.verifier.checks import checked_package
from clearwater.cases.evidence.verifier.ed25519 import signature_holds
from clearwater.cases.evidence.verifier.words import MOST_SHOWN, lines_of
from clearwater.cases.ledger.checkpoint import LOG_TYPE, key_id
from tests.helpers.second_package_verifier import altered_files
from tests.helpers.signing_anew import KEY, change_json, signed_anew

MEMBERS = "data/evidence/findings/3f9a01b2c4d5e6f7/F001/members.parquet"
CHECKPOINT, PROOFS, STAMP = "ledger/checkpoint.txt", "ledger/proofs.json", "ledger/timestamp.tsr"
LARGER_THAN_DISKS = 1 << 43


def found(folder: Path) -> set[tuple[str, str]]:
    """Return (code, file) of all that the first verifier says."""
    return {(f.code, f.file) for one in checked_package(str(folder)) for f in one.faults}


@pytest.fixture
def deep(package: Path) -> Iterator[str]:
    """Put a file where its path is longer than the system takes; yield its name."""
    here, name = Path.cwd(), "f" * 200
    below = (4_000 - len(str(package))) // 101
    os.chdir(package)
    for _ in range(below):
        Path("d" * 100).mkdir()
        os.chdir("d" * 100)
    Path(name).write_text("x")
    yield "/".join([*["d" * 100] * below, name])
    Path(name).unlink()
    for _ in range(below):
        os.chdir("..")
        Path("d" * 100).rmdir()
    os.chdir(here)


@pytest.mark.skipif(sys.platform != "linux", reason="paths of another length there")
def test_a_path_that_is_longer_than_the_system_takes_is_named(package: Path, deep: str) -> None:
    assert ("unreadable", deep) in found(package)
    assert deep in altered_files(package)


@pytest.mark.parametrize(
    ("name", "code"),
    [("data/evidence/more.bin", "not listed"), (MEMBERS, "broken"), ("README.txt", "broken")],
)
def test_a_file_with_holes_larger_than_a_disk_is_named_and_not_read(
    package: Path, name: str, code: str
) -> None:
    try:
        with (package / name).open("ab") as file:
            file.truncate(LARGER_THAN_DISKS)
    except OSError:
        pytest.skip("this file system has no files of that size: NOT checked")
    assert (code, name) in found(package)


def signatures(folder: Path) -> str:
    note = (folder / CHECKPOINT).read_text(encoding="utf-8")
    line = note.split("\n\n")[1]
    (folder / CHECKPOINT).write_text(note + line * 1_000, encoding="utf-8")
    return CHECKPOINT


def values(folder: Path) -> str:
    inside = b"\x05\x00" * 600_000
    (folder / STAMP).write_bytes(b"\x30\x83" + len(inside).to_bytes(3, "big") + inside)
    return STAMP


def size(said: str) -> Callable[[Path], str]:
    def change(folder: Path) -> str:
        origin, _, root, *_ = (folder / CHECKPOINT).read_text(encoding="utf-8").split("\n")
        body = f"{origin}\n{said}\n{root}\n"
        signed = key_id(origin, KEY.public, LOG_TYPE) + KEY.sign(body.encode())
        line = f"\u2014 {origin} {base64.b64encode(signed).decode()}\n"
        (folder / CHECKPOINT).write_text(f"{body}\n{line}", encoding="utf-8")
        if said.isascii():
            raw = (folder / PROOFS).read_bytes()
            (folder / PROOFS).write_bytes(re.sub(rb'"size":\d+', b'"size":' + said.encode(), raw))
        return CHECKPOINT

    return change


def in_proofs(value: bytes) -> Callable[[Path], str]:
    def change(folder: Path) -> str:
        raw = (folder / PROOFS).read_bytes()
        (folder / PROOFS).write_bytes(raw[:-1] + b',"zz":' + value + b"}")
        return PROOFS

    return change


BOMBS: dict[str, Callable[[Path], str]] = {
    "a thousand signatures to be checked": signatures,
    "half a million values": values,
    "a size of 4,000 digits": size("9" * 4_000),
    "a size of 9,000 digits": size("9" * 9_000),
    "a size in other digits": size("\u0663"),
    "a size that is a sign": size("\u00b2"),
    "NaN": in_proofs(b"NaN"),
    "a number with a fraction": in_proofs(b"1.5"),
    "a number that readers round": in_proofs(b"9007199254740993"),
    "a field more": in_proofs(b"1"),
    "a list in a list in a list": in_proofs(b"[" * 100_000 + b"]" * 100_000),
    "half of a surrogate pair": in_proofs(b'"\\ud800"'),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_is_made_to_exhaust_is_named_by_both(package: Path, bomb: str) -> None:
    name = BOMBS[bomb](package)
    signed_anew(package)
    assert ("broken", name) in found(package)
    assert name in altered_files(package)


@pytest.mark.parametrize("point", ["01" + "00" * 31, "00" * 32, "01" + "00" * 30 + "80"])
def test_a_key_that_signs_everything_signs_nothing(package: Path, point: str) -> None:
    forged = "01" + "00" * 63
    change_json(package / "signature.json", lambda said: said.update(key=point, signature=forged))
    assert not signature_holds(bytes.fromhex(point), b"", bytes.fromhex(forged))
    assert ("signature does not hold", "signature.json") in found(package)
    assert "signature.json" in altered_files(package)


def test_memory_that_runs_out_is_a_fault_of_the_file(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(_data: bytes) -> object:
        raise MemoryError

    monkeypatch.setattr(package_of, "read_case", exhausted)
    assert ("broken", "data/case.json") in found(package)


def test_of_very_many_faults_the_first_are_shown(package: Path) -> None:
    for number in range(MOST_SHOWN + 5):
        (package / f"data/{number}").touch()
    checked = checked_package(str(package))
    assert len(checked[0].faults) == MOST_SHOWN + 5
    for language, words in (("en", "      and 5 more"), ("zh", "      另有 5 处")):
        lines = lines_of(checked, language)
        assert words in lines
        assert sum(line.startswith("      data/") for line in lines) == MOST_SHOWN
