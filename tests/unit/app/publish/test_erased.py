"""Whoever is erased stays counted: what was published of past weeks and quarters is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from clearwater.app.privacy.erasing import Who, erase
from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.transparency import transparency
from clearwater.app.publish.weekly import weekly
from clearwater.cases.figures.periods import week_of
from tests.helpers.canaries import ASCII, CHINESE, REPORTER
from tests.helpers.canary_life import START_US, CanaryLife
from tests.helpers.quarter import DAY_US

pytestmark = pytest.mark.slow


def test_an_erasure_changes_no_figure_of_the_past(tmp_path: Path) -> None:
    life = CanaryLife.at(str(tmp_path / "cases.db"), tmp_path / "files")
    life.to_a_decision().to_its_end()
    lived_us = life.now_us
    life.days(200)
    weeks = [week_of(at).name for at in range(START_US, lived_us + 8 * DAY_US, 7 * DAY_US)]

    def published() -> list[bytes]:
        desk = life.desk("lea")
        return [
            *(canonical_bytes(weekly(desk, week)) for week in weeks),
            canonical_bytes(transparency(desk, "2026-Q1")),
        ]

    before = published()
    for one in (ASCII, CHINESE, REPORTER):
        erase(life.store, life.desk("lea"), Who(one), "当事人请求 the owner asked")
    assert published() == before
    assert any(b'"value":2' in one for one in before), "something was counted"
    life.store.close()
