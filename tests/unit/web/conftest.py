"""A server at a store of its own, on SQLite; what must hold on both databases is in contracts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.web_server import Server, server_at


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = server_at(tmp_path / "cases.db", tmp_path / "files")
    with made.client:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for tests that do not mind what others left in it."""
    folder = tmp_path_factory.mktemp("web")
    made = server_at(folder / "cases.db", folder / "files")
    with made.client:
        yield made
