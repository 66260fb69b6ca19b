from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.helpers.figures_of import Reports, lived, reports_of
from tests.helpers.quarter import Quarter

_FOLDERS: list[TemporaryDirectory[str]] = []


@cache
def honest(seed: int) -> tuple[Quarter, Reports]:
    """Return a quarter and its reports; made once in a process, it takes seconds."""
    _FOLDERS.append(TemporaryDirectory())
    quarter = lived(Path(_FOLDERS[-1].name), seed)
    return quarter, reports_of(quarter)


@pytest.fixture
def quarter() -> Quarter:
    return honest(1)[0]


@pytest.fixture
def reports() -> Reports:
    return honest(1)[1].copy()
