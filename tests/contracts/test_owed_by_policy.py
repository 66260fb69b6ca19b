"""By when a platform owes its figures: by what it was asked, and by the policy of that time."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.org import duties
from clearwater.app.publish.checking import check_files
from clearwater.cases.store.sql import SqlStore
from tests.helpers.bodies_life import NATION, PLATFORM, Bodies
from tests.helpers.case_desk import DAY_US

WEEK = "2026-W09"
"""The week in which the tree is made; it ends on Monday, 2 March."""


@pytest.fixture
def bodies(store: SqlStore) -> Bodies:
    return Bodies(store).grow()


def gives(bodies: Bodies, days: int) -> None:
    """Let the nation's body give platforms so many days."""
    policy = policy_in_force(bodies.desk(NATION))
    owing = replace(policy.duties, self_report_s=days * DAY_US // 1_000_000)
    change_policy(bodies.desk(NATION), replace(policy, duties=owing))


def published(folder: Path, day: str) -> Path:
    """Write a platform's report of the week, published on a day of March."""
    said = {
        "format": "clearwater self-report",
        "platform": PLATFORM,
        "week": WEEK,
        "published": f"2026-03-{day}T12:00:00.000000Z",
        "figures": [],
    }
    path = folder / "周报.json"
    path.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    return path


def late(bodies: Bodies, path: Path) -> bool:
    found = check_files([path], bodies.desk(NATION))
    return "publication.late" in {one.rule for one in found.faults}


def test_a_report_is_late_by_the_policy_that_was_in_force(bodies: Bodies, tmp_path: Path) -> None:
    path = published(tmp_path, "10")
    assert late(bodies, path), "three days, as Clearwater's own policy says"
    gives(bodies, 10)
    assert not late(bodies, path)
    assert late(bodies, published(tmp_path, "13"))
    bodies.wait(days=3)
    gives(bodies, 1)
    assert not late(bodies, published(tmp_path, "10")), "a later policy shortens nothing"
    files_alone = check_files([path]).faults
    assert [one.rule for one in files_alone] == ["publication.late"]


def test_whoever_was_asked_owes_by_the_day_of_the_duty(bodies: Bodies, tmp_path: Path) -> None:
    bodies.wait(days=6)
    asked = duties.ask(bodies.desk(NATION), PLATFORM, WEEK)
    (row,) = duties.duties(bodies.desk(NATION)).to_pylist()
    assert f"{row['due']:%d}" == "10", "asked on the 7th, so nobody owes it on the 5th"
    assert not late(bodies, published(tmp_path, "08"))
    assert late(bodies, published(tmp_path, "12"))
    assert asked.week == WEEK
