from __future__ import annotations

import os
from pathlib import Path

import pytest

from clearwater.cli import kernel_cache
from clearwater.cli.kernel_cache import VARIABLE, ensure_kernel_cache


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_writable_place_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_cache, "_may_write", lambda _: True)
    ensure_kernel_cache()
    assert VARIABLE not in os.environ


def test_without_one_the_process_gets_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_cache, "_may_write", lambda _: False)
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.delenv(VARIABLE)
    ensure_kernel_cache()
    own = Path(os.environ[VARIABLE])
    assert own.is_dir()
    assert own.stat().st_mode & 0o077 == 0


def test_what_the_operator_chose_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setattr(kernel_cache, "_may_write", lambda _: False)
    ensure_kernel_cache()
    assert os.environ[VARIABLE] == str(tmp_path)


def test_a_file_where_a_folder_should_be_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not kernel_cache._may_write(tmp_path / "file" / "folder")
