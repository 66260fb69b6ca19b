"""What one person can do alone, over several cases of a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clearwater.app.case.desk import Desk
from clearwater.app.case.organisation import change_policy, change_user
from clearwater.app.case.working import Choice, approve, decide, exclude, preview, withdraw
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.records.decision import Decision
from clearwater.cases.refused import RefusedError
from clearwater.errors import ParameterError
from tests.helpers.case_at_store import Office
from tests.helpers.case_desk import DAY_US
from tests.helpers.killed_life import MAIN, START_US
from tests.helpers.new_store import new_store

MUTE = Choice("mute", "coordinated engagement", "同一节奏 one rhythm")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store = new_store(tmp_path / "cases.sqlite", tmp_path, now_us=START_US)
    yield Office(store)
    store.close()


def some(kind: str, count: int) -> list[str]:
    return [f"{kind} {number} 号" for number in range(count)]


def states(office: Office, case: str) -> list[str]:
    with office.store.reading(MAIN) as unit:
        found = sorted(unit.find(Decision, case=case), key=lambda one: one.decided_us)
    return [one.state for one in found]


def test_a_bulk_cut_in_pieces_over_cases_is_a_bulk(office: Office) -> None:
    first = office.opened("first piece", *some("left", 25))
    second = office.opened("second piece", *some("right", 25))
    third = office.opened("third piece", *some("middle", 25))
    decide(office.desk("ines"), first, MUTE)
    decide(office.desk("ines"), second, MUTE)
    assert (states(office, first), states(office, second)) == (["standing"], ["proposed"])
    # Somebody else's pieces are their own, and a day later the window is another one.
    decide(office.desk("ivo"), third, MUTE)
    assert states(office, third) == ["standing"]
    withdraw(office.desk("ines"), second, "later")
    office.now_us += DAY_US
    decide(office.desk("ines"), second, MUTE)
    assert states(office, second) == ["withdrawn", "standing"]


def test_members_left_out_afterwards_do_not_make_a_piece_smaller(office: Office) -> None:
    first = office.opened("first piece", *some("left", 25))
    second = office.opened("second piece", *some("right", 25))
    decide(office.desk("ines"), first, MUTE)
    for account in some("left", 25)[:20]:
        exclude(office.desk("ines"), first, account, "a victim")
    decide(office.desk("ines"), second, MUTE)
    assert states(office, second) == ["proposed"]


def test_nobody_takes_part_twice_whatever_login_does_what(office: Office) -> None:
    case = office.opened("a farm", *some("phone", 3))
    ines = office.desk("ines")
    decide(ines, case, Choice("ban", "device farm", "same phones"))
    with pytest.raises(RefusedError, match="second person must be another one"):
        approve(ines, case)
    with pytest.raises(RefusedError, match="only who proposed"):
        withdraw(office.desk("mallory"), case, "not mine")
    withdraw(ines, case, "the third is a news desk")
    assert states(office, case) == ["withdrawn"]
    with pytest.raises(RefusedError, match="not at this step"):
        withdraw(ines, case, "again")


@pytest.mark.parametrize("lookalike", ["ines\u200b", "ines ", "ｉnes", "", "clearwater"])
def test_a_name_that_only_looks_like_another_is_no_second_person(
    office: Office, lookalike: str
) -> None:
    case = office.opened("a farm", *some("phone", 3))
    decide(office.desk("ines"), case, Choice("ban", "device farm", "same phones"))
    with pytest.raises(ParameterError, match="nobody acts without a name"):
        approve(office.desk(lookalike), case)
    assert states(office, case) == ["proposed"]


def test_who_lost_the_role_in_between_neither_agrees_nor_takes_back(office: Office) -> None:
    case = office.opened("a farm", *some("phone", 3))
    decide(office.desk("ines"), case, Choice("ban", "device farm", "same phones"))
    for user in ("ines", "rosa"):
        change_user(office.desk("lea"), user, ("auditor",))
    with pytest.raises(RefusedError, match="nobody with these roles"):
        withdraw(office.desk("ines"), case, "no")
    with pytest.raises(RefusedError, match="nobody with these roles"):
        approve(office.desk("rosa"), case)
    with pytest.raises(RefusedError, match="must be another one"):
        change_user(office.desk("lea"), "lea", ("reviewer",))


def test_a_preview_is_for_those_who_may_read(office: Office) -> None:
    case = office.opened("a farm", *some("phone", 3))
    assert preview(office.desk("ines"), case).accounts == 3
    stranger = Desk(office.store, "mallory", MAIN, office.clock_us, open_to_all=False)
    with pytest.raises(RefusedError, match="nobody with these roles"):
        preview(stranger, case)


def test_a_policy_in_force_already_is_not_put_in_force_again(office: Office) -> None:
    assert change_policy(office.desk("lea"), default_policy()) == 1
    with pytest.raises(RefusedError, match="stands like that"):
        change_policy(office.desk("lea"), default_policy())


def test_who_has_no_right_is_not_told_whether_a_decision_waits(office: Office) -> None:
    case = office.opened("nothing proposed", *some("left", 3))
    change_user(office.desk("lea"), "aud", ("auditor",))
    with pytest.raises(RefusedError) as without_right:
        approve(office.desk("aud"), case)
    with pytest.raises(RefusedError) as too_early:
        approve(office.desk("ivo"), case)
    assert without_right.value.code == "not allowed"
    assert too_early.value.code == "wrong state"
