from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import bagit  # type: ignore[import-untyped]  # ships no types
import pytest

from clearwater.cases.evidence import package as writer
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.evidence.package import verifier_digest, write_payload
from clearwater.cases.evidence.readme import README
from clearwater.cases.evidence.verifier.bag import EVIDENCE
from clearwater.errors import OutputError
from tests.helpers.sealed_case import CONTENTS, made_store
from tests.helpers.second_package_verifier import altered_files
from tests.helpers.signing_anew import sha256


def test_the_reference_implementation_of_bagit_takes_it(
    package: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        bag = bagit.Bag(str(package))
        assert bag.validate()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert bag.info["External-Identifier"] == "case-3m9q"
    assert bag.info["Bagging-Date"] == "2026-03-01"
    assert bag.info["Bag-Software-Agent"].startswith("Clearwater ")


def test_the_second_verifier_takes_it(package: Path) -> None:
    assert altered_files(package) == set()


def test_evidence_lies_under_its_names(package: Path) -> None:
    for name, data in CONTENTS.items():
        assert (package / EVIDENCE / name).read_bytes() == data


def test_the_ledger_commits_to_manifest_and_verifier(package: Path) -> None:
    details = json.loads((package / "ledger/sealed.json").read_bytes())["details"]
    assert details["manifest"] == sha256(package / "manifest-sha256.txt")
    assert details["verifier"] == sha256(package / "verify.py") == verifier_digest()
    assert details["files"] == 3 + len(CONTENTS)


def test_the_reader_is_told_in_both_languages(package: Path) -> None:
    text = (package / "README.txt").read_text(encoding="utf-8")
    assert text == README
    for words in ("python3 verify.py", "does not prove", "它不证明什么", "openssl ts -verify"):
        assert words in text


def test_the_working_directory_stays(tmp_path: Path) -> None:
    before = Path.cwd()
    made_store(tmp_path).seal(tmp_path / "package")
    assert Path.cwd() == before


def test_a_damaged_blob_is_not_sealed(tmp_path: Path) -> None:
    made = made_store(tmp_path)
    name = next(made.blobs.names())
    path = made.blobs.path(name)
    path.chmod(0o640)
    path.write_bytes(path.read_bytes()[::-1] + b"x")
    with pytest.raises(OutputError, match="not what it was"):
        made.seal(tmp_path / "package")
    path.unlink()
    with pytest.raises(OutputError, match="not there"):
        made.seal(tmp_path / "package")
    assert (
        sorted(os.listdir(tmp_path)) == ["cases.sqlite", "files"]
        or not (tmp_path / "package").exists()
    )


def test_a_part_that_no_verifier_would_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clearwater.cases.evidence.verifier.bag.LARGEST_TAG", 100)
    with pytest.raises(OutputError, match="too large"):
        made_store(tmp_path).seal(tmp_path / "package")


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path, package: Path) -> None:
    class Record:
        frozen = ()

        def case_json(self) -> bytes:
            return b"{}"

    with pytest.raises(OutputError, match="cannot be written"):
        write_payload(package, Record(), Blobs(tmp_path))  # type: ignore[arg-type]  # never gets further


@pytest.mark.parametrize(
    ("said", "written"),
    [("甲方\nBag-Group: x", "甲方Bag-Group: x"), ("a\u2028b\u202ec\r", "abc"), ("  x  ", "x")],
)
def test_a_name_cannot_begin_another_line(said: str, written: str) -> None:
    assert writer._one_line(said) == written
