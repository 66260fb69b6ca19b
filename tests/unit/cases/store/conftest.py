"""A filled store with two backups of it, and empty places on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.cases.store.backup import back_up
from tests.helpers import postgresql
from tests.helpers.stores import START_US, filled_sqlite


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a filled store and two backups of it, with keys and without."""
    folder = tmp_path_factory.mktemp("source")
    with filled_sqlite(folder, 1, 2) as store:
        back_up(store, folder / "with", user="root", now_us=START_US, with_keys=True)
    shutil.copytree(folder / "with", folder / "without")
    return folder


@pytest.fixture
def backup(source: Path, tmp_path: Path) -> Path:
    shutil.copytree(source / "with.keys", tmp_path / "backup.keys")
    return Path(shutil.copytree(source / "with", tmp_path / "backup"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "restored.db")
        return
    database = postgresql.new_database()
    yield database
    postgresql.drop_database(database)
