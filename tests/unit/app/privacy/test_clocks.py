"""Clocks are set back, and months are odd: what was erased stays erased, what is kept stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clearwater.app.case.at_store import StoreAt
from clearwater.app.case.copying import restored
from clearwater.app.case.opening import Told, receive_clue, set_aside_clue
from clearwater.app.org.registers import change_agency
from clearwater.app.privacy import erasing
from clearwater.app.privacy.erasing import Who, erase
from clearwater.app.privacy.erasure_list import keep_list
from clearwater.app.privacy.retention import retain
from clearwater.cases.records.case import Clue
from clearwater.cases.store.backup import back_up
from clearwater.cases.store.opening import open_store
from clearwater.errors import ParameterError
from tests.helpers.canaries import ASCII, REPORTER, found_below
from tests.helpers.canary_life import DAY_US, CanaryLife


@pytest.fixture
def life(tmp_path: Path) -> Iterator[CanaryLife]:
    begun = CanaryLife.at(str(tmp_path / "cases.sqlite"), tmp_path / "files")
    yield begun
    begun.store.close()


def set_aside(life: CanaryLife, account: str | None, note: str) -> Clue:
    told = Told("report" if account else "patrol", account, REPORTER if account else None, note)
    clue = receive_clue(life.desk("ines"), told)
    return set_aside_clue(life.desk("ines"), clue.clue, "nothing in it")


def test_what_was_erased_while_the_clock_was_wrong_is_erased_after_a_restore_too(
    life: CanaryLife, tmp_path: Path
) -> None:
    set_aside(life, ASCII, "look")
    ahead_us = life.now_us + 400 * DAY_US
    back_up(life.store, tmp_path / "one", user="lea", now_us=ahead_us, with_keys=True)
    erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    keep_list(life.store, "main", tmp_path)
    (tmp_path / "new").mkdir()
    at = StoreAt(str(tmp_path / "new/cases.sqlite"), None, "root", "main", None)
    done = restored(at, tmp_path / "one", keys=None, key=None)
    assert done.erased is not None
    assert done.erased.subjects == 1
    store = open_store(at.url, at.files_folder, create=False)
    with store.reading("main") as unit:
        assert unit.subjects_by_identifier("account", [ASCII]) == {}
    store.close()


def test_what_is_said_while_an_erasure_looks_goes_too_whatever_the_clock_says(
    life: CanaryLife, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_aside(life, ASCII, "look")
    look = erasing._first_look

    def slow_look(*arguments: object) -> object:
        found = look(*arguments)  # type: ignore[arg-type]
        life.days(-10)
        set_aside(life, None, f"又是 {ASCII}")
        life.days(10)
        return found

    monkeypatch.setattr(erasing, "_first_look", slow_look)
    erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    with life.store.reading("main") as unit:
        assert [one.text for one in unit.privacy.said_since(None) if ASCII in one.text] == []


@pytest.mark.parametrize(
    ("done", "last_day"),
    [
        ("2028-02-29T23:30:00+00:00", "2028-08-27T23:30:00+00:00"),
        ("2027-12-31T16:30:00-08:00", "2028-06-29T00:30:00+00:00"),
    ],
)
def test_a_time_to_keep_is_seconds_and_knows_no_calendar(
    life: CanaryLife, done: str, last_day: str
) -> None:
    """180 days from a leap day, and from a day that is another one elsewhere."""
    life.now_us = int(datetime.fromisoformat(done).timestamp()) * 1_000_000
    clue = receive_clue(life.desk("ines"), Told("report", ASCII, REPORTER, "look"))
    set_aside_clue(life.desk("ines"), clue.clue, "nothing in it")
    due_us = life.now_us + 180 * DAY_US
    assert datetime.fromtimestamp(due_us // 1_000_000 - 120, UTC) == datetime.fromisoformat(
        last_day
    )
    life.now_us = due_us - 60_000_001
    assert retain(life.store, life.desk("lea")).erasing.acts == ()
    life.now_us = due_us - 60_000_000
    assert len(retain(life.store, life.desk("lea")).erasing.acts) == 1


def test_a_clock_that_was_set_back_erases_nothing_early(life: CanaryLife) -> None:
    set_aside(life, ASCII, "look")
    life.days(-3_000)
    assert retain(life.store, life.desk("lea")).erasing.acts == ()


def test_agencies_are_erased_and_their_name_is_found_nowhere(
    life: CanaryLife, tmp_path: Path
) -> None:
    change_agency(life.desk("lea"), "MCN-星河文化-canary")
    erase(life.store, life.desk("lea"), Who("MCN-星河文化-canary"), "asked")
    with pytest.raises(ParameterError, match="knows nobody"):
        erase(life.store, life.desk("lea"), Who("MCN-星河文化-canary"), "asked")
    assert found_below(tmp_path, ["MCN-星河文化-canary"]) == {}
