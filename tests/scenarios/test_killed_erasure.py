"""Killed at any point of an erasure: done again it is finished, and nothing is lost besides."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clearwater.cases.ledger.faults import FaultKind
from clearwater.cases.store.opening import open_store
from tests.helpers.canaries import ASCII, found_below
from tests.helpers.canary_life import CanaryLife
from tests.helpers.killing import nursery

ERASE = "tests.helpers.killed_erasure:erase_once"


@pytest.mark.slow
def test_killed_at_any_point_it_can_be_done_again(tmp_path: Path) -> None:
    source = tmp_path / "source"
    life = CanaryLife.at(str(source / "cases.sqlite"), source / "files")
    life.to_a_decision().to_its_end()
    life.store.close()
    ends: list[str] = []
    half_way = 0
    with nursery("tests.helpers.killed_erasure") as children:
        for last in range(1, 200):
            copy = Path(shutil.copytree(source, tmp_path / "copy"))
            fate = children.live(ERASE, {"folder": str(copy)}, last=last)
            ends.append(fate.ended)
            if fate.ended == "killed":
                half_way += after_a_kill(copy, fate.at)
                again = children.live(ERASE, {"folder": str(copy)})
                assert again.ended == "done", again.said
            assert found_below(copy, [ASCII]) == {}, fate.at
            assert faults_of(copy) == set(), fate.at
            shutil.rmtree(copy)
            if fate.ended == "done":
                break
    assert ends[-1] == "done", "at last nobody killed it"
    assert len(ends) > 12
    assert half_way > 2, "sometimes the act was saved and files were left"


def after_a_kill(copy: Path, at: str) -> int:
    """See that the store is whole but for files that an erasure left; return whether any are."""
    faults = faults_of(copy)
    assert faults <= {FaultKind.UNFINISHED_ERASURE, FaultKind.MISSING_KEY}, at
    named = bool(found_below(copy / "files/outgoing", [ASCII]))
    store = open_store(copy / "cases.sqlite", copy / "files", create=False)
    with store.reading("main") as unit:
        known = bool(unit.subjects_by_identifier("account", [ASCII]))
    store.close()
    assert known or FaultKind.MISSING_KEY not in faults
    return int(not known and (named or bool(faults)))


def faults_of(copy: Path) -> set[str]:
    store = open_store(copy / "cases.sqlite", copy / "files", create=False)
    faults = {fault.kind for fault in store.check()}
    store.close()
    return faults
