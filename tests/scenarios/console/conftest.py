"""One browser and one console for all pages that only look; a test that acts takes its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.helpers.browser import chromium
from tests.helpers.console import Console, console_at


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console_at(tmp_path_factory.mktemp("console")) as made:
        yield made


@pytest.fixture
def console(served: Console) -> Iterator[Console]:
    """The console that tests share which do not mind what others left in it."""
    yield from _without_complaints(served)


@pytest.fixture
def own_console(tmp_path: Path) -> Iterator[Console]:
    """A console of one test's own."""
    with console_at(tmp_path) as made:
        yield from _without_complaints(made)


def _without_complaints(console: Console) -> Iterator[Console]:
    console.complaints.said.clear()
    yield console
    console.close_pages()
    assert console.complaints.said == []
