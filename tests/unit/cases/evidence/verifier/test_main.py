from __future__ import annotations

from pathlib import Path

import pytest

from clearwater.cases.evidence.verifier.main import ALTERED, NOT_UNDERSTOOD, VERIFIED, verifier_main
from clearwater.cases.evidence.verifier.words import safely_shown
from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of
from tests.helpers.signing_anew import KEY


def test_a_good_package_is_verified_as_far_as_its_key_is_known(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verifier_main([str(package)]) == VERIFIED
    assert "as far as the key above" in capsys.readouterr().out
    assert verifier_main([str(package), "--key", KEY.public.hex().upper()]) == VERIFIED
    assert capsys.readouterr().out.splitlines()[-1].startswith("VERIFIED: nothing")


def test_every_line_is_said_in_both_languages(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verifier_main([str(package)])
    english = capsys.readouterr().out.splitlines()
    verifier_main([str(package), "--language", "zh"])
    chinese = capsys.readouterr().out.splitlines()
    assert len(english) == len(chinese) > 14
    assert all(not line.isascii() for line in chinese)
    assert all(line.isascii() for line in english)


def test_an_altered_file_is_named(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (package / "data/case.json").write_bytes(b"{}")
    assert verifier_main([str(package)]) == ALTERED
    out = capsys.readouterr().out
    assert "      data/case.json was altered\n" in out
    assert out.splitlines()[-1].startswith("ALTERED")
    assert verifier_main([str(package), "--language", "zh"]) == ALTERED
    assert "data/case.json：已被改动" in capsys.readouterr().out


def test_another_key_is_an_alteration(package: Path) -> None:
    assert verifier_main([str(package), "--key", "0" * 64]) == ALTERED


def test_a_checkpoint_is_compared(package: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_bytes((package / "ledger/checkpoint.txt").read_bytes())
    assert verifier_main([str(package), "--checkpoint", str(kept)]) == VERIFIED
    fork = Checkpoint(origin_of(KEY.public), 12, bytes(32)).signed(KEY).note()
    kept.write_text(fork, encoding="utf-8")
    assert verifier_main([str(package), "--checkpoint", str(kept)]) == ALTERED


def test_a_checkpoint_of_another_size_cannot_be_compared(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.txt"
    other = Checkpoint(origin_of(KEY.public), 5, bytes(32)).signed(KEY).note()
    kept.write_text(other, encoding="utf-8")
    assert verifier_main([str(package), "--checkpoint", str(kept)]) == NOT_UNDERSTOOD
    assert "size 12" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["no/such/folder"],
        [".", "--key", "12"],
        [".", "--checkpoint", "no-such-file"],
        [".", "--checkpoint", "."],
    ],
)
def test_what_cannot_be_asked_ends_with_2(words: list[str], package: Path) -> None:
    asked = [str(package) if word == "." else word for word in words]
    assert verifier_main(asked) == NOT_UNDERSTOOD


def test_an_unknown_option_ends_with_2() -> None:
    with pytest.raises(SystemExit) as stopped:
        verifier_main(["--loud"])
    assert stopped.value.code == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("data/证据.json", "data/证据.json"),
        ("a\u202eb", "a\\u202eb"),
        ("a\x1b[2Kb", "a\\x1b[2Kb"),
        ("a\nok  everything", "a\\nok  everything"),
        ("a\\nb", "a\\\\nb"),
        ("\udcff", "\\udcff"),
    ],
)
def test_names_cannot_write_on_the_screen(name: str, shown: str) -> None:
    assert safely_shown(name) == shown
