from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.errors import InputError, OutputError, ParameterError, SourceError
from clearwater.evaluate.real_sets import REAL_SETS, RealSet, SetFile, checked, fetch
from clearwater.evaluate.real_sets.folder import tables_of

SET = "made_up"
BOTH = ("events.parquet", "labels.parquet")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a made-up set's two files, and register the set."""
    folder = tmp_path / "download"
    folder.mkdir()
    files = []
    for name, rows in zip(BOTH, (3, 2), strict=True):
        pq.write_table(pa.table({"actor": ["甲"] * rows}), folder / name)
        files.append(SetFile(name, hashlib.sha256((folder / name).read_bytes()).hexdigest(), rows))
    made_up = RealSet(
        SET,
        "Made up.",
        "https://example.org/set",
        "CC0.",
        "Yes.",
        "None.",
        ("Not real.",),
        tuple(files),
    )
    monkeypatch.setitem(REAL_SETS, SET, made_up)
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "real"


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_complete_set_is_taken_over_and_checked(source: Path, target: Path) -> None:
    fetched = fetch(SET, source, target)
    assert fetched.taken == BOTH
    assert fetched.missing == fetched.already_there == ()
    assert "https://example.org/set" in fetched.notice
    assert checked(target, SET) == {name: target / SET / name for name in BOTH}
    assert everything_in(target) == [SET, f"{SET}/events.parquet", f"{SET}/labels.parquet"]
    assert [table.num_rows for table in tables_of(target, SET, *BOTH)] == [3, 2]


def test_taking_over_twice_changes_nothing(source: Path, target: Path) -> None:
    fetch(SET, source, target)
    before = (target / SET / "events.parquet").stat().st_mtime_ns
    again = fetch(SET, source, target)
    assert (again.taken, again.already_there) == ((), BOTH)
    assert (target / SET / "events.parquet").stat().st_mtime_ns == before


def test_one_file_of_any_name_is_known_by_its_checksum(source: Path, target: Path) -> None:
    renamed = source / "my download (1).bin"
    (source / "labels.parquet").rename(renamed)
    fetched = fetch(SET, renamed, target)
    assert (fetched.taken, fetched.missing) == (("labels.parquet",), ("events.parquet",))
    with pytest.raises(SourceError, match=r"events\.parquet with sha256"):
        checked(target, SET)
    assert fetch(SET, source, target).missing == ()
    assert checked(target, SET)


def test_a_folder_of_sets_is_a_source_too(source: Path, target: Path) -> None:
    source.rename(source.parent / SET)
    assert fetch(SET, source.parent, target).taken == BOTH


def test_the_target_itself_is_a_source(source: Path, target: Path) -> None:
    fetch(SET, source, target)
    assert fetch(SET, target, target).already_there == BOTH


def test_a_wrong_file_is_refused_and_nothing_is_left(source: Path, target: Path) -> None:
    (source / "labels.parquet").write_bytes(b"something else")
    with pytest.raises(InputError) as refused:
        fetch(SET, source, target)
    error = refused.value
    assert str(source / "labels.parquet") in error.where
    assert REAL_SETS[SET].files[1].sha256 in error.expected
    assert hashlib.sha256(b"something else").hexdigest() in error.found
    assert error.next_step
    assert not target.exists()


def test_a_strange_file_is_refused_by_name_of_all_that_would_do(source: Path, target: Path) -> None:
    strange = source / "strange"
    strange.write_bytes(b"strange")
    with pytest.raises(
        InputError, match=r"\(events\.parquet\) or [0-9a-f]{64} \(labels\.parquet\)"
    ):
        fetch(SET, strange, target)


def test_a_foreign_file_in_the_target_is_never_replaced(source: Path, target: Path) -> None:
    own = target / SET / "events.parquet"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"the user's own")
    with pytest.raises(InputError, match=r"not the events\.parquet"):
        fetch(SET, source, target)
    assert own.read_bytes() == b"the user's own"
    assert everything_in(target) == [SET, f"{SET}/events.parquet"]


def test_where_nothing_is_the_origin_and_licence_are_said(source: Path, target: Path) -> None:
    empty = source.parent / "empty"
    empty.mkdir()
    for nowhere in (empty, empty / "no such folder"):
        with pytest.raises(SourceError, match=r"Nothing is downloaded: .*example\.org/set.*CC0"):
            fetch(SET, nowhere, target)


def test_a_copy_that_breaks_off_leaves_nothing(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shutil.copyfile

    def full_disk(path: Path, copy: Path) -> None:
        if path.name == "labels.parquet":
            copy.write_bytes(path.read_bytes()[:10])
            raise OSError(28, "No space left on device")
        whole(path, copy)

    monkeypatch.setattr(shutil, "copyfile", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        fetch(SET, source, target)
    assert everything_in(target) == []


def test_a_source_that_changes_while_it_is_copied_is_refused(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "copyfile", lambda _, copy: copy.write_bytes(b"changed"))
    with pytest.raises(InputError, match="figures were measured on"):
        fetch(SET, source, target)
    assert everything_in(target) == []


def test_a_changed_file_is_refused_with_both_checksums(source: Path, target: Path) -> None:
    fetch(SET, source, target)
    changed = target / SET / "labels.parquet"
    changed.write_bytes(changed.read_bytes() + b" ")
    with pytest.raises(InputError) as refused:
        checked(target, SET)
    assert REAL_SETS[SET].files[1].sha256 in refused.value.expected
    assert hashlib.sha256(changed.read_bytes()).hexdigest() in refused.value.found


def test_an_unknown_set_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="no such real set"):
        fetch("made up", tmp_path, tmp_path)
