from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.evidence.verifier import bag
from clearwater.cases.evidence.verifier.broken import BrokenError

HASH = "a" * 64
LISTED = st.dictionaries(st.sampled_from(["a", "b/c", "b-c", "B.d", "_1/2/3"]), st.just(HASH))


@given(LISTED)
def test_a_manifest_is_read_as_it_was_written(listed: dict[str, str]) -> None:
    assert bag.listed_in(bag.written_manifest(listed)) == listed


@pytest.mark.parametrize(
    "line",
    [
        *(f"{HASH} a", f"{HASH}   a", f"{HASH}  ../a", f"{HASH}  /a", f"{HASH}  a%0Ab"),
        *(
            f"{HASH[:-1]}  a",
            f"{HASH.upper()}  a",
            f"{HASH}  a\r",
            "",
            f"{HASH}  证据",
            f"{HASH}  ",
        ),
    ],
)
def test_any_other_line_is_refused(line: str) -> None:
    with pytest.raises(BrokenError):
        bag.listed_in(f"{line}\n".encode())


def test_a_manifest_that_breaks_off_is_refused() -> None:
    with pytest.raises(BrokenError):
        bag.listed_in(f"{HASH}  a".encode())


def test_names_that_are_one_where_capitals_do_not_count_are_refused() -> None:
    with pytest.raises(BrokenError, match="capitals"):
        bag.listed_in(f"{HASH}  data/A\n{HASH}  data/a\n".encode())


def test_files_are_found_by_walking_and_only_plain_ones_are_opened(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "file").write_bytes(b"abc")
    (tmp_path / "link").symlink_to(tmp_path / "deep" / "er" / "file")
    lying = bag.lying_in(str(tmp_path))
    assert lying.files == {"deep/er/file": 3}
    assert lying.folders == {"deep", "deep/er"}
    assert [(fault.code, fault.file) for fault in lying.faults] == [("no plain file", "link")]
    digest = bag.hash_of_file(str(tmp_path), "deep/er/file")
    assert digest == hashlib.sha256(b"abc").hexdigest()
    for read in (bag.hash_of_file, bag.bytes_of_file):
        for name in ("link", "deep", "gone"):
            with pytest.raises(BrokenError):
                read(str(tmp_path), name)


def test_what_is_read_as_a_whole_is_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"abcd")
    monkeypatch.setattr(bag, "LARGEST_TAG", 4)
    assert bag.bytes_of_file(str(tmp_path), "file") == b"abcd"
    monkeypatch.setattr(bag, "LARGEST_TAG", 3)
    with pytest.raises(BrokenError, match="too large"):
        bag.bytes_of_file(str(tmp_path), "file")
