from __future__ import annotations

import hashlib
import io
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.cases.evidence.blobs import ABANDONED_S, BLOCK_BYTES, Blobs
from clearwater.errors import OutputError

TEXT = "证据：八个账号\n".encode()


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@settings(max_examples=20)
@given(st.binary(max_size=64))
def test_a_content_is_found_under_its_hash(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    blobs = Blobs(tmp_path_factory.mktemp("blobs"))
    blob = blobs.put(data)
    assert (blob.sha256, blob.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert blobs.path(blob.sha256) == blobs.folder / blob.sha256[:2] / blob.sha256
    with blobs.open(blob.sha256) as file:
        assert file.read() == data
    assert blobs.check(blob.sha256) == ""


def test_bytes_files_and_streams_of_one_content_are_one_file(tmp_path: Path) -> None:
    blobs, source = Blobs(tmp_path / "blobs"), tmp_path / "source"
    large = os.urandom(BLOCK_BYTES + 7)
    source.write_bytes(large)
    assert blobs.put(large) == blobs.put(source) == blobs.put(io.BytesIO(large))
    assert len(files(blobs.folder)) == 1
    assert list(blobs.names()) == [hashlib.sha256(large).hexdigest()]


def test_a_blob_can_be_read_and_not_written(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    mode = blobs.path(blobs.put(TEXT).sha256).stat().st_mode
    assert stat.S_IMODE(mode) == 0o440


class _Breaks(io.RawIOBase):
    """A stream that breaks off after its first block."""

    def __init__(self) -> None:
        self._reads = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self._reads += 1
        if self._reads > 1:
            raise OSError(5, "the disk is gone")
        return b"x" * 100


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the disk is gone"):
        Blobs(tmp_path).put(_Breaks())  # type: ignore[arg-type]  # as much of a stream as is needed
    assert files(tmp_path) == []


def test_what_a_killed_process_leaves_counts_for_nothing(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    (tmp_path / ".unfinished-1").write_bytes(b"half")
    (tmp_path / ".unfinished-2").mkdir()
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "notes.txt").write_text("no blob")
    assert list(blobs.names()) == []
    assert blobs.sweep() == 0, "it may still be written"
    long_ago = time.time() - ABANDONED_S - 60
    for name in (".unfinished-1", ".unfinished-2"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    assert blobs.sweep() == 2
    assert files(tmp_path) == ["ab/notes.txt"]


def test_a_damaged_blob_is_found_and_not_taken_for_the_content(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    kept = blobs.put(TEXT)
    path = blobs.path(kept.sha256)
    path.chmod(0o640)
    path.write_bytes(TEXT[:-1])
    assert blobs.check(kept.sha256) == "altered"
    with pytest.raises(OutputError, match="damaged"):
        blobs.put(TEXT)
    path.unlink()
    assert blobs.check(kept.sha256) == "missing"
    with pytest.raises(OutputError, match="not there"):
        blobs.open(kept.sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_name_that_is_none_is_no_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no name"):
        Blobs(tmp_path).path(name)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be kept"):
        Blobs(tmp_path / "file").put(TEXT)
    with pytest.raises(OutputError, match="cannot be kept"), Blobs(tmp_path / "file").workspace():
        pass


def test_a_workspace_is_gone_afterwards(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    with blobs.workspace() as scratch:
        (scratch / "x").write_bytes(b"x")
        assert list(blobs.names()) == []
    assert not scratch.exists()


def test_many_writers_of_one_content_agree(tmp_path: Path) -> None:
    blobs, found = Blobs(tmp_path), []
    data = os.urandom(100_000)
    threads = [threading.Thread(target=lambda: found.append(blobs.put(data))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(files(tmp_path)) == 1


WRITES_FOR_EVER = """
import io, sys
from pathlib import Path
from clearwater.cases.evidence.blobs import Blobs

class Endless(io.RawIOBase):
    def read(self, size=-1):
        print("block", flush=True)
        return bytes(size)

Blobs(Path(sys.argv[1])).put(Endless())
"""


def test_a_killed_writer_leaves_no_blob(tmp_path: Path) -> None:
    words = [sys.executable, "-c", WRITES_FOR_EVER, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"block\n"
        assert running.stdout.readline() == b"block\n"
        running.kill()
    left = [path.name for path in tmp_path.iterdir()]
    assert len(left) == 1
    assert left[0].startswith(".unfinished-")
    assert list(Blobs(tmp_path).names()) == []
