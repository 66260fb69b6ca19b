"""Every check, with a package that it must reject; most are signed anew with the right key."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from clearwater.cases.evidence.verifier import bag, blame, checks, content
from clearwater.cases.evidence.verifier.checks import Pinned, checked_package
from clearwater.cases.evidence.verifier.note import read_checkpoint
from clearwater.cases.evidence.verifier.words import CHECK_WORDS, FAULT_WORDS, NOT_DONE_WORDS
from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of
from clearwater.cases.ledger.keys import SigningKey
from tests.helpers.signing_anew import KEY, change_json, signed_anew

Change = Callable[[Path], object]
MEMBERS = "data/evidence/findings/3f9a01b2c4d5e6f7/F001/members.parquet"


def faults(folder: Path, pinned: Pinned | None = None) -> set[tuple[str, str, str]]:
    """Return (check, code, file) of everything that was found."""
    found = checked_package(str(folder), pinned)
    return {(one.check, f.code, f.file) for one in found for f in one.faults}


def test_an_honest_package_has_no_fault(package: Path) -> None:
    assert faults(package) == set()
    assert faults(package, Pinned(key=KEY.public)) == set()


# Alterations from outside ----------------------------------------------------------------------


def test_a_link_is_not_followed_whatever_it_leads_to(package: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes((package / MEMBERS).read_bytes())
    (package / MEMBERS).unlink()
    (package / MEMBERS).symlink_to(tmp_path / "copy")
    assert ("files", "no plain file", MEMBERS) in faults(package)


def test_a_linked_folder_is_not_entered(package: Path, tmp_path: Path) -> None:
    (package / "data/evidence/runs").rename(tmp_path / "runs")
    (package / "data/evidence/runs").symlink_to(tmp_path / "runs")
    assert ("files", "no plain file", "data/evidence/runs") in faults(package)


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_pipes_and_sockets_are_not_opened(package: Path) -> None:
    os.mkfifo(package / "data/evidence/pipe")
    (package / "README.txt").unlink()
    os.mkfifo(package / "README.txt")
    listening = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(package)  # a socket's path may have 107 bytes at most
    try:
        listening.bind("socket")
    finally:
        os.chdir(here)
        listening.close()
    found = faults(package)
    for name in ("data/evidence/pipe", "README.txt", "socket"):
        assert ("files", "no plain file", name) in found


def test_files_that_nobody_listed_are_named(package: Path) -> None:
    for name in ("data/evidence/new.json", "fetch.txt", "证据\u202egnp.exe", "data/.DS_Store"):
        (package / name).write_bytes(b"x")
        assert ("files", "not listed", name) in faults(package)
        (package / name).unlink()


def test_an_empty_folder_is_named(package: Path) -> None:
    (package / "data/evidence/empty/inner").mkdir(parents=True)
    assert ("files", "not listed", "data/evidence/empty/inner") in faults(package)


def test_names_that_are_no_text_are_named_and_shown(package: Path) -> None:
    name = os.fsdecode(b"data/evidence/\xff\xfe")
    (package / name).write_bytes(b"x")
    assert ("files", "not listed", name) in faults(package)


def test_a_missing_part_is_named_by_every_check_that_needs_it(package: Path) -> None:
    for name in (*bag.TAGS, *bag.PAYLOAD, bag.TAG_MANIFEST, bag.SIGNATURE):
        data = (package / name).read_bytes()
        (package / name).unlink()
        assert ("files", "missing", name) in faults(package), name
        (package / name).write_bytes(data)


def test_an_empty_folder_is_no_package(tmp_path: Path) -> None:
    assert {f for _, code, f in faults(tmp_path) if code == "missing"} >= {*bag.TAGS, *bag.PAYLOAD}


@pytest.mark.parametrize("name", ["data/case.json", "ledger/proofs.json", "signature.json"])
@pytest.mark.parametrize("data", [b"[" * 100_000, b"9" * 100_000, b"\xff", b"[]", b"null", b"{}"])
def test_hostile_content_is_a_fault_and_no_crash(package: Path, name: str, data: bytes) -> None:
    (package / name).write_bytes(data)
    signed_anew_if_it_can_be(package, name)
    assert name in {file for _, _, file in faults(package)}


def signed_anew_if_it_can_be(package: Path, name: str) -> None:
    if name != "signature.json":
        signed_anew(package)


# What the holder of the key could try ----------------------------------------------------------


def in_json(name: str, change: Callable[..., object]) -> Change:
    return lambda folder: change_json(folder / name, change)


def a_record(table: str, **new: object) -> Change:
    def change(said: dict[str, list[dict[str, dict[str, object]]]]) -> None:
        next(one for one in said["records"] if str(one["table"]) == table)["row"].update(new)

    return in_json("data/case.json", change)


def without(table: str) -> Change:
    def change(said: dict[str, list[dict[str, str]]]) -> None:
        said["records"] = [one for one in said["records"] if one["table"] != table]

    return in_json("data/case.json", change)


def invented(folder: Path) -> None:
    row = {"case": "case-3m9q", "note": "编造"}
    new = {"key": ["appeal-9"], "row": row, "table": "appeals"}
    change_json(folder / "data/case.json", lambda said: said["records"].append(new))


def custody(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    def change_file(folder: Path) -> None:
        path = folder / "data/custody.jsonl"
        lines = path.read_bytes().splitlines()
        path.write_bytes(b"".join(line + b"\n" for line in change(lines)))

    return change_file


def other_checkpoint(folder: Path) -> None:
    made = Checkpoint(origin_of(KEY.public), 12, bytes(32)).signed(KEY)
    (folder / "ledger/checkpoint.txt").write_text(made.note(), encoding="utf-8")


def more_evidence(folder: Path) -> None:
    (folder / "data/evidence/more.json").write_bytes(b"{}")


LIES: dict[str, tuple[Change, tuple[str, str, str]]] = {
    "another decision": (
        a_record("decisions", measure="ban"),
        ("records", "record not of its entry", "data/case.json"),
    ),
    "another decision shown": (
        in_json(
            "data/decision.json", lambda said: said["decisions"][0]["record"].update(measure="ban")
        ),
        ("evidence", "decision of another record", "data/decision.json"),
    ),
    "an account without its row": (
        without("members"),
        ("records", "record left out", "data/case.json"),
    ),
    "an appeal that was never filed": (
        invented,
        ("records", "record of no entry", "data/case.json"),
    ),
    "other words": (
        in_json("data/case.json", lambda said: said["words"][0].update(text="别的理由")),
        ("words", "words not committed to", "data/case.json"),
    ),
    "words without their salt": (
        in_json("data/case.json", lambda said: said["words"][0].update(salt=None)),
        ("words", "words not committed to", "data/case.json"),
    ),
    "other evidence": (
        lambda folder: (folder / MEMBERS).write_bytes(b"PAR1 others PAR1"),
        ("evidence", "evidence of another list", "data/decision.json"),
    ),
    "more evidence": (
        more_evidence,
        ("evidence", "evidence of another list", "data/decision.json"),
    ),
    "another root": (
        in_json("data/decision.json", lambda said: said.update(root="0" * 64)),
        ("evidence", "evidence of another root", "data/decision.json"),
    ),
    "a decision on less": (
        in_json("data/decision.json", lambda said: said["decisions"][0]["evidence"].pop()),
        ("evidence", "decision on other evidence", "data/decision.json"),
    ),
    "a read that is left out": (
        custody(lambda lines: [line for line in lines if b"personal data read" not in line]),
        ("proofs", "proof of no entry", "ledger/proofs.json"),
    ),
    "the freezing left out": (
        custody(lambda lines: [line for line in lines if b"evidence frozen" not in line]),
        ("evidence", "evidence of another root", "data/custody.jsonl"),
    ),
    "entries in another order": (
        custody(lambda lines: [lines[1], lines[0], *lines[2:]]),
        ("custody", "broken chain", "data/custody.jsonl"),
    ),
    "an entry twice": (
        custody(lambda lines: [lines[0], *lines]),
        ("custody", "broken chain", "data/custody.jsonl"),
    ),
    "somebody else decided": (
        custody(lambda lines: [line.replace(b'"user":"zhao"', b'"user":"wang"') for line in lines]),
        ("proofs", "not in the ledger", "data/custody.jsonl"),
    ),
    "another organisation": (
        custody(lambda lines: [line.replace(b'"main"', b'"west"') for line in lines]),
        ("custody", "entry of another case", "data/custody.jsonl"),
    ),
    "a proof that leads elsewhere": (
        in_json("ledger/proofs.json", lambda said: said["entries"][0]["hashes"].reverse()),
        ("proofs", "not in the ledger", "data/custody.jsonl"),
    ),
    "proofs of another tree": (
        in_json("ledger/proofs.json", lambda said: said.update(root="0" * 64)),
        ("proofs", "other root", "ledger/proofs.json"),
    ),
    "another checkpoint": (other_checkpoint, ("proofs", "other root", "ledger/proofs.json")),
    "the sealing of another case": (
        in_json("ledger/sealed.json", lambda said: said.update(case="case-other")),
        ("sealing", "seals another case", "ledger/sealed.json"),
    ),
    "another verifier": (
        lambda folder: (folder / "verify.py").write_text("print('VERIFIED')\n"),
        ("sealing", "not what was sealed", "verify.py"),
    ),
    "another payload": (
        in_json("data/case.json", lambda said: said.update(as_of="2026-01-01T00:00:00.000000Z")),
        ("sealing", "not what was sealed", "manifest-sha256.txt"),
    ),
    "another size": (
        lambda folder: (folder / "bag-info.txt").write_text("Payload-Oxum: 1.1\n"),
        ("manifests", "other size", "bag-info.txt"),
    ),
    "another declaration": (
        lambda folder: (folder / "bagit.txt").write_text("BagIt-Version: 0.97\n"),
        ("manifests", "altered", "bagit.txt"),
    ),
    "a file that has no place": (
        lambda folder: (folder / "fetch.txt").write_text("https://x/ 1 data/y\n"),
        ("manifests", "lists what it must not", "tagmanifest-sha256.txt"),
    ),
    "a payload that has no place": (
        lambda folder: (folder / "data/notes.txt").write_text("x"),
        ("manifests", "lists what it must not", "manifest-sha256.txt"),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_signed_with_the_right_key_is_found(package: Path, lie: str) -> None:
    change, expected = LIES[lie]
    change(package)
    signed_anew(package)
    found = faults(package, Pinned(key=KEY.public))
    assert expected in found
    assert ("signature", "signature does not hold", "signature.json") not in found


def test_a_signature_of_another_key_is_found_where_the_key_is_known(package: Path) -> None:
    other = SigningKey(b"\x02" * 32)
    signed_anew(package, other)
    found = faults(package, Pinned(key=KEY.public))
    assert ("key", "another key", "signature.json") in found
    assert ("checkpoint", "signature does not hold", "ledger/checkpoint.txt") in found


def test_a_manifest_out_of_order_or_with_a_second_line_is_broken(package: Path) -> None:
    path = package / "manifest-sha256.txt"
    lines = path.read_text().splitlines(keepends=True)
    for wrong in (lines[::-1], [lines[0], *lines], [lines[0].upper(), *lines[1:]], [*lines, "\n"]):
        path.write_text("".join(wrong))
        assert ("manifests", "broken", "manifest-sha256.txt") in faults(package)


def test_a_timestamp_that_is_none_or_of_another_manifest_is_found(package: Path) -> None:
    (package / "ledger/timestamp.tsr").write_bytes(b"\x30\x00")
    signed_anew(package)
    assert ("timestamp", "broken", "ledger/timestamp.tsr") in faults(package)


# What is known from elsewhere ------------------------------------------------------------------


def pinned(note: Checkpoint) -> Pinned:
    return Pinned(checkpoint=read_checkpoint(note.note().encode()))


def test_a_checkpoint_from_elsewhere_shows_a_fork(package: Path) -> None:
    own = read_checkpoint((package / "ledger/checkpoint.txt").read_bytes())
    same = Checkpoint(own.origin, own.size, own.root).signed(KEY)
    assert faults(package, pinned(same)) == set()
    fork = Checkpoint(own.origin, own.size, bytes(32)).signed(KEY)
    assert ("elsewhere", "fork", "ledger/checkpoint.txt") in faults(package, pinned(fork))


def test_a_checkpoint_of_another_ledger_is_no_witness(package: Path) -> None:
    other = SigningKey(b"\x02" * 32)
    for made in (
        Checkpoint(origin_of(KEY.public), 12, bytes(32)).signed(other),
        Checkpoint(origin_of(other.public), 12, bytes(32)).signed(other),
    ):
        expected = ("elsewhere", "checkpoint of another ledger", "ledger/checkpoint.txt")
        assert expected in faults(package, pinned(made))


def test_a_checkpoint_of_another_size_says_nothing_and_says_so(package: Path) -> None:
    made = Checkpoint(origin_of(KEY.public), 5, bytes(32)).signed(KEY)
    last = checked_package(str(package), pinned(made))[-1]
    assert (last.check, last.done, last.faults) == ("elsewhere", False, ())


# Which file is to blame ------------------------------------------------------------------------


def test_only_the_altered_file_is_named_where_it_can_be_told(package: Path) -> None:
    for name in (MEMBERS, "data/case.json", "ledger/sealed.json", "verify.py", "README.txt"):
        data = (package / name).read_bytes()
        (package / name).write_bytes(data + b"\n")
        assert {file for _, _, file in faults(package)} == {name}, name
        (package / name).write_bytes(data)


def test_the_altered_one_of_manifest_and_signature_is_told(package: Path) -> None:
    path = package / "tagmanifest-sha256.txt"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"a", b"b", 1))
    assert ("signature", "altered", path.name) in faults(package)
    path.write_bytes(data)
    change_json(package / "signature.json", lambda said: said.update(signature="0" * 128))
    assert {file for _, _, file in faults(package)} == {"signature.json"}


def test_every_fault_and_check_has_words() -> None:
    source = "".join(
        Path(str(part.__file__)).read_text(encoding="utf-8")
        for part in (bag, blame, checks, content)
    )
    used = set(re.findall(r'PackageFault\("([^"]+)"', source))
    assert used - FAULT_WORDS.keys() == set()
    assert set(re.findall(r'Checked\("([^"]+)"', source)) <= CHECK_WORDS.keys()
    assert NOT_DONE_WORDS.keys() <= CHECK_WORDS.keys()
    for words in (*CHECK_WORDS.values(), *FAULT_WORDS.values(), *NOT_DONE_WORDS.values()):
        assert re.search("[\u4e00-\u9fff]", words[1])
        assert not re.search("[\u4e00-\u9fff]", words[0])


def test_the_package_is_what_it_was_while_it_is_read(package: Path) -> None:
    before = {p: p.read_bytes() for p in package.rglob("*") if p.is_file()}
    checked_package(str(package))
    assert {p: p.read_bytes() for p in package.rglob("*") if p.is_file()} == before
    assert json.loads(before[package / "signature.json"])["key"] == KEY.public.hex()
