from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.sealed_case import made_store


@pytest.fixture(scope="session")
def sealed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a package that nobody may alter."""
    folder = tmp_path_factory.mktemp("sealed")
    made = made_store(folder)
    made.seal(folder / "package")
    made.store.close()
    return folder / "package"


@pytest.fixture
def package(sealed_once: Path, tmp_path: Path) -> Path:
    """Return a package of one's own."""
    return shutil.copytree(sealed_once, tmp_path / "package")
