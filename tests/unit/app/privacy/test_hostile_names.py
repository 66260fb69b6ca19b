"""Accounts choose their names themselves, and some choose words of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.case.opening import Told, open_for_clue, receive_clue
from clearwater.app.privacy.erasing import Who, erase
from clearwater.app.privacy.retention import retain
from clearwater.cases.records.case import Case, Member
from clearwater.cases.records.notice import Message
from clearwater.cases.records.privacy import Cause, Erasure
from clearwater.cases.workflow import commands as c
from tests.helpers.canaries import ASCII, found_below
from tests.helpers.canary_life import CanaryLife


@pytest.fixture
def life(tmp_path: Path) -> Iterator[CanaryLife]:
    begun = CanaryLife.at(str(tmp_path / "cases.sqlite"), tmp_path / "files")
    yield begun
    begun.store.close()


def closed_case(life: CanaryLife, account: str) -> Case:
    clue = receive_clue(life.desk("ines"), Told("report", account, "u-1", "look"))
    life.case = open_for_clue(life.desk("ines"), clue.clue, title="in step").all(Case)[0].case
    life.do("ines", c.AssignCase("ines"))
    return life.do("lea", c.CloseCase("nothing")).all(Case)[0]


@pytest.mark.parametrize("name", ["closed", "main", "report", "no action", "ines", "case"])
def test_a_name_that_is_a_word_of_ours_changes_no_row_of_the_case(
    life: CanaryLife, name: str
) -> None:
    before = closed_case(life, name)
    erase(life.store, life.desk("lea"), Who(name), "asked")
    with life.store.reading("main") as unit:
        (after,) = unit.find(Case)
        assert unit.find(Member) == ()
    assert after == before
    assert life.store.check() == []


def test_an_erasure_that_somebody_asked_for_stays_as_it_was_written(life: CanaryLife) -> None:
    closed_case(life, "小明_07")
    erase(life.store, life.desk("lea"), Who("小明_07"), "asked")
    with life.store.reading("main") as unit:
        before = unit.find(Erasure)
    life.days(800)
    retain(life.store, life.desk("lea"))
    with life.store.reading("main") as unit:
        after = unit.find(Erasure)
    assert {one.cause for one in before} == {Cause.REQUEST}
    assert set(before) <= set(after)


def test_what_a_killed_writer_left_of_a_message_goes_too(life: CanaryLife, tmp_path: Path) -> None:
    life.to_a_decision().to_its_end().days(200)
    outgoing = life.store.outgoing_folder
    with life.store.reading("main") as unit:
        (name, *_) = unit.find(Message, subject=life.subject(ASCII))
    (outgoing / f"{name.message}.json").rename(outgoing / f".{name.message}.0123456789ab.part")
    assert found_below(tmp_path / "files", [ASCII])
    erase(life.store, life.desk("lea"), Who(ASCII), "asked")
    assert found_below(tmp_path / "files", [ASCII]) == {}
