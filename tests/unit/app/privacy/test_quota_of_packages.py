"""A package of evidence shows whoever makes it the accounts of its case, so it counts."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.app.case.handing_out import LEFT_S, remove_left, sealed_zip
from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.case.showing import show
from clearwater.app.privacy.reveals import reveals
from clearwater.app.privacy.sweeping import sweep
from clearwater.cases.refused import RefusedError
from tests.helpers.canary_life import CanaryLife


@pytest.fixture
def life(tmp_path: Path) -> Iterator[CanaryLife]:
    """A case of five accounts, of whom nobody may be shown more than seven in an hour."""
    begun = CanaryLife.at(str(tmp_path / "cases.sqlite"), tmp_path / "files")
    policy = policy_in_force(begun.desk("lea"))
    change_policy(begun.desk("lea"), replace(policy, privacy=replace(policy.privacy, reveals=7)))
    begun.to_a_decision()
    yield begun
    begun.store.close()


def sealed(life: CanaryLife, user: str) -> None:
    sealed_zip(life.store, life.desk(user), life.case).unlink()


def refused(life: CanaryLife, user: str) -> str:
    with pytest.raises(RefusedError) as caught:
        sealed(life, user)
    return caught.value.found


def test_packages_and_looks_come_out_of_one_quota(life: CanaryLife) -> None:
    sealed(life, "ines")
    assert refused(life, "ines") == "5 shown and 5 more"
    with pytest.raises(RefusedError, match="5 shown and 5 more"):
        show(life.desk("ines"), life.case, "case work")
    (row,) = reveals(life.desk("mia")).to_pylist()
    assert (row["user"], row["times"], row["accounts"], row["left"]) == ("ines", 1, 5, 2)
    sealed(life, "lea")
    life.days(0.1)
    sealed(life, "ines")
    assert life.store.check() == []


def test_who_has_looked_at_enough_makes_no_package_and_no_entry(life: CanaryLife) -> None:
    show(life.desk("lea"), life.case, "case work")
    assert refused(life, "lea") == "5 shown and 5 more"
    with life.store.reading("main") as unit:
        assert [one.act for one in unit.entries()][-1] == "personal data read"


def test_packages_that_a_killed_server_left_are_taken_away(life: CanaryLife) -> None:
    made = sealed_zip(life.store, life.desk("ines"), life.case)
    half = made.with_suffix("") / life.case / "data"
    half.mkdir(parents=True)
    (half / "case.json").write_text("half of a package")
    assert remove_left(life.store) == 0, "it may still be on its way"
    long_ago = time.time() - LEFT_S - 60
    os.utime(made, (long_ago, long_ago))
    assert remove_left(life.store) == 1
    assert not made.exists()
    for one in (half / "case.json", half, half.parent, half.parent.parent):
        os.utime(one, (long_ago, long_ago))
    sweep(life.store, "main")
    assert list(made.parent.iterdir()) == [], "an erasure takes them away too"
