from __future__ import annotations

import pytest

from clearwater.cases.evidence.verifier.names import is_safe_name


@pytest.mark.parametrize(
    "name", ["a", "bagit.txt", "data/evidence/findings/3f9a/F001/events.parquet", "_a-b.c"]
)
def test_plain_names_are_safe(name: str) -> None:
    assert is_safe_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "a/../b", "/etc/passwd", "a//b", "a/", "~root", ".hidden", "-rf"),
        *("a\\b", "c:", "a b", "a%2Fb", "a\nb", "a\0b", "a\u202etxt.exe", "証拠.json", "é", "a."),
        *("con", "NUL.txt", "data/aux", "COM1.parquet", "x" * 101, "/".join("a" * 201), "a\n"),
    ],
)
def test_names_that_some_system_reads_otherwise_are_not(name: str) -> None:
    assert not is_safe_name(name)
