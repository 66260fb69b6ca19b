from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clearwater.app.case.desk import Desk
from clearwater.app.case.restrictions import RESTRICTIONS, restrictions
from clearwater.cases.acts import UserChanged
from clearwater.cases.delivery.file import FileConnector
from clearwater.cases.records.people import User
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step
from tests.helpers.killed_life import MAIN, START_US, Life, Plan
from tests.helpers.new_store import new_store

ACCOUNTS = ("小明_今天也在喝茶", "tea&milk", "O'Brien")
LAPSING = Plan("forty phones on one desk", ACCOUNTS, "lapse", measure="mute", delay_s=3600)
HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    made = new_store(tmp_path / "cases.sqlite", tmp_path, now_us=START_US)
    yield made
    made.close()


def notified(store: SqlStore, plan: Plan = LAPSING) -> int:
    """Lead a case until its notices are out; return the time at which they were issued."""
    life = Life(store, FileConnector(store.outgoing_folder), [plan])
    while life.step(plan) == "acted":
        pass
    issued = last_time(store)
    life.deliver()
    return issued


def last_time(store: SqlStore) -> int:
    with store.reading(MAIN) as unit:
        return max(entry.time_us for entry in unit.entries())


def desk(store: SqlStore, now_us: int, user: str = "api") -> Desk:
    return Desk(store, user, MAIN, lambda: now_us, open_to_all=True)


def reads(store: SqlStore) -> list[tuple[str, int | str | None, int | str | None]]:
    with store.reading(MAIN) as unit:
        return [
            (entry.user, entry.details["count"], entry.details["purpose"])
            for entry in unit.entries()
            if entry.act == "personal data read"
        ]


def test_it_says_what_is_in_force_until_when_and_why(store: SqlStore) -> None:
    notices = notified(store)
    table = restrictions(desk(store, notices + 2 * HOUR_US), "enforcement")
    assert table.schema == RESTRICTIONS
    rows = sorted(table.to_pylist(), key=lambda row: str(row["account"]))
    assert [row["account"] for row in rows] == sorted(ACCOUNTS)
    with store.reading(MAIN) as unit:
        told = next(e for e in unit.entries() if e.act == "notices issued")
    for row in rows:
        assert row["starts"] == datetime.fromtimestamp(notices / 1e6 + 3600, UTC)
        assert (row["ends"] - row["starts"]).days == 7
        assert (row["measure"], row["severity"], row["restricts"]) == ("mute", 4, True)
        assert row["reason_code"] == "coordinated engagement"
        assert (row["case"], row["decision"]) == (told.case, told.details["decision"])


def test_nothing_is_in_force_before_its_start_and_after_its_end(store: SqlStore) -> None:
    notices = notified(store)
    in_force = {
        hours: restrictions(desk(store, notices + hours * HOUR_US), "enforcement").num_rows
        for hours in (0, 1, 7 * 24, 7 * 24 + 1)
    }
    assert in_force == {0: 0, 1: 3, 7 * 24: 3, 7 * 24 + 1: 0}


def test_who_was_not_told_is_not_on_the_list(store: SqlStore) -> None:
    """Nor would the outbox send the START: whoever asks must not be told more than the platform."""
    life = Life(store, FileConnector(store.outgoing_folder), [replace(LAPSING, delay_s=0)])
    while life.step(replace(LAPSING, delay_s=0)) == "acted":
        pass
    issued = last_time(store)
    assert restrictions(desk(store, issued + 2), "enforcement").num_rows == 0
    life.deliver()
    now = last_time(store)
    assert restrictions(desk(store, now), "enforcement").num_rows == len(ACCOUNTS)
    assert restrictions(desk(store, now), "enforcement", at_us=issued + 2).num_rows == 0


def test_one_account_is_found_by_its_identifier(store: SqlStore) -> None:
    now = notified(store) + 2 * HOUR_US
    found = restrictions(desk(store, now), "enforcement", account="小明_今天也在喝茶")
    assert found["account"].to_pylist() == ["小明_今天也在喝茶"]
    assert restrictions(desk(store, now), "enforcement", account="nobody").num_rows == 0


def test_each_answer_is_an_entry_with_a_purpose(store: SqlStore) -> None:
    now = notified(store) + 2 * HOUR_US
    restrictions(desk(store, now), "enforcement")
    restrictions(desk(store, now), "audit", account="nobody")
    assert reads(store) == [("api", 3, "enforcement"), ("api", 1, "audit")]
    assert store.check() == []


def test_without_a_purpose_or_a_right_nothing_is_shown_and_nothing_kept(store: SqlStore) -> None:
    now = notified(store) + 2 * HOUR_US
    with pytest.raises(RefusedError, match="purpose"):
        restrictions(desk(store, now), "curiosity")
    nobody = Desk(store, "mallory", MAIN, lambda: now, open_to_all=False)
    with pytest.raises(RefusedError, match="nobody with these roles"):
        restrictions(nobody, "enforcement")
    with store.writing(MAIN) as unit:
        left = User(MAIN, "ana", "investigator", "left", now)
        unit.save([Step(UserChanged("ana", left.roles, left.state), (left,))], "dara", now)
    with pytest.raises(RefusedError):
        restrictions(desk(store, now, "ana"), "enforcement")
    assert reads(store) == []


def test_what_an_appeal_took_back_is_not_in_force_and_was_before(store: SqlStore) -> None:
    plan = replace(LAPSING, ending="partly", delay_s=0)
    life = Life(store, FileConnector(store.outgoing_folder), [plan])
    while life.step(plan) != "deliver":
        pass
    life.deliver()
    told = last_time(store)
    while life.step(plan) != "wait":
        pass
    now = last_time(store)
    after = restrictions(desk(store, now), "enforcement")
    before = restrictions(desk(store, now), "enforcement", at_us=told)
    assert (after.num_rows, before.num_rows) == (2, 3)
    (freed,) = set(before["account"].to_pylist()) - set(after["account"].to_pylist())
    # It weighs nothing: not on the account, and the ring has what the others have.
    rows = {row["account"]: row for row in before.to_pylist()}
    assert rows[freed]["strikes"] == 0
    assert all(rows[other]["strikes"] > 0 for other in rows if other != freed)
    assert len({row["ring_strikes"] for row in rows.values()}) == 1


def test_strikes_decay(store: SqlStore) -> None:
    plan = replace(LAPSING, measure="limit")
    notices = notified(store, plan)
    young, old = (
        restrictions(desk(store, notices + days * DAY_US), "enforcement")["strikes"].to_pylist()
        for days in (1, 29)
    )
    assert young[0] > old[0] > 0
    assert old[0] / young[0] == pytest.approx(0.5 ** (28 / 180), rel=0.01)


def test_a_store_without_measures_restricts_nobody(store: SqlStore) -> None:
    assert restrictions(desk(store, START_US + 1), "enforcement").num_rows == 0
