"""One browser and one console for all pages that only look; a test that acts takes its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.helpers.browser import chromium
from tests.helpers.console import Console, console_at
from tests.helpers.console_world import World, hostile_world


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


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A console with something on every page, in which strangers have written everywhere."""
    with hostile_world(tmp_path_factory.mktemp("walked")) as made:
        yield made


@pytest.fixture
def world(walked: World) -> Iterator[World]:
    """The same, for a test that only looks."""
    for _ in _without_complaints(walked.console):
        yield walked


def _without_complaints(console: Console) -> Iterator[Console]:
    console.complaints.said.clear()
    yield console
    console.close_pages()
    assert console.complaints.said == []
