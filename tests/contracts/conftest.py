"""The places on which the contract of stores is held: SQLite and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from clearwater.cases.store.sql import SqlStore
from tests.helpers import postgresql
from tests.helpers.stores import make_store

DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Where:
    """Where a store is made."""

    url: str
    files: Path


@pytest.fixture(params=DATABASES)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Where]:
    """Return an empty place on each database."""
    if request.param == "sqlite":
        yield Where(str(tmp_path / "cases.db"), tmp_path / "files")
        return
    yield Where(_database(), tmp_path / "files")
    postgresql.empty_database(_database())


@cache
def _database() -> str:
    """Return one database for all tests of this process: making one for each takes a second."""
    return postgresql.new_database()


@pytest.fixture
def store(where: Where) -> Iterator[SqlStore]:
    """Return a rehearsal with nothing in it but the entry that made it."""
    opened = make_store(where.url, where.files)
    yield opened
    opened.close()
