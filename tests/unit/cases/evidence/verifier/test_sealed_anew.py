"""Packages that fit in every hash and signature, and say against themselves what is untrue.

Somebody with a key and a ledger of his own can make such a package. Both verifiers must find what
it says against itself; what neither can find is said where the verification ends.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clearwater.cases.evidence.verifier.checks import Pinned, checked_package
from clearwater.cases.evidence.verifier.note import read_checkpoint
from clearwater.cases.evidence.verifier.words import lines_of
from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.records.canonical import canonical
from tests.helpers.sealing_anew import sealed_anew
from tests.helpers.second_package_verifier import altered_files
from tests.helpers.signing_anew import KEY, change_json, signed_anew

CASE, DECISION, CUSTODY = "data/case.json", "data/decision.json", "data/custody.jsonl"
CONFESSION = "他承认了 · he confessed"
OTHER = SigningKey(b"\x02" * 32)


def faults(folder: Path, pinned: Pinned | None = None) -> set[tuple[str, str, str]]:
    found = checked_package(str(folder), pinned)
    return {(one.check, f.code, f.file) for one in found for f in one.faults}


def in_json(name: str, change: Callable[[Any], object]) -> Callable[[Path], object]:
    return lambda folder: change_json(folder / name, change)


def record(table: object, *key: object) -> Callable[[Path], object]:
    new = {"key": [*key], "row": {"note": CONFESSION}, "table": table}
    return in_json(CASE, lambda said: said["records"].append(new))


def words(salt: str, text: str) -> dict[str, str]:
    salted = hashlib.sha256(bytes.fromhex(salt) + text.encode())
    return {"commitment": salted.hexdigest(), "salt": salt, "text": text}


def no_reasons(folder: Path) -> None:
    change_json(folder / CASE, lambda said: said.update(words=[]))
    change_json(folder / DECISION, lambda said: said["decisions"][0].update(why=None))


def two_names(folder: Path) -> None:
    for name in ("a.json", "A.json"):
        (folder / "data/evidence" / name).write_bytes(name.encode())


def of_the_other_case(folder: Path) -> None:
    """Let an entry of another case write an account of this one, and leave that account out."""
    lines = [json.loads(line) for line in (folder / CUSTODY).read_bytes().splitlines()]
    other = next(one for one in lines if one["case"] == "case-other")
    other["writes"].append(["members", ["case-3m9q", "subject-8"], "0" * 64])
    (folder / CUSTODY).write_bytes(b"".join(canonical(one) + b"\n" for one in lines))


LIES: dict[str, tuple[Callable[[Path], object], tuple[str, str, str]]] = {
    "a decision of another case": (
        in_json(DECISION, lambda said: said.update(case="case-other")),
        ("evidence", "decision of another record", DECISION),
    ),
    "other reasons beside the decision": (
        in_json(DECISION, lambda said: said["decisions"][0].update(why=CONFESSION)),
        ("words", "words not committed to", DECISION),
    ),
    "reasons that are no text": (
        in_json(DECISION, lambda said: said["decisions"][0].update(why={"1": 1})),
        ("words", "words not committed to", DECISION),
    ),
    "reasons left out": (no_reasons, ("words", "words left out", CASE)),
    "words that nobody said": (
        in_json(CASE, lambda said: said["words"].append(words("11" * 32, CONFESSION))),
        ("words", "words of no record", CASE),
    ),
    "a table that no store has": (
        record("confessions", "x"),
        ("records", "record of no entry", CASE),
    ),
    "a table without a name": (record(None, "x"), ("records", "broken", CASE)),
    "a key that is no text": (record("subjects", ["x"]), ("records", "broken", CASE)),
    "an account left out that another case wrote": (
        of_the_other_case,
        ("records", "record left out", CASE),
    ),
    "another moment": (
        in_json(CASE, lambda said: said.update(as_of="2026-01-01T00:00:00.000000Z")),
        ("sealing", "not what was sealed", CASE),
    ),
    "another organisation": (
        in_json(CASE, lambda said: said.update(organisation="west")),
        ("custody", "entry of another case", CUSTODY),
    ),
    "two names that are one on some systems": (
        two_names,
        ("manifests", "broken", "manifest-sha256.txt"),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_a_package_says_against_itself_is_found_by_both(package: Path, lie: str) -> None:
    change, expected = LIES[lie]
    change(package)
    sealed_anew(package)
    assert expected in faults(package, Pinned(key=KEY.public))
    assert expected[2] in altered_files(package)


def test_a_package_that_says_nothing_against_itself_is_verified_by_both(package: Path) -> None:
    sealed_anew(package)
    assert faults(package, Pinned(key=KEY.public)) == set()
    assert altered_files(package) == set()


# Whose key it is -------------------------------------------------------------------------------


def test_a_package_of_somebody_elses_is_told_by_its_key_only(package: Path) -> None:
    sealed_anew(package, OTHER)
    assert altered_files(package) == set()
    lines = lines_of(checked_package(str(package)), "en")
    (said,) = (line for line in lines if OTHER.public.hex() in line)
    assert said.startswith("--    whose key this is was not checked")
    assert lines[-1].startswith("VERIFIED as far as the key above is the organisation's")
    assert faults(package, Pinned(key=KEY.public)) == {("key", "another key", "signature.json")}


def test_nothing_that_was_altered_besides_excuses_another_key_or_ledger(package: Path) -> None:
    known = Checkpoint(origin_of(KEY.public), 12, bytes(32)).signed(KEY).note().encode()
    sealed_anew(package, OTHER)
    (package / "README.txt").write_text("改过", encoding="utf-8")
    assert faults(package, Pinned(KEY.public, read_checkpoint(known))) == {
        ("tags", "altered", "README.txt"),
        ("key", "another key", "signature.json"),
        ("elsewhere", "checkpoint of another ledger", "ledger/checkpoint.txt"),
    }


# What cannot be known --------------------------------------------------------------------------


def test_an_account_that_no_entry_here_wrote_is_said_to_be_unproved(package: Path) -> None:
    record("subjects", "subject-9")(package)
    sealed_anew(package)
    assert faults(package) == set()
    (shared,) = (one for one in checked_package(str(package)) if one.check == "shared")
    assert (shared.done, shared.detail) == (False, "1")
    (line,) = (one for one in lines_of([shared], "zh") if one.startswith("--"))
    assert "无法证明" in line


def test_an_entry_that_the_sealer_left_out_is_what_only_the_ledger_shows(package: Path) -> None:
    lines = (package / CUSTODY).read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if b"personal data read" not in line]
    assert len(kept) == len(lines) - 1
    (package / CUSTODY).write_bytes(b"".join(kept))
    sealed_anew(package)
    assert faults(package) == set()
    readme = (package / "README.txt").read_text(encoding="utf-8")
    assert "That no entry about this case was left out" in readme
    assert "不证明没有遗漏本案的任何记录" in readme


def test_the_size_of_the_payload_stands_there_once(package: Path) -> None:
    info = package / "bag-info.txt"
    info.write_bytes(info.read_bytes() + b"payload-oxum: 1.1\n")
    signed_anew(package)
    assert ("manifests", "other size", "bag-info.txt") in faults(package)
    assert "bag-info.txt" in altered_files(package)
