"""What comes to be beside its place: gone when it is done, and swept once its maker is dead."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clearwater.cases.store.staging import staging_folder, sweep

MAKER = """
import sys
from pathlib import Path
from clearwater.cases.store.staging import staging_folder
with staging_folder(Path(sys.argv[1])) as staging:
    (staging / "keys").mkdir()
    (staging / "keys/ledger.pem").write_text("a secret")
    print(staging.name, flush=True)
    sys.stdin.read()
"""
"""Begins something, says where, and waits."""


@contextmanager
def maker(target: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield a process that is at it, and the name of its folder."""
    command = [sys.executable, "-c", MAKER, str(target)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_is_its_owners_and_gone_afterwards(tmp_path: Path) -> None:
    with staging_folder(tmp_path / "new" / "备份") as staging:
        assert stat.S_IMODE(staging.stat().st_mode) == 0o700
        assert staging.parent == tmp_path / "new"
        (staging / "file").write_text("x")
    assert names(tmp_path / "new") == []

    with staging_folder(tmp_path / "kept") as staging:
        staging.rename(tmp_path / "kept")
    with pytest.raises(RuntimeError), staging_folder(tmp_path / "failed"):
        raise RuntimeError
    assert names(tmp_path) == ["kept", "new"]


def test_what_a_killed_process_left_is_swept_and_nothing_before(tmp_path: Path) -> None:
    with maker(tmp_path / "backup-1") as (process, name):
        secret = tmp_path / name / "keys/ledger.pem"
        assert sweep(tmp_path) == 0
        with staging_folder(tmp_path / "backup-2"):
            assert secret.exists(), "its maker is alive"
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert secret.exists(), "that is what is to be mended"

    with staging_folder(tmp_path / "backup-2"):
        assert not secret.exists()
    assert names(tmp_path) == []


def test_within_one_process_the_living_are_left_alone(tmp_path: Path) -> None:
    with staging_folder(tmp_path / "a") as one, staging_folder(tmp_path / "a") as two:
        assert sweep(tmp_path) == 0
        assert one.is_dir()
        assert two.is_dir()


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "folder"
    for name in (".backup.0123456789ab", ".x.0123456789ab", ".z.0123456789ab"):
        (folder / name).mkdir(parents=True)
    (folder / ".backup.0123456789.clearwater-lock").touch()
    (folder / ".x.0123456789ab.clearwater-lock").symlink_to(outside)
    os.mkfifo(folder / ".y.0123456789ab.clearwater-lock")
    (folder / ".z.0123456789ab").rmdir()
    (folder / ".z.0123456789ab").symlink_to(outside)
    (folder / ".z.0123456789ab.clearwater-lock").touch()
    before = names(folder)
    before.remove(".y.0123456789ab.clearwater-lock")  # a lock of no folder, whatever it is

    sweep(folder)
    assert names(folder) == before
    assert outside.is_dir()


def test_who_sweeps_and_who_begins_at_once_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between making the lock and holding it somebody sweeps, and takes it for a dead one's."""
    lock, swept = fcntl.flock, []

    def late(handle: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        swept.append(sweep(tmp_path))
        lock(handle, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with staging_folder(tmp_path / "a") as staging:
        assert swept == [1]
        assert sweep(tmp_path) == 0
        assert staging.is_dir()
    assert names(tmp_path) == []


def test_where_nothing_can_be_locked_nothing_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_handle: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    with maker(tmp_path / "a") as (process, name):
        process.kill()
    monkeypatch.setattr(fcntl, "flock", none)
    with staging_folder(tmp_path / "b") as staging:
        assert staging.is_dir()
        assert (tmp_path / name).is_dir()
    assert names(tmp_path) == [name, f"{name}.clearwater-lock"]
