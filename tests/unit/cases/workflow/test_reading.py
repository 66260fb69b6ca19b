from __future__ import annotations

import pytest

from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.dispatch import decide_without_case
from tests.helpers.case_desk import Desk


def test_reading_is_written_down_and_changes_nothing() -> None:
    desk = Desk().opened()
    (step,) = desk.do("ada", c.ReadPersonalData("case", 3, "audit"))
    assert step.puts == ()
    assert step.act.of_case == desk.case.case
    assert dict(step.act.details()) == {"what": "case", "count": 3, "purpose": "audit"}


def test_the_list_of_restrictions_belongs_to_no_case() -> None:
    command = c.ReadPersonalData("restrictions", 0, "enforcement")
    outcome = decide_without_case(command, Desk().context("lea"))
    assert not isinstance(outcome, Refusal)
    assert outcome[0].act.of_case is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.ReadPersonalData("case", 3, "curiosity"), "no such purpose"),
        (c.ReadPersonalData("case", 3, ""), "no such purpose"),
        (c.ReadPersonalData("everything", 3, "audit"), "out of range"),
        (c.ReadPersonalData("case", -1, "audit"), "out of range"),
    ],
)
def test_without_a_purpose_nothing_is_shown(command: c.ReadPersonalData, code: str) -> None:
    assert Desk().opened().refused("ada", command).code == code


def test_a_misspelt_purpose_gets_its_near_name() -> None:
    refusal = Desk().opened().refused("ada", c.ReadPersonalData("case", 3, "casework"))
    assert "'case work'" in refusal.next_step
