"""Shared fixtures. CLEARWATER_DATA names the real data; without it those tests skip, loudly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

DATA_VARIABLE = "CLEARWATER_DATA"

pytest_plugins = ["tests.helpers.required_groups"]

# How long an example takes says something of the machine's load and nothing of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder with real data and goldens, or skip and say why."""
    named = os.environ.get(DATA_VARIABLE)
    if not named:
        pytest.skip(f"{DATA_VARIABLE} is not set: goldens and real data were NOT checked")
    folder = Path(named).resolve()
    assert folder.is_dir(), f"{DATA_VARIABLE} names {folder}, which is no folder"
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the very end, where it is seen, that the goldens were not checked."""
    if not os.environ.get(DATA_VARIABLE):
        terminalreporter.write_line(
            f"WARNING: {DATA_VARIABLE} is not set; tests on goldens and real data were SKIPPED.",
            yellow=True,
            bold=True,
        )
