from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.cases.store.sql import SqlStore
from tests.helpers.stores import make_store


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[SqlStore]:
    """Return a rehearsal with nothing in it."""
    store = make_store(tmp_path / "cases.db", tmp_path / "files")
    yield store
    store.close()
