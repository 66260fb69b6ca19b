"""Which policy was in force when: by the versions that were kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.policies import Policies
from clearwater.app.publish.weekly import weekly
from clearwater.cases.figures.periods import period
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.policy import PolicyRow, PolicyVersion
from clearwater.errors import StoreError
from tests.helpers.quarter import DAY_US, MONDAY_US, Clock, Quarter
from tests.helpers.stores import open_rehearsal


@pytest.fixture
def quarter(tmp_path: Path) -> Quarter:
    store = open_rehearsal(tmp_path / "cases.db", tmp_path / "files", now_us=MONDAY_US)
    return Quarter(store, clock=Clock(MONDAY_US + DAY_US))


def changed(smallest: int) -> object:
    policy = default_policy()
    return replace(policy, publishing=replace(policy.publishing, smallest=smallest))


def test_a_policy_is_in_force_from_when_it_was_put_there(quarter: Quarter) -> None:
    for smallest in (7, 9):
        quarter.change_policy(changed(smallest))  # type: ignore[arg-type]
        quarter.clock.now_us += DAY_US
    with quarter.store.reading("main") as unit:
        policies = Policies(unit)
        at = [policies.at(MONDAY_US + days * DAY_US) for days in (0, 1, 2)]
        kept = unit.find(PolicyVersion)
        row = unit.get(PolicyRow, "main")
    assert [version for version, _ in at] == [0, 1, 2]
    assert [policy.publishing.smallest for _, policy in at] == [5, 7, 9]
    assert [one.sha256 for one in kept] == [policy.sha256 for _, policy in at[1:]]
    assert row is not None
    assert kept[-1].policy == row.policy


def at_offset(minutes: int) -> Policy:
    policy = default_policy()
    return replace(policy, publishing=replace(policy.publishing, offset_min=minutes))


@pytest.mark.parametrize("later", [0, -840, 840])
def test_a_week_that_is_over_there_is_not_shifted_by_a_change_before_it_is_over_by_utc(
    quarter: Quarter, later: int
) -> None:
    quarter.change_policy(at_offset(480))
    quarter.clue("patrol")
    ended_us = period("2026-W02", 480).end_us
    quarter.clock.now_us = ended_us + 3_600_000_000
    assert quarter.clock.now_us < period("2026-W02").end_us
    before = canonical_bytes(weekly(quarter.desk(), "2026-W02"))
    quarter.change_policy(at_offset(later))
    quarter.clock.now_us = ended_us + 30 * DAY_US
    assert canonical_bytes(weekly(quarter.desk(), "2026-W02")) == before
    following: Any = weekly(quarter.desk(), "2026-W03")
    assert following["period"]["offset_min"] == later


class OldUnit:
    """A store in which policies were replaced before versions were kept."""

    organisation = "main"

    def __init__(self, version: int) -> None:
        policy = default_policy().canonical().decode()
        self._row = PolicyRow("main", version, policy, MONDAY_US)

    def find(self, _kind: object) -> tuple[PolicyVersion, ...]:
        return ()

    def get(self, _kind: object, *_key: str) -> PolicyRow:
        return self._row


def test_the_present_one_is_known_where_no_version_was_kept() -> None:
    policies = Policies(OldUnit(1))  # type: ignore[arg-type]
    assert policies.at(MONDAY_US)[0] == 1
    assert policies.at(MONDAY_US - 1)[0] == 0


def test_one_that_was_not_kept_is_not_made_up() -> None:
    with pytest.raises(StoreError, match="was not kept"):
        Policies(OldUnit(3)).at(MONDAY_US - 1)  # type: ignore[arg-type]
