"""The report of a week has the same bytes on every run and on both databases, in every form."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from clearwater.app.publish.transparency import transparency
from clearwater.app.publish.weekly import weekly
from clearwater.app.publish.writing import write_transparency, write_weekly
from clearwater.cases.store.sql import SqlStore
from tests.contracts.conftest import Where
from tests.helpers.quarter import DAY_US, MONDAY_US, Clock, Quarter
from tests.helpers.stores import open_rehearsal

pytestmark = pytest.mark.slow
FORMS = ("json", "csv", "xlsx", "pdf")
DIGESTS: dict[str, dict[str, str]] = {}
"""Database -> file -> SHA-256: whichever test is last compares."""


@pytest.fixture
def lived(where: Where) -> Quarter:
    store: SqlStore = open_rehearsal(where.url, where.files, now_us=MONDAY_US)
    quarter = Quarter(store, seed=21, clock=Clock(MONDAY_US)).days(9, 1.5)
    quarter.clock.now_us = MONDAY_US + 100 * DAY_US
    return quarter


def digests(quarter: Quarter, folder: Path) -> dict[str, str]:
    desk = quarter.desk()
    week = weekly(desk, "2026-W02")
    files = [
        *write_weekly(week, folder / "en", FORMS, "en"),
        *write_weekly(week, folder / "zh", FORMS, "zh"),
        *write_transparency(transparency(desk, "2026-Q1"), folder / "public"),
    ]
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def test_reports_have_the_same_bytes(lived: Quarter, tmp_path: Path) -> None:
    database = lived.store.place.url.get_backend_name()
    first = digests(lived, tmp_path / "first")
    assert digests(lived, tmp_path / "second") == first
    assert len(set(first.values())) == len(first) - 2, "JSON and CSV alone are in no language"
    DIGESTS[database] = first
    assert len({tuple(sorted(one.items())) for one in DIGESTS.values()}) == 1
    lived.store.close()
