"""A case with many members is erased in parts, so that others can write in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.privacy import retention
from clearwater.app.privacy.erasing import Who
from clearwater.app.privacy.holding import hold
from clearwater.app.privacy.retention import retain
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.privacy import DataKey, Erased, Erasure
from tests.helpers.canary_life import CanaryLife


@pytest.fixture
def over(tmp_path: Path) -> Iterator[CanaryLife]:
    """A case of five members that is long over, and no more than two of them at once."""
    life = CanaryLife.at(str(tmp_path / "cases.sqlite"), tmp_path / "files")
    life.to_a_decision().to_its_end().days(600)
    yield life
    life.store.close()


def erased_at_once(life: CanaryLife, most: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(retention, "MOST_MEMBERS", most)
    return [act.subjects for act in retain(life.store, life.desk("lea")).erasing.acts]


def left_of(life: CanaryLife) -> tuple[set[str], set[tuple[str, str]]]:
    """Return what can be read, and what was erased."""
    with life.store.reading("main") as unit:
        texts = {one.text for one in unit.find(Disclosure) if one.text is not None}
        erased = {(one.what, one.about) for one in unit.find(Erasure)}
        assert all(one.token is None for one in unit.find(Subject))
        assert all(one.wrapped is None for one in unit.find(DataKey))
    return texts, erased


def test_parts_leave_what_the_whole_leaves(
    over: CanaryLife, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = erased_at_once(over, 2, monkeypatch)
    assert (sum(parts), max(parts)) == (6, 2)
    texts, erased = left_of(over)
    assert texts == set()
    assert {what for what, _ in erased} == {Erased.SUBJECT, Erased.CASE, Erased.CLUE}
    assert (Erased.CASE, over.case) in erased
    assert len([one for one in erased if one[0] == Erased.SUBJECT]) == 6
    assert over.store.check() == []


def test_nothing_is_left_for_a_second_run(
    over: CanaryLife, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased_at_once(over, 2, monkeypatch)
    before = left_of(over)
    over.days(1)
    assert erased_at_once(over, 2, monkeypatch) == []
    assert left_of(over) == before


def test_a_hold_between_two_parts_stops_those_that_follow(
    over: CanaryLife, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_MEMBERS", 1)
    whole, seen = retention._Run._one, list[str]()

    def one(run: retention._Run, what: str, name: str, gather: retention.Gather) -> bool:
        if what == "case" and len(seen) < 2:
            seen.append(name)
            if len(seen) == 2:
                hold(over.desk("max"), Who(), over.case, "court · 法院")
        return whole(run, what, name, gather)

    monkeypatch.setattr(retention._Run, "_one", one)
    done = retain(over.store, over.desk("lea"))
    assert [(stopped.what, stopped.name) for stopped in done.stopped] == [("case", over.case)]
    of_members = [act.subjects for act in done.erasing.acts if act.clues == 0]
    assert of_members == [1], "one part, and none after the hold"
    assert over.store.check() == []
